package io.threefold.rmb.peer.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StatusBoardTest {
    private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);
    private final StatusBoard board = new StatusBoard(Instant.EPOCH.plusMillis(77), scheduler);
    private final AtomicInteger state = new AtomicInteger();
    private final AtomicInteger noise = new AtomicInteger();

    StatusBoardTest() {
        scheduler.setRemoveOnCancelPolicy(true);
        board.add(new StatusBoard.Section(
                "part", () -> new JsonObject().put("state", state.get()).put("noise", noise.get()), state::get));
    }

    @AfterEach
    void stop() {
        scheduler.shutdownNow();
    }

    @Test
    void theVersionFollowsWhatMattersOnly() {
        String first = board.version();
        noise.incrementAndGet();
        assertThat(board.version()).isEqualTo(first);
        state.incrementAndGet();
        assertThat(board.version()).isNotEqualTo(first);
        assertThat(board.snapshot().getJsonObject("part").getInteger("noise")).isEqualTo(1);
        assertThat(new StatusBoard(Instant.EPOCH.plusMillis(78), scheduler).version())
                .isNotEqualTo(first);
    }

    @Test
    void aWaitEndsWithTheChange() {
        CompletionStage<?> change = board.await(board.version(), Duration.ofSeconds(50));
        board.poll();
        assertThat(change.toCompletableFuture()).isNotDone();
        state.incrementAndGet();
        board.poll();
        assertThat(change.toCompletableFuture()).isDone();
        assertThat(board.waiting()).isZero();
        assertThat(scheduler.getQueue()).isEmpty();
    }

    @Test
    void aWaitEndsAfterItsTimeAndAtOnceForAnotherVersion() throws Exception {
        board.await(board.version(), Duration.ofMillis(10))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        assertThat(board.await("another", Duration.ofSeconds(50)).toCompletableFuture())
                .isDone();
    }

    @Test
    void waitersAreBoundedAndForgotten() {
        String version = board.version();
        CompletionStage<Void> first = board.await(version, Duration.ofSeconds(50));
        for (int i = 1; i < StatusBoard.MAX_WAITERS; i++) {
            assertThat(board.await(version, Duration.ofSeconds(50))).isNotNull();
        }
        assertThat(board.await(version, Duration.ofSeconds(50))).isNull();
        board.forget(first);
        assertThat(board.await(version, Duration.ofSeconds(50))).isNotNull();
        board.releaseAll();
        assertThat(board.waiting()).isZero();
    }
}
