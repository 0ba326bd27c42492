package io.threefold.rmb.peer.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.threefold.rmb.peer.link.Liveness.Due;
import org.junit.jupiter.api.Test;

class LivenessTest {
    private static final long SECOND = 1_000_000_000L;

    private final ReadingTime time = new ReadingTime();
    private final Liveness liveness = new Liveness(LinkSettings.defaults().times(), time, 0);

    @Test
    void pingsAtTheStartAndEveryTwentySeconds() {
        assertThat(liveness.check(0)).isEqualTo(Due.PING);
        assertThat(liveness.check(19 * SECOND)).isEqualTo(Due.NOTHING);
        assertThat(liveness.check(20 * SECOND)).isEqualTo(Due.PING);
    }

    @Test
    void silenceOfFortySecondsIsDeath() {
        liveness.check(0);
        liveness.read(SECOND);
        liveness.check(30 * SECOND);
        assertThat(liveness.check(40 * SECOND)).isEqualTo(Due.NOTHING);
        assertThat(liveness.check(41 * SECOND)).isEqualTo(Due.DEAD);
    }

    @Test
    void timeInWhichWeDoNotReadIsNoSilence() {
        time.reading(false, 10 * SECOND);
        assertThat(liveness.check(100 * SECOND)).isEqualTo(Due.PING);
        time.reading(true, 100 * SECOND);
        assertThat(liveness.check(119 * SECOND)).isEqualTo(Due.NOTHING);
        assertThat(liveness.check(130 * SECOND)).isEqualTo(Due.DEAD);
    }
}
