package io.threefold.rmb.relay.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class RateLimitsTest {
    private Instant now = Instant.parse("2026-01-01T10:00:59Z");
    private final InstantSource clock = () -> now;

    @Test
    void zeroIsNoLimit() {
        var limits = new RateLimits(0, 0, clock);
        for (int i = 0; i < 1000; i++) {
            assertThat(limits.admit(1, Integer.MAX_VALUE)).isTrue();
        }
    }

    @Test
    void windowsBeginWithTheMinutesOfTheClock() {
        var limits = new RateLimits(2, 0, clock);
        assertThat(limits.admit(1, 1)).isTrue();
        assertThat(limits.admit(1, 1)).isTrue();
        assertThat(limits.admit(1, 1)).isFalse();
        assertThat(limits.admit(2, 1)).as("another twin").isTrue();
        now = now.plusSeconds(1);
        assertThat(limits.admit(1, 1)).isTrue();
        now = now.minusSeconds(1);
        assertThat(limits.admit(1, 1)).as("the clock was set back").isTrue();
    }

    @Test
    void bytesCountWhenAdmittedOnly() {
        var limits = new RateLimits(0, 100, clock);
        assertThat(limits.admit(1, 101)).as("larger than the limit").isFalse();
        assertThat(limits.admit(1, 60)).isTrue();
        assertThat(limits.admit(1, 60)).isFalse();
        assertThat(limits.admit(1, 40)).isTrue();
        assertThat(limits.admit(1, 1)).isFalse();
    }
}
