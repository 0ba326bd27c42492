package io.threefold.rmb.tfchain;

import io.threefold.rmb.tfchain.rpc.RpcState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The registry's state for health and status pages.
 *
 * @param specVersion the runtime's, null before the first connection
 * @param cachedTwins how many are known
 * @param hits look-ups answered from the cache
 * @param misses look-ups that asked the chain
 * @param refreshes twins asked for again
 * @param failures questions to the chain without an answer
 * @param snapshotSavedAt null when none was written by this process
 * @param snapshotProblem one sentence, null when there is none
 */
public record RegistryStatus(
        RpcState connection,
        HeadState heads,
        @Nullable Long specVersion,
        int cachedTwins,
        long hits,
        long misses,
        long refreshes,
        long failures,
        @Nullable Instant snapshotSavedAt,
        @Nullable String snapshotProblem) {}
