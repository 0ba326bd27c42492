package io.threefold.rmb.tfchain;

import com.google.protobuf.ByteString;
import io.threefold.rmb.protocol.identity.AccountId;
import io.threefold.rmb.tfchain.metadata.Value;
import io.threefold.rmb.tfchain.scale.ScaleException;
import io.threefold.rmb.tfchain.scale.ScaleWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry that peers and relays use: a cache in front of the chain. What is cached is served at once, also while
 * the chain is down, and asked for again in the background when it is old; finalized events keep it fresh; a snapshot on
 * disk lets a process start without the chain. Several look-ups of the same unknown twin make one question.
 */
public final class ChainTwinRegistry implements TwinRegistry, AutoCloseable {
    /** The largest twin id. */
    public static final long MAX_ID = 0xffffffffL;

    private static final Logger LOG = LoggerFactory.getLogger(ChainTwinRegistry.class);

    private final Chain chain;
    private final RegistrySettings settings;
    private final InstantSource clock;
    private final TwinCache cache;
    private final Map<Long, CompletableFuture<TwinLookup>> asking = new ConcurrentHashMap<>();
    private final Map<AccountId, CompletableFuture<TwinLookup>> askingAccounts = new ConcurrentHashMap<>();
    private final AtomicInteger background = new AtomicInteger();
    private final Map<Long, Instant> refreshedAt;
    private final List<Consumer<Twin>> changeListeners = new CopyOnWriteArrayList<>();
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder refreshes = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final AtomicBoolean saving = new AtomicBoolean();
    private volatile boolean closed;
    private volatile @Nullable ByteString genesis;
    private volatile long savedChanges;
    private volatile @Nullable Instant savedAt;
    private volatile @Nullable String snapshotProblem;

