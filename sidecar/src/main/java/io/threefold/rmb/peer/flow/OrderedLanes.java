package io.threefold.rmb.peer.flow;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Lets work of one key be done in parallel, and hands the results over one after the other in the order in which the work was
 * added. A lane exists while it has work; how much that is, is bounded by who adds it.
 */
final class OrderedLanes<K> {
    private static final Logger LOG = Logger.getLogger(OrderedLanes.class.getName());

    private final Map<K, Lane> lanes = new HashMap<>();

    private static final class Slot {
        @Nullable Runnable handOver;
    }

    private static final class Lane {
        final ArrayDeque<Slot> slots = new ArrayDeque<>();
        boolean draining;
    }

    /**
     * Keeps the next place in the key's order for a result.
     *
     * @param work completes, always normally, with what is to be run at its turn
     */
    void add(K key, CompletionStage<Runnable> work) {
        Slot slot = new Slot();
        synchronized (lanes) {
            lanes.computeIfAbsent(key, unused -> new Lane()).slots.add(slot);
        }
        var _ = work.whenComplete((handOver, failure) -> {
            synchronized (lanes) {
                slot.handOver = failure == null ? handOver : () -> {};
            }
            drain(key);
        });
    }

    private void drain(K key) {
        Lane lane;
        synchronized (lanes) {
            lane = lanes.get(key);
            if (lane == null || lane.draining) {
                return;
            }
            lane.draining = true;
        }
        while (true) {
            Runnable next;
            synchronized (lanes) {
                Slot head = lane.slots.peek();
                next = head == null ? null : head.handOver;
                if (next == null) {
                    lane.draining = false;
                    if (lane.slots.isEmpty()) {
                        lanes.remove(key);
                    }
                    return;
                }
                lane.slots.poll();
            }
            try {
                next.run();
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "a message could not be handed over", e);
            }
        }
    }

    int size() {
        synchronized (lanes) {
            return lanes.size();
        }
    }
}
