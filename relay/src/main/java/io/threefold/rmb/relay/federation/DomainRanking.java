package io.threefold.rmb.relay.federation;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Orders a twin's relays: those that failed least lately come first, ties in the order of the record. Thread-safe; remembers
 * a bounded number of failures of a bounded number of domains.
 */
final class DomainRanking {
    private static final int MAX_FAILURES = 64;
    private static final int MAX_DOMAINS = 4096;

    private final Duration memory;
    private final InstantSource clock;
    private final Map<String, ArrayDeque<Long>> failures = new HashMap<>();

    /** @param memory how long a failure counts */
    DomainRanking(Duration memory, InstantSource clock) {
        this.memory = memory;
        this.clock = clock;
    }

    synchronized void failed(String domain) {
        if (!failures.containsKey(domain) && failures.size() >= MAX_DOMAINS) {
            failures.values().removeIf(times -> recent(times) == 0);
            if (failures.size() >= MAX_DOMAINS) {
                return;
            }
        }
        ArrayDeque<Long> times = failures.computeIfAbsent(domain, ignored -> new ArrayDeque<>());
        if (times.size() == MAX_FAILURES) {
            times.removeFirst();
        }
        times.add(clock.millis());
    }

    synchronized List<String> order(Collection<String> domains) {
        if (failures.isEmpty()) {
            return List.copyOf(domains);
        }
        Map<String, Integer> counts = new HashMap<>();
        for (String domain : domains) {
            ArrayDeque<Long> times = failures.get(domain);
            counts.put(domain, times == null ? 0 : recent(times));
        }
        var ordered = new ArrayList<>(domains);
        ordered.sort(Comparator.comparing(counts::get));
        return ordered;
    }

    private int recent(ArrayDeque<Long> times) {
        long oldest = clock.millis() - memory.toMillis();
        while (!times.isEmpty() && times.getFirst() < oldest) {
            times.removeFirst();
        }
        return times.size();
    }
}
