package io.threefold.rmb.peer.catalogue;

import java.util.List;
import java.util.Locale;

/**
 * A metric, declared once.
 *
 * @param name its Micrometer name, words separated by dots
 * @param labels label names, in the order in which values are given
 * @param unit {@code seconds}, {@code bytes}, or empty for plain numbers
 * @param values what the labels can be, or where their values come from
 * @param meaning one sentence for users
 */
public record Metric(String name, Kind kind, List<String> labels, String unit, String values, String meaning) {
    /** What it measures. */
    public enum Kind {
        /** Only rises. */
        COUNTER,
        /** Right now. */
        GAUGE,
        /** Count, sum and maximum of durations. */
        TIMER
    }

    public Metric {
        labels = List.copyOf(labels);
    }

    /** The name that Prometheus shows; timers have it with {@code _count}, {@code _sum} and {@code _max}. */
    public String prometheusName() {
        String base = name.replace('.', '_').toLowerCase(Locale.ROOT);
        String withUnit = unit.isEmpty() || base.endsWith("_" + unit) ? base : base + "_" + unit;
        return kind == Kind.COUNTER ? withUnit + "_total" : withUnit;
    }
}
