package io.threefold.rmb.peer.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final LinkSettings.Times TIMES = LinkSettings.defaults().times();

    @Test
    void atOnceOnceAfterAStableSession() {
        var backoff = new Backoff(TIMES, () -> 0);
        assertThat(backoff.afterOpen(Duration.ofMinutes(1))).isZero();
        assertThat(backoff.afterOpen(Duration.ofMillis(1))).isEqualTo(Duration.ofMillis(500));
        assertThat(backoff.afterFailure()).isEqualTo(Duration.ofSeconds(1));
        assertThat(backoff.afterOpen(Duration.ofMillis(1))).isEqualTo(Duration.ofSeconds(2));
        assertThat(backoff.afterOpen(Duration.ofMinutes(1))).isZero();
        assertThat(backoff.afterFailure()).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void aSessionThatNeverHeldIsNotRetakenAtOnceTwice() {
        var backoff = new Backoff(TIMES, () -> 0);
        assertThat(backoff.afterFailure()).isEqualTo(Duration.ofMillis(500));
        assertThat(backoff.afterOpen(Duration.ofMillis(1))).isEqualTo(Duration.ofSeconds(1));
    }

    @Property
    void staysBetweenHalfAndCap(
            @ForAll @IntRange(min = 1, max = 200) int failures,
            @ForAll @DoubleRange(min = 0, max = 0.99) double random) {
        var backoff = new Backoff(TIMES, () -> random);
        for (int i = 0; i < failures; i++) {
            assertThat(backoff.afterFailure()).isBetween(Duration.ofMillis(250), Duration.ofSeconds(30));
        }
    }
}
