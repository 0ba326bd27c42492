package io.threefold.rmb.relay.routing;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Work in lanes: within a lane so many at a time, started in order; the lanes beside each other. With a width of one, work in
 * a lane is done in order, too. A lane exists as long as there is work in it. Thread-safe. Whoever adds work bounds it.
 *
 * @param <K> what names a lane
 */
public final class Lanes<K> {
    private final int width;
    private final Map<K, Lane> lanes = new HashMap<>();

    /** @param width how much work of one lane is under way at a time */
    public Lanes(int width) {
        this.width = width;
    }

    private static final class Lane {
        private final ArrayDeque<Supplier<? extends CompletionStage<?>>> waiting = new ArrayDeque<>();
        private int running;
    }

    /** Whether there is work in a lane. */
    public synchronized boolean isBusy(K lane) {
        return !lanes.isEmpty() && lanes.containsKey(lane);
    }

    /** Runs work behind all other of its lane; at once, on this thread, when there is room. */
    public void run(K lane, Supplier<? extends CompletionStage<?>> work) {
        synchronized (this) {
            Lane found = lanes.computeIfAbsent(lane, ignored -> new Lane());
            if (found.running >= width) {
                found.waiting.add(work);
                return;
            }
            found.running++;
        }
        start(lane, work);
    }

    private void start(K lane, Supplier<? extends CompletionStage<?>> first) {
        Supplier<? extends CompletionStage<?>> work = first;
        while (work != null) {
            var stage = work.get().toCompletableFuture();
            if (!stage.isDone()) {
                stage.whenComplete((ignored, error) -> {
                    Supplier<? extends CompletionStage<?>> next = next(lane);
                    if (next != null) {
                        start(lane, next);
                    }
                });
                return;
            }
            work = next(lane);
        }
    }

    private synchronized @Nullable Supplier<? extends CompletionStage<?>> next(K lane) {
        Lane found = lanes.get(lane);
        Supplier<? extends CompletionStage<?>> next = found == null ? null : found.waiting.poll();
        if (next == null && found != null) {
            found.running--;
            if (found.running == 0) {
                lanes.remove(lane);
            }
        }
        return next;
    }
}
