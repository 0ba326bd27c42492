package io.threefold.rmb.relay.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LanesTest {
    private final Lanes<String> lanes = new Lanes<>(1);
    private final List<String> started = new ArrayList<>();

    private CompletableFuture<Void> add(String lane, String name) {
        var done = new CompletableFuture<Void>();
        lanes.run(lane, () -> {
            started.add(name);
            return done;
        });
        return done;
    }

    @Test
    void oneAfterTheOtherInALaneAndLanesBesideEachOther() {
        CompletableFuture<Void> one = add("a", "a1");
        CompletableFuture<Void> two = add("a", "a2");
        CompletableFuture<Void> other = add("b", "b1");
        assertThat(started).containsExactly("a1", "b1");
        assertThat(lanes.isBusy("a")).isTrue();
        one.completeExceptionally(new IllegalStateException("a failure stops nothing"));
        assertThat(started).containsExactly("a1", "b1", "a2");
        two.complete(null);
        other.complete(null);
        assertThat(lanes.isBusy("a")).isFalse();
        assertThat(lanes.isBusy("b")).isFalse();
    }

    @Test
    void muchWorkThatIsDoneAtOnceNeedsNoStack() {
        var first = new CompletableFuture<Void>();
        lanes.run("a", () -> first);
        int[] count = new int[1];
        for (int i = 0; i < 100_000; i++) {
            lanes.run("a", () -> {
                count[0]++;
                return CompletableFuture.completedFuture(null);
            });
        }
        first.complete(null);
        assertThat(count[0]).isEqualTo(100_000);
        assertThat(lanes.isBusy("a")).isFalse();
    }

    @Test
    void wideLanesStartInOrderAndRunSoManyAtATime() {
        var wide = new Lanes<String>(2);
        var done = new ArrayList<CompletableFuture<Void>>();
        for (int i = 0; i < 5; i++) {
            String name = "w" + i;
            var future = new CompletableFuture<Void>();
            done.add(future);
            wide.run("a", () -> {
                started.add(name);
                return future;
            });
        }
        assertThat(started).containsExactly("w0", "w1");
        done.get(1).complete(null);
        assertThat(started).containsExactly("w0", "w1", "w2");
        done.forEach(future -> future.complete(null));
        assertThat(started).containsExactly("w0", "w1", "w2", "w3", "w4");
        assertThat(wide.isBusy("a")).isFalse();
    }
}
