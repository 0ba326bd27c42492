package io.threefold.rmb.protocol.envelope;

import org.jspecify.annotations.Nullable;

/**
 * A twin, or one session of it. Prints as {@code twin} or {@code twin:session} (PROTOCOL §1).
 *
 * @param twin 0 to 2^32-1; 0 is no twin: as a source it means "a relay"
 * @param connection the session id; null and "" are different on the wire, but add the same (nothing) to the challenge
 */
public record Address(long twin, @Nullable String connection) {
    /** The largest twin id, 2^32-1. */
    public static final long MAX_TWIN = 0xFFFF_FFFFL;

    private static final int MAX_TWIN_DIGITS = 10;

    public Address {
        if (twin < 0 || twin > MAX_TWIN) {
            throw new IllegalArgumentException("a twin is a number from 0 to 4294967295, not " + twin);
        }
    }

    /** The session without an id of the given twin. */
    public static Address of(long twin) {
        return new Address(twin, null);
    }

    /**
     * Reads what {@link #toString} writes; everything behind the first colon is the session id.
     *
     * @return null unless the text is a decimal twin id (digits only), optionally followed by a colon and a session id
     */
    public static @Nullable Address parse(String text) {
        int colon = text.indexOf(':');
        int end = colon < 0 ? text.length() : colon;
        if (end == 0 || end > MAX_TWIN_DIGITS) {
            return null;
        }
        long twin = 0;
        for (int i = 0; i < end; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return null;
            }
            twin = twin * 10 + digit;
        }
        if (twin > MAX_TWIN) {
            return null;
        }
        return new Address(twin, colon < 0 ? null : text.substring(colon + 1));
    }

    @Override
    public String toString() {
        return connection == null ? Long.toString(twin) : twin + ":" + connection;
    }
}
