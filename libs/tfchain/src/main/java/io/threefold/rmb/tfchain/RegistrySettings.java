package io.threefold.rmb.tfchain;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How twins are cached.
 *
 * @param maxTwins twins kept; the ones used longest ago go first
 * @param refreshAfter age after which a twin is asked for again in the background when it is used; changes on the chain
 *     arrive within seconds anyway
 * @param absentFor how long "does not exist" is believed
 * @param refreshEvery least time between two {@link TwinRegistry#refresh} of a twin
 * @param maxBackground refreshes in the background at once
 * @param snapshot where twins are kept on disk; null for nowhere
 * @param snapshotEvery time between two writes, when something changed
 */
public record RegistrySettings(
        int maxTwins,
        Duration refreshAfter,
        Duration absentFor,
        Duration refreshEvery,
        int maxBackground,
        @Nullable Path snapshot,
        Duration snapshotEvery) {
    /** 10,000 twins, refreshed when older than 10 minutes, absence believed for 30 s; nothing on disk. */
    public static RegistrySettings defaults() {
        return new RegistrySettings(
                10_000,
                Duration.ofMinutes(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                16,
                null,
                Duration.ofSeconds(30));
    }

    /** With a snapshot on disk. */
    public RegistrySettings withSnapshot(@Nullable Path file) {
        return new RegistrySettings(
                maxTwins, refreshAfter, absentFor, refreshEvery, maxBackground, file, snapshotEvery);
    }

    /** With other times. */
    public RegistrySettings withTimes(Duration refresh, Duration absent, Duration atMostEvery, Duration save) {
        return new RegistrySettings(maxTwins, refresh, absent, atMostEvery, maxBackground, snapshot, save);
    }

    /** With another bound. */
    public RegistrySettings withMaxTwins(int twins) {
        return new RegistrySettings(
                twins, refreshAfter, absentFor, refreshEvery, maxBackground, snapshot, snapshotEvery);
    }
}
