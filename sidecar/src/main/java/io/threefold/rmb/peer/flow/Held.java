package io.threefold.rmb.peer.flow;

import com.google.protobuf.UnsafeByteOperations;
import io.threefold.rmb.peer.store.MessageStore;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Envelopes that were set aside while the chain could not be asked: tried again, oldest first, until the chain answers or they
 * have expired. An envelope is forgotten only after it was settled; the replay window catches what a crash in between repeats.
 */
final class Held {
    private static final int BATCH = 32;

    private final MessageStore store;
    private final Incoming incoming;
    private final AtomicBoolean busy = new AtomicBoolean();

    Held(MessageStore store, Incoming incoming) {
        this.store = store;
        this.incoming = incoming;
    }

    void retry() {
        if (busy.compareAndSet(false, true)) {
            var _ = store.held(BATCH)
                    .thenCompose(envelopes -> next(envelopes, 0))
                    .whenComplete((done, failure) -> busy.set(false));
        }
    }

    private CompletionStage<Void> next(List<byte[]> envelopes, int at) {
        if (at >= envelopes.size()) {
            return CompletableFuture.completedStage(null);
        }
        byte[] envelope = envelopes.get(at);
        return incoming.accept(UnsafeByteOperations.unsafeWrap(envelope), "", false)
                .thenCompose(settled -> {
                    if (!settled) {
                        return next(envelopes, at + 1);
                    }
                    return store.release(envelope).thenCompose(done -> next(envelopes, at + 1));
                });
    }
}
