package io.threefold.rmb.peer.flow;

import io.threefold.rmb.peer.store.DeadLetter;
import io.threefold.rmb.peer.store.IncomingRequest;
import io.threefold.rmb.peer.store.Intake;
import io.threefold.rmb.peer.store.MessageStore;
import io.threefold.rmb.peer.store.Outcome;
import io.threefold.rmb.peer.store.RedisFinding;
import io.threefold.rmb.peer.store.StoreDepths;
import io.threefold.rmb.peer.store.StoredMessage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Remembers what ended; everything else is as if nothing happened. */
final class FakeStore implements MessageStore {
    final List<Outcome> outcomes = new ArrayList<>();
    final List<String> buried = new ArrayList<>();
    final List<String> removed = new ArrayList<>();
    private final Set<String> ended = new HashSet<>();

    @Override
    public CompletionStage<RedisFinding> check() {
        return CompletableFuture.completedStage(new RedisFinding("6.2", List.of()));
    }

    @Override
    public CompletionStage<List<String>> outbox() {
        return CompletableFuture.completedStage(List.of());
    }

    @Override
    public CompletionStage<List<StoredMessage>> load(List<String> ids) {
        return CompletableFuture.completedStage(List.of());
    }

    @Override
    public void startTaking(Intake intake) {}

    @Override
    public void resume() {}

    @Override
    public void stopTaking(StoredMessage.Kind kind) {}

    @Override
    public CompletionStage<Outcome.Result> finish(Outcome outcome) {
        if (!ended.add(outcome.id() + "/" + outcome.index())) {
            return CompletableFuture.completedStage(Outcome.Result.ALREADY_ENDED);
        }
        outcomes.add(outcome);
        return CompletableFuture.completedStage(Outcome.Result.DELIVERED);
    }

    @Override
    public CompletionStage<Long> remove(Collection<String> ids) {
        removed.addAll(ids);
        return CompletableFuture.completedStage((long) ids.size());
    }

    @Override
    public CompletionStage<Boolean> bury(String id, DeadLetter letter) {
        buried.add(id);
        return CompletableFuture.completedStage(true);
    }

    @Override
    public CompletionStage<Void> bury(DeadLetter letter) {
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<IncomingRequest.Result> accept(IncomingRequest request) {
        return CompletableFuture.completedStage(new IncomingRequest.Result.Pushed());
    }

    @Override
    public CompletionStage<List<String>> waitingCommands() {
        return CompletableFuture.completedStage(List.of());
    }

    @Override
    public CompletionStage<List<StoredMessage>> drain(String command) {
        return CompletableFuture.completedStage(List.of());
    }

    @Override
    public CompletionStage<Boolean> hold(byte[] envelope, int max) {
        return CompletableFuture.completedStage(false);
    }

    @Override
    public CompletionStage<List<byte[]>> held(int max) {
        return CompletableFuture.completedStage(List.of());
    }

    @Override
    public CompletionStage<Void> release(byte[] envelope) {
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Boolean> quiesceAsked() {
        return CompletableFuture.completedStage(false);
    }

    @Override
    public CompletionStage<StoreDepths> depths() {
        return CompletableFuture.completedStage(StoreDepths.NONE);
    }

    @Override
    public String nextId() {
        return "0".repeat(32);
    }

    @Override
    public boolean connected() {
        return true;
    }

    @Override
    public void close() {}
}
