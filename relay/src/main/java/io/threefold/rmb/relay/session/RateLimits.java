package io.threefold.rmb.relay.session;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/**
 * How much a twin may send, over all its sessions of this process, in windows of 60 s that begin with the minutes of the
 * clock (PROTOCOL §8). Thread-safe. Holds only twins that sent something in the present window.
 */
public final class RateLimits {
    private static final long WINDOW_SECONDS = 60;
    private static final int MAX_TWINS = 1 << 20;

    private final long maxMessages;
    private final long maxBytes;
    private final InstantSource clock;
    private final Map<Long, long[]> used = new HashMap<>();
    private long window = Long.MIN_VALUE;

    /**
     * @param maxMessages per twin and window; 0 for any number
     * @param maxBytes per twin and window; 0 for any number
     */
    public RateLimits(long maxMessages, long maxBytes, InstantSource clock) {
        this.maxMessages = maxMessages;
        this.maxBytes = maxBytes;
        this.clock = clock;
    }

    /** Counts a message; false when it goes beyond a limit, then it is not counted. */
    public boolean admit(long twin, int bytes) {
        if (maxMessages == 0 && maxBytes == 0) {
            return true;
        }
        long now = Math.floorDiv(clock.instant().getEpochSecond(), WINDOW_SECONDS);
        synchronized (used) {
            if (now != window) {
                window = now;
                used.clear();
            }
            long[] counts = used.get(twin);
            if (counts == null) {
                if (used.size() >= MAX_TWINS) {
                    return false;
                }
                counts = new long[2];
                used.put(twin, counts);
            }
            if (maxMessages > 0 && counts[0] + 1 > maxMessages || maxBytes > 0 && counts[1] + bytes > maxBytes) {
                return false;
            }
            counts[0]++;
            counts[1] += bytes;
            return true;
        }
    }
}
