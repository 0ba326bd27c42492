package io.threefold.rmb.peer.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.threefold.rmb.peer.link.SessionMachine.Step;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SessionMachineTest {
    private static final long SECOND = 1_000_000_000L;

    private static SessionMachine machine(boolean reconnects) {
        return new SessionMachine(
                reconnects, new Backoff(LinkSettings.defaults().times(), () -> 0));
    }

    @Test
    void reconnectsAtOnceOnceAndThenBacksOff() {
        var machine = machine(true);
        assertThat(machine.open(0)).isEqualTo(Step.CONNECT);
        assertThat(machine.connected(machine.epoch(), 0)).isEqualTo(Step.NOTHING);
        machine.ended(machine.epoch(), "gone", false, 60 * SECOND);
        assertThat(machine.state()).isEqualTo(LinkState.BACKOFF);
        assertThat(machine.wake(60 * SECOND)).isEqualTo(Step.CONNECT);
        machine.failed(machine.epoch(), "refused", 61 * SECOND);
        assertThat(machine.wake(61 * SECOND)).isEqualTo(Step.NOTHING);
        assertThat(machine.wake(62 * SECOND)).isEqualTo(Step.CONNECT);
        assertThat(machine.lastError()).isEqualTo("refused");
    }

    @Test
    void aLeadSessionIsNotRetaken() {
        var machine = machine(false);
        machine.open(0);
        machine.connected(machine.epoch(), 0);
        machine.ended(machine.epoch(), "closed", true, SECOND);
        assertThat(machine.state()).isEqualTo(LinkState.DISPLACED);
        assertThat(machine.wakeAt()).isEmpty();
        assertThat(machine.open(2 * SECOND)).isEqualTo(Step.CONNECT);
        machine.failed(machine.epoch(), "refused", 3 * SECOND);
        assertThat(machine.state()).isEqualTo(LinkState.IDLE);
    }

    @Test
    void aConnectionThatIsNoLongerWantedIsClosed() {
        var machine = machine(false);
        machine.open(0);
        var first = machine.epoch();
        machine.release(1);
        assertThat(machine.connected(first, 2)).isEqualTo(Step.CLOSE);
        machine.open(3);
        assertThat(machine.connected(first, 4)).isEqualTo(Step.CLOSE);
        assertThat(machine.connected(machine.epoch(), 5)).isEqualTo(Step.NOTHING);
        machine.ended(first, "late news", false, 6);
        assertThat(machine.state()).isEqualTo(LinkState.OPEN);
    }

    @Property
    void closedStaysClosed(@ForAll @Size(max = 40) List<@IntRange(min = 0, max = 6) Integer> events) {
        var machine = machine(true);
        machine.open(0);
        machine.close(0);
        var now = 0L;
        for (var event : events) {
            now += SECOND;
            switch (event) {
                case 0 -> assertThat(machine.open(now)).isEqualTo(Step.NOTHING);
                case 1 -> assertThat(machine.wake(now)).isEqualTo(Step.NOTHING);
                case 2 -> assertThat(machine.connected(machine.epoch(), now)).isEqualTo(Step.CLOSE);
                case 3 -> machine.failed(machine.epoch(), "x", now);
                case 4 -> machine.ended(machine.epoch(), "x", true, now);
                case 5 -> machine.release(now);
                default -> machine.close(now);
            }
            assertThat(machine.state()).isEqualTo(LinkState.CLOSED);
        }
    }
}
