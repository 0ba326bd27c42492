package io.threefold.rmb.e2e.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatenciesTest {
    private final Latencies latencies = new Latencies();

    @Test
    void nothingMeasuredIsZero() {
        assertThat(latencies.quantilesMillis(0, 0.5, 1)).containsExactly(0, 0, 0);
    }

    @Test
    void oneValueIsEveryQuantile() {
        latencies.add(3_000_000);
        assertThat(latencies.quantilesMillis(0, 0.5, 0.999, 1)).containsExactly(3, 3, 3, 3);
    }

    /** The q-quantile is the smallest value that at least q of all values do not exceed. */
    @Test
    void quantilesAreExactAndInTheGivenOrder() {
        for (int i = 1000; i >= 1; i--) {
            latencies.add(i * 1_000_000L);
        }
        assertThat(latencies.quantilesMillis(0.999, 0.5, 0.99, 0.0001, 1)).containsExactly(999, 500, 990, 1, 1000);
    }

    @Test
    void quantileZeroIsTheSmallestValueAndNoException() {
        latencies.add(2_000_000);
        latencies.add(1_000_000);
        assertThat(latencies.quantilesMillis(0)).containsExactly(1);
    }

    @Test
    void growsBeyondItsFirstRoom() {
        for (int i = 0; i < 200_000; i++) {
            latencies.add(i);
        }
        assertThat(latencies.count()).isEqualTo(200_000);
        assertThat(latencies.quantilesMillis(1)[0]).isEqualTo(199_999 / 1e6);
    }
}
