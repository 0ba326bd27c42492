package io.threefold.rmb.protocol.envelope;

import org.jspecify.annotations.Nullable;

/**
 * A twin, or one session of it. Prints as {@code twin} or {@code twin:session} (PROTOCOL §1).
 *
 * @param twin 0 to 2^32-1; 0 is no twin: as a source it means "a relay"
 * @param connection the session id; null and "" are different on the wire and in the challenge
 */
public record Address(long twin, @Nullable String connection) {
    private static final long MAX_TWIN = 0xFFFF_FFFFL;

    public Address {
        if (twin < 0 || twin > MAX_TWIN) {
            throw new IllegalArgumentException("a twin is a number from 0 to 4294967295, not " + twin);
        }
    }

    /** The session without an id of the given twin. */
    public static Address of(long twin) {
        return new Address(twin, null);
    }

    @Override
    public String toString() {
        return connection == null ? Long.toString(twin) : twin + ":" + connection;
    }
}
