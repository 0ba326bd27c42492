package io.threefold.rmb.peer.app;

import io.threefold.rmb.peer.config.Configuration;
import io.threefold.rmb.peer.status.StatusBoard.Section;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Stands in until the flow and the links are wired. */
final class IdleEngine implements Engine {
    @Override
    public void start() {}

    @Override
    public boolean redisConnected() {
        return false;
    }

    @Override
    public boolean serving() {
        return false;
    }

    @Override
    public boolean relayConnected() {
        return false;
    }

    @Override
    public String phase() {
        return "starting";
    }

    @Override
    public List<Section> sections() {
        return List.of();
    }

    @Override
    public void apply(Configuration configuration) {}

    @Override
    public CompletionStage<Void> stop(Duration deadline) {
        return CompletableFuture.completedStage(null);
    }
}
