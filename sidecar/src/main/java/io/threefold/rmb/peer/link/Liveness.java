package io.threefold.rmb.peer.link;

/**
 * Tells when a connection has to be pinged and when it is dead (PROTOCOL §7), without a clock. Times are nanoseconds of any
 * origin; those of reading are {@link ReadingTime}. Not thread-safe.
 */
final class Liveness {
    /** What to do. */
    enum Due {
        NOTHING,
        PING,
        DEAD
    }

    private final long pingAfter;
    private final long deadAfter;
    private final ReadingTime readingTime;
    private long lastPing;
    private long lastRead;

    Liveness(LinkSettings.Times times, ReadingTime readingTime, long now) {
        this.pingAfter = times.pingAfter().toNanos();
        this.deadAfter = times.deadAfter().toNanos();
        this.readingTime = readingTime;
        this.lastPing = now - pingAfter;
        this.lastRead = readingTime.at(now);
    }

    /** Anything came from the relay. */
    void read(long now) {
        lastRead = readingTime.at(now);
    }

    /** When {@link Due#PING} is answered, a ping counts as sent. */
    Due check(long now) {
        if (readingTime.at(now) - lastRead >= deadAfter) {
            return Due.DEAD;
        }
        if (now - lastPing >= pingAfter) {
            lastPing = now;
            return Due.PING;
        }
        return Due.NOTHING;
    }
}
