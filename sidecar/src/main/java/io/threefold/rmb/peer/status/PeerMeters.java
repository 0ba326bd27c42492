package io.threefold.rmb.peer.status;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.threefold.rmb.peer.catalogue.Metric;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Makes meters of catalogued metrics, so that no other can appear. Thread-safe. */
public final class PeerMeters {
    private record Key(Metric metric, List<String> labels) {}

    private final MeterRegistry registry;
    private final ConcurrentHashMap<Key, Counter> counters = new ConcurrentHashMap<>();

    /** Meters go to the given registry. */
    public PeerMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** The counter with these label values, in the order of {@link Metric#labels}. */
    public Counter counter(Metric metric, String... labelValues) {
        return counters.computeIfAbsent(
                new Key(metric, List.of(labelValues)),
                key -> Counter.builder(metric.name())
                        .description(metric.meaning())
                        .baseUnit(metric.unit().isEmpty() ? null : metric.unit())
                        .tags(tags(metric, labelValues))
                        .register(registry));
    }

    /** The timer with these label values. */
    public Timer timer(Metric metric, String... labelValues) {
        return Timer.builder(metric.name())
                .description(metric.meaning())
                .tags(tags(metric, labelValues))
                .register(registry);
    }

    /** Registers a gauge that asks {@code value} when scraped; a gauge with the same labels is replaced. */
    public void gauge(Metric metric, Supplier<Number> value, String... labelValues) {
        Tags tags = tags(metric, labelValues);
        Gauge existing = registry.find(metric.name()).tags(tags).gauge();
        if (existing != null) {
            registry.remove(existing);
        }
        Gauge.builder(metric.name(), value)
                .description(metric.meaning())
                .baseUnit(metric.unit().isEmpty() ? null : metric.unit())
                .tags(tags)
                .strongReference(true)
                .register(registry);
    }

    /** Removes every meter that has this label value, for a relay that is no longer configured. */
    public void remove(String label, String value) {
        for (Meter meter : registry.getMeters()) {
            if (meter.getId().getName().startsWith("rmb.")
                    && value.equals(meter.getId().getTag(label))) {
                registry.remove(meter);
            }
        }
        counters.keySet().removeIf(key -> {
            int index = key.metric().labels().indexOf(label);
            return index >= 0 && key.labels().get(index).equals(value);
        });
    }

    private static Tags tags(Metric metric, String[] values) {
        if (values.length != metric.labels().size()) {
            throw new IllegalArgumentException(metric.name() + " takes the labels " + metric.labels());
        }
        Tag[] tags = new Tag[values.length];
        for (int i = 0; i < values.length; i++) {
            tags[i] = Tag.of(metric.labels().get(i), values[i]);
        }
        return Tags.of(tags);
    }
}
