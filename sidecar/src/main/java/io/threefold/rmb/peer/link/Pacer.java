package io.threefold.rmb.peer.link;

import java.time.Duration;

/**
 * Keeps one relay's share of messages below its rate limit, which we are not told: a relay counts a twin's messages in
 * windows of a minute on its own clock (PROTOCOL §8). Unlimited until the relay complains; then silent to the end of that
 * minute, and from then on spread over the minute at four fifths of what went through, growing by a quarter each quiet
 * minute until the limit is no use any more. Other sessions of the twin count, too, so this is a guess that adapts. Times
 * are nanoseconds of any origin. Not thread-safe.
 */
final class Pacer {
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    private static final double LEARN = 0.8;
    private static final double GROW = 1.25;
    private static final double FLOOR_PER_MINUTE = 6;

    /** After so many quiet minutes of growth the limit is forgotten. */
    private static final int FORGET_MINUTES = 20;

    private double perMinute = Double.POSITIVE_INFINITY;
    private double tokens;
    private long refilled;
    private long windowStart;
    private int inWindow;
    private long blockedUntil;
    private boolean blocked;
    private long grownAt;
    private int quiet;

    Pacer(long now) {
        this.windowStart = now;
        this.refilled = now;
    }

    /** One message may go out now, and is counted; else false: ask again at {@link #readyAt}. */
    boolean take(long now) {
        if (readyAt(now) - now > 0) {
            return false;
        }
        force(now);
        return true;
    }

    /** One message goes out in any case: what keeps the link alive is small and rare. */
    void force(long now) {
        advance(now);
        inWindow++;
        tokens -= 1;
    }

    /** When the next message may go out: now or later. */
    long readyAt(long now) {
        advance(now);
        if (blocked) {
            return blockedUntil;
        }
        if (perMinute == Double.POSITIVE_INFINITY || tokens >= 1) {
            return now;
        }
        return now + (long) ((1 - tokens) * MINUTE / perMinute) + 1;
    }

    /**
     * The relay dropped a message for our rate.
     *
     * @param restOfMinute until the relay's clock begins a new minute
     * @return how long nothing is sent; zero when this was known already
     */
    Duration slowDown(Duration restOfMinute, long now) {
        advance(now);
        if (blocked) {
            return Duration.ZERO;
        }
        var sent = Math.max(inWindow, FLOOR_PER_MINUTE / LEARN);
        perMinute = Math.max(FLOOR_PER_MINUTE, LEARN * Math.min(sent, perMinute));
        tokens = 0;
        quiet = 0;
        blocked = true;
        blockedUntil =
                now + Math.clamp(restOfMinute.toNanos(), Duration.ofSeconds(1).toNanos(), MINUTE);
        grownAt = blockedUntil;
        windowStart = blockedUntil;
        inWindow = 0;
        return Duration.ofNanos(blockedUntil - now);
    }

    boolean blocked(long now) {
        advance(now);
        return blocked;
    }

    private void advance(long now) {
        if (blocked && now - blockedUntil >= 0) {
            blocked = false;
            refilled = blockedUntil;
        }
        if (now - windowStart >= MINUTE) {
            windowStart = now;
            inWindow = 0;
        }
        if (perMinute == Double.POSITIVE_INFINITY || blocked) {
            return;
        }
        while (now - grownAt >= MINUTE) {
            grownAt += MINUTE;
            perMinute *= GROW;
            if (++quiet >= FORGET_MINUTES) {
                perMinute = Double.POSITIVE_INFINITY;
                return;
            }
        }
        // A tenth of a minute's worth may go in one burst.
        var burst = Math.max(1, perMinute / 10);
        tokens = Math.min(burst, tokens + (now - refilled) * perMinute / MINUTE);
        refilled = now;
    }
}
