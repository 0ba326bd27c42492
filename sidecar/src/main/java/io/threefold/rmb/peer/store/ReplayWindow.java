package io.threefold.rmb.peer.store;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Which sets of the replay window can still matter, one per minute in which remembered requests end, and how much they hold. An
 * honest repeat keeps its deadline, so the digest is looked for in its own minute; the uid in every minute, because its sender may
 * have stamped it anew. Thread-safe.
 */
final class ReplayWindow {
    /** Seconds a set outlives its last deadline: clocks differ by up to 60 s. */
    static final long MARGIN_SECONDS = 120;
    /** Minutes ahead in which an acceptable envelope can end: 3600 s to live, stamped up to 60 s in the future. */
    static final int MINUTES_AHEAD = 63;

    private final long limit;
    private final InstantSource clock;
    private final Map<Long, Long> entries = new HashMap<>();
    private long total;

    ReplayWindow(long limit, InstantSource clock) {
        this.limit = limit;
        this.clock = clock;
    }

    static long minute(long deadlineSeconds) {
        return Math.floorDiv(deadlineSeconds, 60L);
    }

    /** Seconds from now until the minute's set may go. */
    long secondsToKeep(long minute) {
        return Math.max(60, (minute + 1) * 60 + MARGIN_SECONDS - clock.millis() / 1000);
    }

    /** Minutes to look at besides the given one. */
    synchronized List<Long> others(long minute) {
        forget();
        List<Long> others = new ArrayList<>(entries.size());
        for (Long known : entries.keySet()) {
            if (known != minute) {
                others.add(known);
            }
        }
        return others;
    }

    synchronized boolean full() {
        forget();
        return total >= limit;
    }

    /** A request that ends in this minute is about to be, or was, remembered. */
    synchronized void add(long minute, long count) {
        entries.merge(minute, count, Long::sum);
        total += count;
    }

    /** Redis was asked: the minute's set holds this many requests. */
    synchronized void set(long minute, long count) {
        Long before = entries.put(minute, count);
        total += count - (before == null ? 0 : before);
    }

    synchronized long total() {
        return total;
    }

    synchronized List<Long> minutes() {
        forget();
        return new ArrayList<>(entries.keySet());
    }

    private void forget() {
        long oldest = minute(clock.millis() / 1000 - MARGIN_SECONDS - 60);
        Iterator<Map.Entry<Long, Long>> all = entries.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<Long, Long> entry = all.next();
            if (entry.getKey() < oldest) {
                total -= entry.getValue();
                all.remove();
            }
        }
    }
}