    /**
     * Reads the snapshot, when there is one (blocks for the disk), and listens to the chain. Make it before
     * {@link Chain#start()}.
     */
    public ChainTwinRegistry(Chain chain, RegistrySettings settings, InstantSource clock) {
        this.chain = chain;
        this.settings = settings;
        this.clock = clock;
        this.cache = new TwinCache(settings);
        this.refreshedAt = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Long, Instant> eldest) {
                return size() > settings.maxTwins();
            }
        };
        restore();
        chain.listen(new ChainListener() {
            @Override
            public void finalizedBlock(FinalizedBlock block) {
                block.twins().forEach(ChainTwinRegistry.this::changedOnChain);
            }

            @Override
            public void blocksMissed() {
                cache.markAllStale();
            }

            @Override
            public void runtimeLoaded(ChainRuntime runtime) {
                connectedTo(runtime.genesisHash());
            }
        });
        if (settings.snapshot() != null) {
            chain.rpc().later(settings.snapshotEvery(), this::saveRegularly);
        }
    }

    @Override
    public CompletionStage<TwinLookup> byId(long id) {
        if (id < 1 || id > MAX_ID) {
            return CompletableFuture.completedFuture(new TwinLookup.Absent());
        }
        return switch (cache.byId(id, clock.instant())) {
            case TwinCache.Known.Present(Twin twin, boolean old) -> {
                hits.increment();
                if (old) {
                    refreshInBackground(id);
                }
                yield CompletableFuture.completedFuture(new TwinLookup.Found(twin));
            }
            case TwinCache.Known.Absent ignored -> {
                hits.increment();
                yield CompletableFuture.completedFuture(new TwinLookup.Absent());
            }
            case TwinCache.Known.Unknown ignored -> {
                misses.increment();
                yield ask(id);
            }
        };
    }

    @Override
    public CompletionStage<TwinLookup> byAccount(AccountId account) {
        return switch (cache.byAccount(account, clock.instant())) {
            case TwinCache.Known.Present(Twin twin, boolean old) -> {
                hits.increment();
                if (old) {
                    refreshInBackground(twin.id());
                }
                yield CompletableFuture.completedFuture(new TwinLookup.Found(twin));
            }
            case TwinCache.Known.Absent ignored -> {
                hits.increment();
                yield CompletableFuture.completedFuture(new TwinLookup.Absent());
            }
            case TwinCache.Known.Unknown ignored -> {
                misses.increment();
                yield coalesced(askingAccounts, account, () -> askAccount(account));
            }
        };
    }

    @Override
    public CompletionStage<TwinLookup> refresh(long id) {
        Instant now = clock.instant();
        synchronized (refreshedAt) {
            Instant last = refreshedAt.get(id);
            if (last != null && now.isBefore(last.plus(settings.refreshEvery()))) {
                return byId(id);
            }
            if (id >= 1 && id <= MAX_ID) {
                refreshedAt.put(id, now);
            }
        }
        return refreshNow(id);
    }

    /** Asks the chain now, without a limit: for the twin's owner, who knows that it changed. */
    public CompletionStage<TwinLookup> refreshNow(long id) {
        if (id < 1 || id > MAX_ID) {
            return CompletableFuture.completedFuture(new TwinLookup.Absent());
        }
        refreshes.increment();
        return ask(id);
    }

    /** Tells of every known twin whose record is found to have changed; on an I/O thread. */
    public void onChange(Consumer<Twin> listener) {
        changeListeners.add(listener);
    }

    /** For health and status pages; cheap. */
    public RegistryStatus status() {
        ChainRuntime runtime = chain.knownRuntime();
        return new RegistryStatus(
                chain.connection(),
                chain.heads(),
                runtime == null ? null : runtime.specVersion(),
                cache.size(),
                hits.sum(),
                misses.sum(),
                refreshes.sum(),
                failures.sum(),
                savedAt,
                snapshotProblem);
    }

    /** Writes the snapshot a last time (blocks for the disk). Does not close the chain. */
    @Override
    public void close() {
        closed = true;
        if (settings.snapshot() != null && saving.compareAndSet(false, true)) {
            try {
                save(settings.snapshot());
            } finally {
                saving.set(false);
            }
        }
    }

    // ---- asking

    private interface Question {
        CompletionStage<TwinLookup> ask();
    }

    private static <K> CompletionStage<TwinLookup> coalesced(
            Map<K, CompletableFuture<TwinLookup>> asking, K key, Question question) {
        CompletableFuture<TwinLookup> mine = new CompletableFuture<>();
        CompletableFuture<TwinLookup> other = asking.putIfAbsent(key, mine);
        if (other != null) {
            return other.minimalCompletionStage();
        }
        question.ask().whenComplete((found, error) -> {
            asking.remove(key, mine);
            mine.complete(
                    error == null ? found : new TwinLookup.Unavailable("the chain's answer cannot be read: " + error));
        });
        return mine.minimalCompletionStage();
    }

    private CompletionStage<TwinLookup> ask(long id) {
        return coalesced(
                asking,
                id,
                () -> chain.read(
                                TwinCalls.PALLET,
                                "Twins",
                                new ScaleWriter().u32(id).toBytes())
                        .thenApply(reply -> learned(id, reply)));
    }

    private TwinLookup learned(long id, ChainReply<Optional<Value>> reply) {
        Optional<Value> value;
        switch (reply) {
            case ChainReply.Unavailable<Optional<Value>>(String reason) -> {
                failures.increment();
                return new TwinLookup.Unavailable(reason);
            }
            case ChainReply.Ok<Optional<Value>>(Optional<Value> stored) -> value = stored;
        }
        if (value.isEmpty()) {
            cache.putAbsent(id, clock.instant());
            return new TwinLookup.Absent();
        }
        try {
            Twin twin = TwinCodec.decode(value.get());
            if (twin.id() != id) {
                throw new ScaleException("asked for twin " + id + ", got " + twin.id());
            }
            learned(twin);
            return new TwinLookup.Found(twin);
        } catch (ScaleException e) {
            failures.increment();
            return new TwinLookup.Unavailable(
                    "the chain's record of twin " + id + " cannot be read: " + e.getMessage());
        }
    }

    private void learned(Twin twin) {
        Twin before = cache.put(twin, clock.instant());
        if (before != null && !before.equals(twin)) {
            changeListeners.forEach(listener -> GuardedListener.guarded(() -> listener.accept(twin)));
        }
    }

    private CompletionStage<TwinLookup> askAccount(AccountId account) {
        return chain.read(TwinCalls.PALLET, "TwinIdByAccountID", account.bytes())
                .thenCompose(reply -> switch (reply) {
                    case ChainReply.Unavailable<Optional<Value>>(String reason) -> {
                        failures.increment();
                        yield CompletableFuture.completedFuture(new TwinLookup.Unavailable(reason));
                    }
                    case ChainReply.Ok<Optional<Value>>(Optional<Value> value) -> {
                        long id;
                        try {
                            id = value.isEmpty() ? 0 : value.get().asU32();
                        } catch (ScaleException e) {
                            yield CompletableFuture.completedFuture(
                                    new TwinLookup.Unavailable("the chain's answer cannot be read: " + e.getMessage()));
                        }
                        if (id == 0) {
                            cache.putAbsent(account, clock.instant());
                            yield CompletableFuture.completedFuture(new TwinLookup.Absent());
                        }
                        // Ids and accounts are kept by two maps of the chain: only what both say counts.
                        yield ask(id).thenApply(found -> found instanceof TwinLookup.Found(Twin twin)
                                        && !twin.account().equals(account)
                                ? new TwinLookup.Absent()
                                : found);
                    }
                });
    }

    private void refreshInBackground(long id) {
        // One at a time per twin, and few altogether: the rest is refreshed when it is used again.
        if (asking.containsKey(id) || chain.connection().connected() == null) {
            return;
        }
        if (background.incrementAndGet() > settings.maxBackground()) {
            background.decrementAndGet();
            return;
        }
        refreshes.increment();
        ask(id).whenComplete((found, error) -> background.decrementAndGet());
    }

    /** An event names a twin: the event itself may be behind what was read since, so a known twin is read again. */
    private void changedOnChain(Twin twin) {
        cache.appeared(twin);
        Twin known = cache.peek(twin.id());
        if (known == null || known.equals(twin)) {
            return;
        }
        refreshNow(twin.id()).thenAccept(found -> {
            if (found instanceof TwinLookup.Unavailable) {
                learned(twin);
            }
        });
    }

    // ---- snapshot

    private void connectedTo(ByteString genesisHash) {
        ByteString before = genesis;
        if (before != null && !before.equals(genesisHash)) {
            LOG.warn("the known twins are from another chain: forgotten");
            cache.clear();
            chain.resumeAfter(-1);
        }
        genesis = genesisHash;
    }

    private void restore() {
        Path file = settings.snapshot();
        if (file == null) {
            return;
        }
        try {
            TwinSnapshot snapshot = TwinSnapshot.read(file);
            if (snapshot != null) {
                cache.restore(snapshot.twins());
                genesis = snapshot.genesisHash();
                chain.resumeAfter(snapshot.finalized());
                LOG.info("{} twins known from {}", cache.size(), file);
            }
        } catch (IOException e) {
            snapshotProblem = "the snapshot of known twins cannot be used, it starts anew: " + e.getMessage();
            LOG.warn("{} ({})", snapshotProblem, file);
        }
    }

    private void saveRegularly() {
        Path file = settings.snapshot();
        if (closed || file == null) {
            return;
        }
        if (!saving.compareAndSet(false, true)) {
            chain.rpc().later(settings.snapshotEvery(), this::saveRegularly);
            return;
        }
        chain.vertx()
                .executeBlocking(() -> {
                    save(file);
                    return true;
                })
                .onComplete(done -> {
                    saving.set(false);
                    Duration pause = settings.snapshotEvery();
                    chain.rpc().later(pause, this::saveRegularly);
                });
    }

    private void save(Path file) {
        ByteString from = genesis;
        long changes = cache.changes();
        if (from == null || changes == savedChanges) {
            return;
        }
        try {
            new TwinSnapshot(from, chain.heads().number(), cache.entries()).write(file);
            savedChanges = changes;
            savedAt = clock.instant();
            snapshotProblem = null;
        } catch (IOException e) {
            snapshotProblem = "known twins cannot be kept on disk: " + e;
            LOG.warn("{} ({})", snapshotProblem, file);
        }
    }
}
