package io.threefold.rmb.protocol.envelope;

/**
 * Stamps and times to live (PROTOCOL §2). Envelope times are unsigned 64-bit numbers from strangers: nothing here overflows.
 * {@code now} is always unix seconds, not negative.
 */
public final class EnvelopeTime {
    /** Seconds that a request without an expiration gets. */
    public static final long DEFAULT_REQUEST_SECONDS = 300;
    /** The most seconds that an envelope leaves a peer with. */
    public static final long MAX_SECONDS = 1800;
    /** Seconds a response leaves with: the reference asks for 3600, which its own cap makes 1800. */
    public static final long RESPONSE_SECONDS = Math.min(3600, MAX_SECONDS);

    private EnvelopeTime() {}

    /**
     * The envelope with its timestamp at {@code now}: one from the future or without a timestamp keeps its expiration, an
     * older one keeps its deadline. An expiration of 0 in the result means: expired, unless it was 0 before.
     */
    public static Envelope stamp(Envelope envelope, long now) {
        long timestamp = envelope.timestamp();
        long expiration = envelope.expiration();
        if (timestamp != 0 && Long.compareUnsigned(timestamp, now) <= 0) {
            long age = now - timestamp;
            expiration = Long.compareUnsigned(expiration, age) <= 0 ? 0 : expiration - age;
        }
        return envelope.withTimes(now, expiration);
    }

    /**
     * Seconds left to live; 0 when expired (there is no grace second: at its deadline an envelope has expired). Sums beyond
     * the number range count as {@link Long#MAX_VALUE}.
     */
    public static long ttl(Envelope envelope, long now) {
        return ttl(envelope.timestamp(), envelope.expiration(), now);
    }

    /** As {@link #ttl(Envelope, long)}; timestamp and expiration are unsigned. */
    public static long ttl(long timestamp, long expiration, long now) {
        long deadline = timestamp + expiration;
        boolean overflow = Long.compareUnsigned(deadline, timestamp) < 0;
        if (overflow) {
            return Long.MAX_VALUE;
        }
        if (Long.compareUnsigned(deadline, now) <= 0) {
            return 0;
        }
        long left = deadline - now;
        return left < 0 ? Long.MAX_VALUE : left;
    }

    /** What a request may ask for: 0 becomes {@value #DEFAULT_REQUEST_SECONDS}, more than {@value #MAX_SECONDS} becomes that. */
    public static long clampRequest(long expiration) {
        if (expiration == 0) {
            return DEFAULT_REQUEST_SECONDS;
        }
        return Long.compareUnsigned(expiration, MAX_SECONDS) > 0 ? MAX_SECONDS : expiration;
    }
}
