package io.threefold.rmb.e2e.bench;

import java.util.Arrays;

/** Every single latency of a run, in nanoseconds; exact percentiles, no buckets. Not thread-safe. */
final class Latencies {
    private long[] values = new long[1 << 16];
    private int count;

    void add(long nanos) {
        if (count == values.length) {
            values = Arrays.copyOf(values, count * 2);
        }
        values[count++] = nanos;
    }

    int count() {
        return count;
    }

    /** The given quantiles (0 to 1) in milliseconds, in the given order; zeros when nothing was measured. */
    double[] quantilesMillis(double... quantiles) {
        long[] sorted = Arrays.copyOf(values, count);
        Arrays.sort(sorted);
        return Arrays.stream(quantiles)
                .map(q -> count == 0 ? 0 : sorted[Math.clamp((long) Math.ceil(q * count) - 1, 0, count - 1)] / 1e6)
                .toArray();
    }
}
