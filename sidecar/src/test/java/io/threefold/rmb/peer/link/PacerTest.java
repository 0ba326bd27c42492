package io.threefold.rmb.peer.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PacerTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void unlimitedUntilTold() {
        var pacer = new Pacer(0);
        for (int i = 0; i < 100_000; i++) {
            assertThat(pacer.take(i)).isTrue();
        }
    }

    @Test
    void silentForTheRestOfTheMinuteThenSlower() {
        var pacer = new Pacer(0);
        for (int i = 0; i < 600; i++) {
            pacer.take(i);
        }
        assertThat(pacer.slowDown(Duration.ofSeconds(20), SECOND)).isEqualTo(Duration.ofSeconds(20));
        assertThat(pacer.slowDown(Duration.ofSeconds(20), SECOND)).isZero();
        assertThat(pacer.take(20 * SECOND)).isFalse();
        assertThat(pacer.readyAt(20 * SECOND)).isEqualTo(21 * SECOND);
        var sent = 0;
        for (long t = 21 * SECOND; t < 81 * SECOND; t += SECOND / 100) {
            if (pacer.take(t)) {
                sent++;
            }
        }
        assertThat(sent).isBetween(450, 490);
    }

    @Test
    void forgetsTheLimitAfterQuietTime() {
        var pacer = new Pacer(0);
        pacer.take(0);
        pacer.slowDown(Duration.ofSeconds(1), 0);
        assertThat(pacer.take(2 * SECOND)).isFalse();
        var later = 30 * 60 * SECOND;
        for (int i = 0; i < 1000; i++) {
            assertThat(pacer.take(later + i)).isTrue();
        }
    }

    /** Against a relay that counts in its own minutes, losses become rare whatever the limit. */
    @Property(tries = 30)
    void staysBelowALimitItIsNotTold(
            @ForAll @IntRange(min = 20, max = 2000) int limit, @ForAll @IntRange(min = 0, max = 59) int offset) {
        var pacer = new Pacer(0);
        var window = -1L;
        var inWindow = 0;
        var dropped = 0;
        var passed = 0;
        for (long t = 0; t < 10 * 60 * SECOND; t += SECOND / 50) {
            if (!pacer.take(t)) {
                continue;
            }
            var relayTime = t + offset * SECOND;
            var minute = relayTime / (60 * SECOND);
            if (minute != window) {
                window = minute;
                inWindow = 0;
            }
            if (++inWindow > limit) {
                dropped++;
                pacer.slowDown(Duration.ofNanos(60 * SECOND - relayTime % (60 * SECOND)), t);
            } else {
                passed++;
            }
        }
        assertThat(dropped).isLessThanOrEqualTo(10);
        assertThat(passed).isGreaterThan(limit);
    }
}
