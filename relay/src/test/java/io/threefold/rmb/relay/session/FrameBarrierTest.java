package io.threefold.rmb.relay.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.threefold.rmb.relay.session.FrameBarrier.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameBarrierTest {
    private final FrameBarrier barrier = new FrameBarrier();
    private final List<Slot> reached = new ArrayList<>();

    @Test
    void aPingBehindNothingRunsAtOnce() {
        barrier.ping(reached::add);
        assertThat(reached).hasSize(1);
        barrier.settle(reached.getFirst());
        assertThat(barrier.size()).isZero();
    }

    @Test
    void aPingWaitsForEveryEarlierFrameAndForNoLaterOne() {
        Slot first = barrier.frame();
        Slot second = barrier.frame();
        barrier.ping(reached::add);
        Slot later = barrier.frame();
        barrier.settle(second);
        assertThat(reached).isEmpty();
        barrier.settle(first);
        assertThat(reached).hasSize(1);
        barrier.settle(later);
        assertThat(barrier.size()).as("the pong is not stored yet").isEqualTo(2);
        barrier.settle(reached.getFirst());
        assertThat(barrier.size()).isZero();
    }

    @Test
    void pongsKeepTheOrderOfTheirPings() {
        barrier.ping(reached::add);
        barrier.ping(reached::add);
        assertThat(reached)
                .as("the second waits until the first's pong is stored")
                .hasSize(1);
        barrier.settle(reached.getFirst());
        assertThat(reached).hasSize(2);
    }

    @Test
    void anyOrderOfSettlingEndsEmpty() {
        Random random = new Random(7);
        for (int round = 0; round < 50; round++) {
            List<Slot> open = new ArrayList<>();
            int pings = 0;
            reached.clear();
            for (int i = 0; i < 40; i++) {
                if (random.nextInt(5) == 0) {
                    pings++;
                    barrier.ping(slot -> {
                        reached.add(slot);
                        open.add(slot);
                    });
                } else {
                    open.add(barrier.frame());
                }
                while (!open.isEmpty() && random.nextBoolean()) {
                    barrier.settle(open.remove(random.nextInt(open.size())));
                }
            }
            while (!open.isEmpty()) {
                barrier.settle(open.remove(random.nextInt(open.size())));
            }
            assertThat(barrier.size()).isZero();
            assertThat(reached).hasSize(pings);
        }
    }
}
