package io.threefold.rmb.peer.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class OrderedLanesTest {
    private final OrderedLanes<String> lanes = new OrderedLanes<>();
    private final List<String> out = new ArrayList<>();

    @Test
    void resultsComeInTheOrderOfAddingWhateverIsReadyFirst() {
        CompletableFuture<Runnable> one = new CompletableFuture<>();
        CompletableFuture<Runnable> two = new CompletableFuture<>();
        CompletableFuture<Runnable> other = new CompletableFuture<>();
        lanes.add("a", one);
        lanes.add("a", two);
        lanes.add("b", other);
        two.complete(() -> out.add("two"));
        other.complete(() -> out.add("other"));
        assertThat(out).containsExactly("other");
        one.complete(() -> out.add("one"));
        assertThat(out).containsExactly("other", "one", "two");
        assertThat(lanes.size()).isZero();
    }

    @Test
    void aFailureDoesNotBlockItsLane() {
        lanes.add("a", CompletableFuture.failedFuture(new IllegalStateException()));
        lanes.add("a", CompletableFuture.completedFuture(() -> out.add("next")));
        assertThat(out).containsExactly("next");
        assertThat(lanes.size()).isZero();
    }
}
