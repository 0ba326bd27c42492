package io.threefold.rmb.peer.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.threefold.rmb.protocol.envelope.Address;
import io.threefold.rmb.protocol.envelope.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SendWindowTest {
    private static FlowSettings limits(int inFlight, int perDestination, long bytes) {
        FlowSettings base = FlowSettings.DEFAULT;
        return new FlowSettings(
                base.maxPayload(),
                base.encryption(),
                base.undeclared(),
                base.commands(),
                base.queueLength(),
                base.overflow(),
                base.maxPending(),
                inFlight,
                perDestination,
                bytes,
                base.residentBytes(),
                base.maxHeld());
    }

    private int made;

    private Delivery delivery(long destination, int size) {
        String id = String.format("%08d", made++);
        OutMessage message = new OutMessage(id, new Message.Request("c"), null, "ret", null, null, 1, 1_000, size, 0);
        return new Delivery(message, 0, Address.of(destination), OutMessage.uid(id, 0), null);
    }

    private static List<Delivery> all(SendWindow window) {
        List<Delivery> polled = new ArrayList<>();
        for (Delivery next = window.poll(); next != null; next = window.poll()) {
            polled.add(next);
        }
        return polled;
    }

    @Test
    void destinationsTakeTurnsAndKeepTheirOrder() {
        SendWindow window = new SendWindow(limits(100, 100, 1_000));
        List<Delivery> one = List.of(delivery(1, 1), delivery(1, 1), delivery(1, 1));
        Delivery two = delivery(2, 1);
        one.forEach(window::offer);
        window.offer(two);
        assertThat(all(window)).containsExactly(one.get(0), two, one.get(1), one.get(2));
    }

    @Test
    void limitsHoldInAllPerDestinationAndInBytes() {
        SendWindow window = new SendWindow(limits(3, 2, 100));
        for (int i = 0; i < 5; i++) {
            window.offer(delivery(1, 1));
        }
        List<Delivery> first = all(window);
        assertThat(first).hasSize(2);
        window.offer(delivery(2, 98));
        window.offer(delivery(3, 1));
        assertThat(all(window)).hasSize(1);
        window.release(first.get(0));
        assertThat(all(window)).as("the total is 3").hasSize(1);
        assertThat(window.inFlight()).isEqualTo(3);
    }

    @Test
    void aPayloadOverTheByteLimitStillLeavesWhenItIsAlone() {
        SendWindow window = new SendWindow(limits(10, 10, 100));
        Delivery huge = delivery(1, 5_000);
        window.offer(huge);
        window.offer(delivery(1, 1));
        assertThat(all(window)).containsExactly(huge);
        window.release(huge);
        assertThat(all(window)).hasSize(1);
    }

    @Test
    void aRepeatGoesBeforeWhatCameLater() {
        SendWindow window = new SendWindow(limits(1, 1, 100));
        Delivery first = delivery(1, 1);
        Delivery second = delivery(1, 1);
        window.offer(first);
        window.offer(second);
        assertThat(window.poll()).isSameAs(first);
        window.release(first);
        window.offer(first);
        assertThat(window.poll()).isSameAs(first);
    }

    @Test
    void aPausedDestinationWaitsAndOthersDoNot() {
        SendWindow window = new SendWindow(limits(10, 10, 100));
        Delivery slow = delivery(1, 1);
        Delivery quick = delivery(2, 1);
        window.pause(Address.of(1), 500);
        window.offer(slow);
        window.offer(quick);
        assertThat(all(window)).containsExactly(quick);
        window.tick(499);
        assertThat(window.poll()).isNull();
        window.tick(500);
        assertThat(window.poll()).isSameAs(slow);
    }

    @Test
    void endedDeliveriesLeaveNothingBehind() {
        SendWindow window = new SendWindow(limits(10, 10, 100));
        Delivery one = delivery(1, 1);
        Delivery two = delivery(2, 1);
        window.offer(one);
        window.offer(two);
        window.offerLater(delivery(3, 1), 10);
        window.remove(one);
        two.end();
        assertThat(window.poll()).isNull();
        window.tick(10);
        Delivery late = window.poll();
        assertThat(late).isNotNull();
        window.release(late);
        assertThat(window.lanes()).isZero();
        assertThat(window.waiting()).isZero();
        assertThat(window.inFlight()).isZero();
    }

    @Property
    void whateverHappensOrderHoldsAndNothingStays(@ForAll @Size(max = 60) List<@IntRange(max = 19) Integer> steps) {
        SendWindow window = new SendWindow(limits(4, 2, 20));
        List<Delivery> underWay = new ArrayList<>();
        Map<Address, String> last = new HashMap<>();
        long now = 0;
        for (int step : steps) {
            if (step < 10) {
                window.offer(delivery(1 + step % 3, step));
            } else if (step < 14) {
                Delivery next = window.poll();
                if (next != null) {
                    String before = last.put(next.destination(), next.message().id());
                    assertThat(before == null || before.compareTo(next.message().id()) < 0)
                            .isTrue();
                    underWay.add(next);
                    assertThat(underWay).hasSizeLessThanOrEqualTo(4);
                }
            } else if (step < 18) {
                if (!underWay.isEmpty()) {
                    window.release(underWay.removeFirst());
                }
            } else if (step == 18) {
                window.pause(Address.of(1), now + 5);
            } else {
                now += 5;
                window.tick(now);
            }
        }
        underWay.forEach(window::release);
        window.tick(now + 100);
        for (Delivery next = window.poll(); next != null; next = window.poll()) {
            window.release(next);
        }
        assertThat(window.waiting()).isZero();
        assertThat(window.inFlight()).isZero();
        assertThat(window.lanes()).isZero();
    }
}
