package io.threefold.rmb.peer.status;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.threefold.rmb.peer.catalogue.Metrics;
import io.threefold.rmb.peer.flow.FlowCount;
import io.threefold.rmb.peer.flow.FlowObserver;
import io.threefold.rmb.peer.flow.FlowStats;
import io.threefold.rmb.peer.flow.Rejection;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** The message flow's metrics; its counters are found by index, since this is on the path of every message. */
public final class FlowMeters implements FlowObserver {
    private final Counter[] counts = new Counter[FlowCount.values().length];
    private final Counter[] rejections = new Counter[Rejection.values().length];
    private final Timer roundTrip;

    /** Makes all counters, so that they are there from the start. */
    public FlowMeters(PeerMeters meters) {
        for (FlowCount what : FlowCount.values()) {
            counts[what.ordinal()] = meters.counter(Metrics.MESSAGES, label(what));
        }
        for (Rejection why : Rejection.values()) {
            rejections[why.ordinal()] = meters.counter(Metrics.REJECTED, label(why));
        }
        roundTrip = meters.timer(Metrics.ROUND_TRIP);
    }

    /** An enum's stable label. */
    public static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** Gauges over a running flow. */
    public static void gauges(PeerMeters meters, Supplier<FlowStats> stats) {
        gauge(meters, stats, "requests", FlowStats::pendingRequests);
        gauge(meters, stats, "answers", FlowStats::pendingAnswers);
        gauge(meters, stats, "waiting", FlowStats::waiting);
        gauge(meters, stats, "unconfirmed", FlowStats::unconfirmed);
        meters.gauge(Metrics.RESIDENT, () -> stats.get().residentBytes());
        queue(meters, stats, "local", s -> s.depths().local());
        queue(meters, stats, "reply", s -> s.depths().reply());
        queue(meters, stats, "outbox", s -> s.depths().outbox());
        queue(meters, stats, "dead-letters", s -> s.depths().deadLetters());
        queue(meters, stats, "held", s -> s.depths().held());
        queue(meters, stats, "window", s -> s.depths().window());
        queue(meters, stats, "worst-command", s -> s.depths().worstLength());
    }

    private static void gauge(
            PeerMeters meters, Supplier<FlowStats> stats, String kind, ToLongFunction<FlowStats> value) {
        meters.gauge(Metrics.PENDING, () -> value.applyAsLong(stats.get()), kind);
    }

    private static void queue(
            PeerMeters meters, Supplier<FlowStats> stats, String queue, ToLongFunction<FlowStats> value) {
        meters.gauge(Metrics.QUEUE_LENGTH, () -> value.applyAsLong(stats.get()), queue);
    }

    @Override
    public void counted(FlowCount what) {
        counts[what.ordinal()].increment();
    }

    @Override
    public void rejected(Rejection why) {
        rejections[why.ordinal()].increment();
    }

    @Override
    public void roundTrip(Duration time) {
        roundTrip.record(time);
    }
}
