package io.threefold.rmb.relay.session;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes received and not yet stored, over all sessions. Whoever finds it full stops reading and is told when there is room
 * again. Thread-safe.
 */
final class InFlight {
    private final long most;
    private final AtomicLong bytes = new AtomicLong();
    private final Set<Runnable> waiting = ConcurrentHashMap.newKeySet();

    InFlight(long most) {
        this.most = most;
    }

    /** Counts bytes in; what was read already is always taken, so this goes beyond by one frame per session at most. */
    void take(int count) {
        bytes.addAndGet(count);
    }

    /** Counts bytes out. */
    void release(int count) {
        long now = bytes.addAndGet(-count);
        if (now <= most / 2 && !waiting.isEmpty()) {
            for (Runnable runnable : waiting) {
                if (waiting.remove(runnable)) {
                    runnable.run();
                }
            }
        }
    }

    boolean isFull() {
        return bytes.get() >= most;
    }

    long bytes() {
        return bytes.get();
    }

    /** Has something run, once, when half is free; at once when it is now. */
    void whenRoom(Runnable runnable) {
        waiting.add(runnable);
        if (bytes.get() <= most / 2 && waiting.remove(runnable)) {
            runnable.run();
        }
    }

    void forget(Runnable runnable) {
        waiting.remove(runnable);
    }
}
