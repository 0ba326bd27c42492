package io.threefold.rmb.relay;

import io.threefold.rmb.protocol.identity.AccountId;
import io.threefold.rmb.tfchain.TwinLookup;
import io.threefold.rmb.tfchain.TwinRegistry;
import java.util.concurrent.CompletionStage;

/** Remembers whether the last look-up got an answer. Thread-safe. */
final class WatchedRegistry implements TwinRegistry {
    private final TwinRegistry registry;
    private volatile String problem = "";

    WatchedRegistry(TwinRegistry registry) {
        this.registry = registry;
    }

    /** Why the last look-up got no answer; empty when it got one. */
    String problem() {
        return problem;
    }

    @Override
    public CompletionStage<TwinLookup> byId(long id) {
        return watch(registry.byId(id));
    }

    @Override
    public CompletionStage<TwinLookup> byAccount(AccountId account) {
        return watch(registry.byAccount(account));
    }

    @Override
    public CompletionStage<TwinLookup> refresh(long id) {
        return watch(registry.refresh(id));
    }

    private CompletionStage<TwinLookup> watch(CompletionStage<TwinLookup> lookup) {
        lookup.whenComplete((result, error) -> {
            String now = result instanceof TwinLookup.Unavailable(String reason) ? reason : "";
            if (!now.equals(problem)) {
                problem = now;
            }
        });
        return lookup;
    }
}
