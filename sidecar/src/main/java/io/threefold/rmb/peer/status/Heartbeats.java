package io.threefold.rmb.peer.status;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Whether the loops of the process move. A loop that is not heard of for its deadline makes the peer not live. */
public final class Heartbeats {
    private final LongSupplier nanos;
    private final Map<String, Loop> loops = new ConcurrentHashMap<>();

    private record Loop(AtomicLong last, Duration deadline) {}

    /** A loop's side: call it at every turn. */
    @FunctionalInterface
    public interface Beat {
        /** The loop moved. */
        void now();
    }

    /**
     * @param nanos a monotonic clock like {@link System#nanoTime}
     */
    public Heartbeats(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Starts to watch a loop. */
    public Beat register(String name, Duration deadline) {
        AtomicLong last = new AtomicLong(nanos.getAsLong());
        loops.put(name, new Loop(last, deadline));
        return () -> last.set(nanos.getAsLong());
    }

    /** Time since each loop moved. */
    public Map<String, Duration> silences() {
        Map<String, Duration> silences = new LinkedHashMap<>();
        loops.keySet().stream().sorted().forEach(name -> silences.put(name, silence(name)));
        return silences;
    }

    /** Time since the loop moved; zero for an unknown one. */
    public Duration silence(String name) {
        Loop loop = loops.get(name);
        return loop == null ? Duration.ZERO : Duration.ofNanos(nanos.getAsLong() - loop.last.get());
    }

    /** The loops that are beyond their deadline, with how long they have been silent. */
    public Map<String, Duration> stuck() {
        Map<String, Duration> stuck = silences();
        stuck.entrySet().removeIf(e -> {
            Loop loop = loops.get(e.getKey());
            return loop == null || e.getValue().compareTo(loop.deadline) <= 0;
        });
        return stuck;
    }
}
