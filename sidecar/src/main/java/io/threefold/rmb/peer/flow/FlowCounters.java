package io.threefold.rmb.peer.flow;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts for {@code /status} and passes on to the observer. */
final class FlowCounters {
    private final FlowObserver observer;
    private final Map<FlowCount, LongAdder> counts = new EnumMap<>(FlowCount.class);
    private final Map<Rejection, LongAdder> rejections = new EnumMap<>(Rejection.class);

    FlowCounters(FlowObserver observer) {
        this.observer = observer;
        for (FlowCount what : FlowCount.values()) {
            counts.put(what, new LongAdder());
        }
        for (Rejection why : Rejection.values()) {
            rejections.put(why, new LongAdder());
        }
    }

    void count(FlowCount what) {
        LongAdder adder = counts.get(what);
        if (adder != null) {
            adder.increment();
        }
        observer.counted(what);
    }

    void reject(Rejection why) {
        LongAdder adder = rejections.get(why);
        if (adder != null) {
            adder.increment();
        }
        observer.rejected(why);
    }

    void roundTrip(Duration time) {
        observer.roundTrip(time);
    }

    Map<FlowCount, Long> counts() {
        Map<FlowCount, Long> all = new EnumMap<>(FlowCount.class);
        counts.forEach((what, adder) -> all.put(what, adder.sum()));
        return all;
    }

    Map<Rejection, Long> rejections() {
        Map<Rejection, Long> all = new EnumMap<>(Rejection.class);
        rejections.forEach((why, adder) -> all.put(why, adder.sum()));
        return all;
    }
}
