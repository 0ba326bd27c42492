package io.threefold.rmb.relay.routing;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Work in lanes: within a lane one after the other, in order; the lanes beside each other. A lane exists as long as there is
 * work in it. Thread-safe. Whoever adds work bounds it.
 *
 * @param <K> what names a lane
 */
public final class Lanes<K> {
    private final Map<K, ArrayDeque<Supplier<? extends CompletionStage<?>>>> lanes = new HashMap<>();

    /** Whether there is work in a lane. */
    public synchronized boolean isBusy(K lane) {
        return !lanes.isEmpty() && lanes.containsKey(lane);
    }

    /** Runs work behind all other of its lane; at once, on this thread, when there is none. */
    public void run(K lane, Supplier<? extends CompletionStage<?>> work) {
        synchronized (this) {
            ArrayDeque<Supplier<? extends CompletionStage<?>>> queue = lanes.get(lane);
            if (queue != null) {
                queue.add(work);
                return;
            }
            lanes.put(lane, new ArrayDeque<>());
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
        ArrayDeque<Supplier<? extends CompletionStage<?>>> queue = lanes.get(lane);
        Supplier<? extends CompletionStage<?>> next = queue == null ? null : queue.poll();
        if (next == null) {
            lanes.remove(lane);
        }
        return next;
    }
}
