package io.threefold.rmb.relay.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The meters of one relay, by the catalogue {@link RelayMetric}. Thread-safe and cheap: meters are looked up once. */
public final class RelayMetrics implements AutoCloseable {
    private record Key(RelayMetric metric, String first, String second) {}

    private final MeterRegistry registry;
    private final String relay;
    private final Map<Key, Counter> counters = new ConcurrentHashMap<>();
    private final List<Meter> gauges = new ArrayList<>();
    private final Timer storeTime;

    public RelayMetrics(MeterRegistry registry, String relay) {
        this.registry = registry;
        this.relay = relay;
        this.storeTime = Timer.builder(RelayMetric.STORE_TIME.meterName())
                .description(RelayMetric.STORE_TIME.meaning())
                .tags(Tags.of("relay", relay))
                .register(registry);
    }

    /** Adds one. */
    public void count(RelayMetric metric) {
        counter(metric, "", "").increment();
    }

    /** Adds an amount. */
    public void add(RelayMetric metric, double amount) {
        counter(metric, "", "").increment(amount);
    }

    /** Adds one under a value of the metric's label. */
    public void count(RelayMetric metric, String label) {
        counter(metric, label, "").increment();
    }

    /** Adds an amount under a value of the metric's label. */
    public void add(RelayMetric metric, String label, double amount) {
        counter(metric, label, "").increment(amount);
    }

    /** Adds one under values of the metric's two labels. */
    public void count(RelayMetric metric, String first, String second) {
        counter(metric, first, second).increment();
    }

    private Counter counter(RelayMetric metric, String first, String second) {
        return counters.computeIfAbsent(new Key(metric, first, second), key -> {
            Tags tags = Tags.of("relay", relay);
            List<String> labels = metric.labels();
            if (!labels.isEmpty()) {
                tags = tags.and(labels.getFirst(), first);
            }
            if (labels.size() > 1) {
                tags = tags.and(labels.get(1), second);
            }
            return Counter.builder(metric.meterName())
                    .description(metric.meaning())
                    .tags(tags)
                    .register(registry);
        });
    }

    /** Has a value read whenever somebody looks. */
    public void gauge(RelayMetric metric, Supplier<Number> value) {
        gauges.add(Gauge.builder(metric.meterName(), value)
                .description(metric.meaning())
                .tags(Tags.of("relay", relay))
                .strongReference(true)
                .register(registry));
    }

    /** From the receipt of an envelope until it is stored. */
    public Timer storeTime() {
        return storeTime;
    }

    /** Takes the gauges away, which would keep the relay in memory. */
    @Override
    public void close() {
        gauges.forEach(registry::remove);
    }
}
