package io.threefold.rmb.peer.flow;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Which deliveries end when, by unix second. Bounded by the number of deliveries. Thread-safe. */
final class Deadlines {
    private final TreeMap<Long, Set<Delivery>> bySecond = new TreeMap<>();

    synchronized void add(Delivery delivery) {
        bySecond.computeIfAbsent(delivery.message().deadline(), unused -> new HashSet<>())
                .add(delivery);
    }

    synchronized void remove(Delivery delivery) {
        Set<Delivery> same = bySecond.get(delivery.message().deadline());
        if (same != null && same.remove(delivery) && same.isEmpty()) {
            bySecond.remove(delivery.message().deadline());
        }
    }

    /** Takes out what ends at or before the given unix second. */
    synchronized List<Delivery> due(long now) {
        List<Delivery> due = new ArrayList<>();
        Map.Entry<Long, Set<Delivery>> first = bySecond.firstEntry();
        while (first != null && first.getKey() <= now) {
            due.addAll(first.getValue());
            bySecond.pollFirstEntry();
            first = bySecond.firstEntry();
        }
        return due;
    }
}
