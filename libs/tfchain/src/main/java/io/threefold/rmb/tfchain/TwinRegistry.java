package io.threefold.rmb.tfchain;

import io.threefold.rmb.protocol.identity.AccountId;
import java.util.concurrent.CompletionStage;

/**
 * Reads twins. Implementations cache, bound and refresh; no call outlives the registry's configured deadline, and no
 * stage completes exceptionally: failures are {@link TwinLookup.Unavailable}. Thread-safe. Stages may complete on an
 * I/O thread: do not block in callbacks.
 */
public interface TwinRegistry {
    /**
     * Looks a twin up, from the cache when it is there.
     *
     * @param id 1 to 2^32-1; others are {@link TwinLookup.Absent}
     */
    CompletionStage<TwinLookup> byId(long id);

    /** Looks the twin of an account up. */
    CompletionStage<TwinLookup> byAccount(AccountId account);

    /**
     * Asks the chain even if the twin is cached, for when a check with the cached one failed (DESIGN §7). Rate-limited per
     * twin: within the limit the cached answer comes back.
     */
    CompletionStage<TwinLookup> refresh(long id);
}
