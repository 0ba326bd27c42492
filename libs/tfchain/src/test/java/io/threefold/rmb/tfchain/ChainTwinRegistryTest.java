package io.threefold.rmb.tfchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.threefold.rmb.protocol.identity.AccountId;
import io.threefold.rmb.tfchain.metadata.StorageHasher;
import io.threefold.rmb.tfchain.metadata.StorageKeys;
import io.threefold.rmb.tfchain.rpc.RpcSettings;
import io.threefold.rmb.tfchain.scale.Hex;
import io.vertx.core.Vertx;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChainTwinRegistryTest {
    private static final Twin SEVEN = TwinsForTests.twin(7, "relay.example");
    private static final Twin SEVEN_MOVED = TwinsForTests.twin(7, "relay2.example");

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final InstantSource clock = now::get;
    private final List<AutoCloseable> open = new ArrayList<>();
    private Vertx vertx;
    private FakeNode node;
    private Chain chain;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws Exception {
        vertx = Vertx.vertx();
        node = new FakeNode(vertx);
        node.store(SEVEN);
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable o : open) {
            o.close();
        }
        vertx.close().toCompletionStage().toCompletableFuture().get(90, TimeUnit.SECONDS);
    }

    private ChainTwinRegistry registry(RegistrySettings settings, URI... urls) {
        chain = new Chain(
                vertx,
                RpcSettings.of(List.of(urls))
                        .withBackoff(Duration.ofMillis(20), Duration.ofMillis(200))
                        .withCallDeadline(Duration.ofSeconds(60)),
                clock);
        ChainTwinRegistry registry = new ChainTwinRegistry(chain, settings, clock);
        open.add(registry);
        open.add(chain);
        chain.start();
        return registry;
    }

    private ChainTwinRegistry registry() {
        return registry(RegistrySettings.defaults(), node.url());
    }

    private static TwinLookup get(CompletionStage<TwinLookup> stage) throws Exception {
        return stage.toCompletableFuture().get(90, TimeUnit.SECONDS);
    }

    @Test
    void findsByIdAndAccountAndAsksOnce() throws Exception {
        ChainTwinRegistry registry = registry();
        assertThat(get(registry.byId(7))).isEqualTo(new TwinLookup.Found(SEVEN));
        assertThat(get(registry.byAccount(SEVEN.account()))).isEqualTo(new TwinLookup.Found(SEVEN));
        assertThat(get(registry.byId(7))).isEqualTo(new TwinLookup.Found(SEVEN));
        assertThat(registry.status().hits()).isEqualTo(2);
        assertThat(registry.status().misses()).isEqualTo(1);
        assertThat(registry.status().specVersion()).isEqualTo(149);
    }

    @Test
    void findsByAccountFirst() throws Exception {
        ChainTwinRegistry registry = registry();
        assertThat(get(registry.byAccount(SEVEN.account()))).isEqualTo(new TwinLookup.Found(SEVEN));
        assertThat(get(registry.byAccount(TwinsForTests.account(99)))).isEqualTo(new TwinLookup.Absent());
    }

    @Test
    void concurrentMissesMakeOneQuestion() throws Exception {
        ChainTwinRegistry registry = registry();
        get(registry.byId(1234));
        long before = node.asked("state_getStorage");
        List<CompletionStage<TwinLookup>> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.add(registry.byId(7));
        }
        for (CompletionStage<TwinLookup> one : all) {
            assertThat(get(one)).isEqualTo(new TwinLookup.Found(SEVEN));
        }
        // The follower reads events of blocks with the same method: none but the first was announced.
        assertThat(node.asked("state_getStorage") - before).isLessThanOrEqualTo(2);
    }

    @Test
    void absenceIsBelievedBriefly() throws Exception {
        ChainTwinRegistry registry = registry();
        assertThat(get(registry.byId(8))).isEqualTo(new TwinLookup.Absent());
        Twin eight = TwinsForTests.twin(8, "relay.example");
        node.store(eight);
        assertThat(get(registry.byId(8))).isEqualTo(new TwinLookup.Absent());
        now.updateAndGet(t -> t.plusSeconds(31));
        assertThat(get(registry.byId(8))).isEqualTo(new TwinLookup.Found(eight));
        assertThat(get(registry.byId(0))).isEqualTo(new TwinLookup.Absent());
        assertThat(get(registry.byId(1L << 32))).isEqualTo(new TwinLookup.Absent());
    }

    @Test
    void anEventEndsAnAbsence() throws Exception {
        ChainTwinRegistry registry = registry();
        Twin eight = TwinsForTests.twin(8, "relay.example");
        assertThat(get(registry.byId(8))).isEqualTo(new TwinLookup.Absent());
        node.store(eight);
        node.block(FakeNode.events(1, FakeNode.oddEvent(25), FakeNode.twinEvent(25, 11, eight)), List.of());
        await().until(() -> get(registry.byId(8)).equals(new TwinLookup.Found(eight)));
    }

    @Test
    void anEventChangesACachedTwin() throws Exception {
        ChainTwinRegistry registry = registry();
        List<Twin> changes = new CopyOnWriteArrayList<>();
        registry.onChange(changes::add);
        get(registry.byId(7));
        await().until(() -> chain.heads().number() >= 0);
        node.store(SEVEN_MOVED);
        node.block(FakeNode.events(1, FakeNode.oddEvent(25), FakeNode.twinEvent(25, 12, SEVEN_MOVED)), List.of());
        await().until(() -> get(registry.byId(7)).equals(new TwinLookup.Found(SEVEN_MOVED)));
        assertThat(changes).containsExactly(SEVEN_MOVED);
        assertThat(registry.status().heads().number()).isEqualTo(1);
    }

    @Test
    void missedBlocksAreCaughtUp() throws Exception {
        ChainTwinRegistry registry = registry();
        get(registry.byId(7));
        await().until(() -> chain.heads().number() == 0);
        node.store(SEVEN_MOVED);
        node.addSilently(FakeNode.events(1, FakeNode.twinEvent(25, 12, SEVEN_MOVED)), List.of());
        node.addSilently(FakeNode.events(0), List.of());
        node.block(FakeNode.events(0), List.of());
        await().until(() -> get(registry.byId(7)).equals(new TwinLookup.Found(SEVEN_MOVED)));
        await().until(() -> chain.heads().number() == 3);
        assertThat(chain.heads().missed()).isZero();
    }

    @Test
    void tooManyMissedBlocksMakeEverythingOld() throws Exception {
        ChainTwinRegistry registry = registry();
        get(registry.byId(7));
        await().until(() -> chain.heads().number() == 0);
        node.store(SEVEN_MOVED);
        for (int i = 0; i < HeadFollower.MAX_CATCH_UP; i++) {
            node.addSilently(FakeNode.events(0), List.of());
        }
        node.block(FakeNode.events(0), List.of());
        await().until(() -> chain.heads().missed() == 1);
        // Served at once, refreshed behind it.
        await().until(() -> get(registry.byId(7)).equals(new TwinLookup.Found(SEVEN_MOVED)));
    }

    @Test
    void anOldTwinIsServedAndRefreshedBehind() throws Exception {
        ChainTwinRegistry registry = registry();
        get(registry.byId(7));
        node.store(SEVEN_MOVED);
        assertThat(get(registry.byId(7))).isEqualTo(new TwinLookup.Found(SEVEN));
        now.updateAndGet(t -> t.plus(Duration.ofMinutes(11)));
        assertThat(get(registry.byId(7))).isEqualTo(new TwinLookup.Found(SEVEN));
        await().until(() -> get(registry.byId(7)).equals(new TwinLookup.Found(SEVEN_MOVED)));
    }

    @Test
    void refreshAsksTheChainButNotTooOften() throws Exception {
        ChainTwinRegistry registry = registry();
        get(registry.byId(7));
        node.store(SEVEN_MOVED);
        assertThat(get(registry.refresh(7))).isEqualTo(new TwinLookup.Found(SEVEN_MOVED));
        node.store(SEVEN);
        assertThat(get(registry.refresh(7))).isEqualTo(new TwinLookup.Found(SEVEN_MOVED));
        now.updateAndGet(t -> t.plusSeconds(11));
        assertThat(get(registry.refresh(7))).isEqualTo(new TwinLookup.Found(SEVEN));
    }

    @Test
    void theCacheIsBounded() throws Exception {
        ChainTwinRegistry registry = registry(RegistrySettings.defaults().withMaxTwins(2), node.url());
        for (int id = 1; id <= 4; id++) {
            node.store(TwinsForTests.twin(id));
            get(registry.byId(id));
        }
        assertThat(registry.status().cachedTwins()).isEqualTo(2);
        assertThat(get(registry.byId(4))).isEqualTo(new TwinLookup.Found(TwinsForTests.twin(4)));
        assertThat(registry.status().hits()).isEqualTo(1);
    }

    @Test
    void startsFromTheSnapshotWhileTheChainIsDown() throws Exception {
        Path file = folder.resolve("state").resolve("twins.json");
        RegistrySettings settings = RegistrySettings.defaults().withSnapshot(file);
        ChainTwinRegistry first = registry(settings, node.url());
        get(first.byId(7));
        first.close();
        chain.close();
        assertThat(file).exists();

        node.stop();
        ChainTwinRegistry second = registry(settings, node.url());
        assertThat(get(second.byId(7))).isEqualTo(new TwinLookup.Found(SEVEN));
        assertThat(get(second.byAccount(SEVEN.account()))).isEqualTo(new TwinLookup.Found(SEVEN));
        assertThat(second.status().connection().connected()).isNull();
        node.store(SEVEN_MOVED);
        node.start();
        now.updateAndGet(t -> t.plus(Duration.ofMinutes(11)));
        await().until(() -> get(second.byId(7)).equals(new TwinLookup.Found(SEVEN_MOVED)));
    }

    @Test
    void aSnapshotOfAnotherChainIsForgotten() throws Exception {
        Path file = folder.resolve("twins.json");
        RegistrySettings settings = RegistrySettings.defaults().withSnapshot(file);
        ChainTwinRegistry first = registry(settings, node.url());
        get(first.byId(7));
        first.close();
        chain.close();
        node.genesis = TwinsForTests.account(5).bytes();
        ChainTwinRegistry second = registry(settings, node.url());
        await().until(() -> second.status().specVersion() != null);
        assertThat(second.status().cachedTwins()).isZero();
    }

    @Test
    void aDamagedSnapshotIsNoObstacle() throws Exception {
        Path file = folder.resolve("twins.json");
        Files.writeString(file, "{\"version\":1,\"genesis\":\"0x");
        ChainTwinRegistry registry = registry(RegistrySettings.defaults().withSnapshot(file), node.url());
        assertThat(registry.status().snapshotProblem()).contains("cannot be used");
        assertThat(get(registry.byId(7))).isEqualTo(new TwinLookup.Found(SEVEN));
    }

    @Test
    void theSnapshotIsWrittenRegularly() throws Exception {
        Path file = folder.resolve("twins.json");
        registry(
                        RegistrySettings.defaults()
                                .withSnapshot(file)
                                .withTimes(
                                        Duration.ofMinutes(10),
                                        Duration.ofSeconds(30),
                                        Duration.ofSeconds(10),
                                        Duration.ofMillis(50)),
                        node.url())
                .byId(7);
        await().until(() -> Files.exists(file));
        TwinSnapshot snapshot = TwinSnapshot.read(file);
        assertThat(snapshot.twins()).hasSize(1);
        assertThat(snapshot.twins().getFirst().twin()).isEqualTo(SEVEN);
    }

    @Test
    void aRuntimeUpgradeReloadsTheMetadata() throws Exception {
        ChainTwinRegistry registry = registry();
        get(registry.byId(7));
        await().until(() -> node.isSubscribed("state_runtimeVersion"));
        node.upgrade(150, TinyMetadata.of(31));
        await().until(() -> Long.valueOf(150).equals(registry.status().specVersion()));
        node.store(SEVEN_MOVED);
        node.block(FakeNode.events(1, FakeNode.twinEvent(31, 12, SEVEN_MOVED)), List.of());
        await().until(() -> get(registry.byId(7)).equals(new TwinLookup.Found(SEVEN_MOVED)));
        assertThat(registry.status().heads().missed()).isZero();
    }

    /** Finality is behind the best block: after an upgrade there come blocks that the runtime before it wrote. */
    @Test
    void eventsOfTheRuntimeBeforeAnUpgradeAreRead() throws Exception {
        ChainTwinRegistry registry = registry();
        get(registry.byId(7));
        await().until(() -> chain.heads().number() == 0 && node.isSubscribed("state_runtimeVersion"));
        BlockHeader parent = node.block(FakeNode.events(0), List.of());
        node.metadataAt.put(Hex.encode(parent.hash().toByteArray()), node.metadata);
        node.upgrade(150, TinyMetadata.of(31));
        await().until(() -> Long.valueOf(150).equals(registry.status().specVersion()));
        node.store(SEVEN_MOVED);
        node.block(FakeNode.events(1, FakeNode.oddEvent(25), FakeNode.twinEvent(25, 12, SEVEN_MOVED)), List.of());
        await().until(() -> get(registry.byId(7)).equals(new TwinLookup.Found(SEVEN_MOVED)));
        await().until(() -> chain.heads().number() == 2);
        assertThat(chain.heads().missed()).isZero();
    }

    @Test
    void anErrorOfAListenerStopsNothing() throws Exception {
        ChainTwinRegistry registry = registry();
        registry.onChange(twin -> {
            throw new IllegalStateException("on purpose");
        });
        get(registry.byId(7));
        node.store(SEVEN_MOVED);
        assertThat(get(registry.refreshNow(7))).isEqualTo(new TwinLookup.Found(SEVEN_MOVED));
    }

    @Test
    void anAccountIsOnlyFoundWhenBothMapsSayIt() throws Exception {
        ChainTwinRegistry registry = registry();
        AccountId other = TwinsForTests.account(50);
        node.put(
                StorageKeys.entry("TfgridModule", "TwinIdByAccountID", StorageHasher.BLAKE2_128_CONCAT, other.bytes()),
                new byte[] {7, 0, 0, 0});
        assertThat(get(registry.byAccount(other))).isEqualTo(new TwinLookup.Absent());
    }

    @Test
    void unreadableEventsMakeEverythingOld() throws Exception {
        ChainTwinRegistry registry = registry();
        get(registry.byId(7));
        await().until(() -> chain.heads().number() == 0);
        node.store(SEVEN_MOVED);
        node.block(new byte[] {4, 9, 9, 9}, List.of());
        await().until(() -> chain.heads().missed() == 1);
        await().until(() -> get(registry.byId(7)).equals(new TwinLookup.Found(SEVEN_MOVED)));
        assertThat(chain.heads().number()).isEqualTo(1);
    }

    @Test
    void anUnreachableChainIsNoException() throws Exception {
        chain = new Chain(
                vertx,
                RpcSettings.of(List.of(URI.create("ws://127.0.0.1:1"))).withCallDeadline(Duration.ofMillis(200)),
                clock);
        ChainTwinRegistry registry = new ChainTwinRegistry(chain, RegistrySettings.defaults(), clock);
        open.add(chain);
        chain.start();
        assertThat(get(registry.byId(7))).isInstanceOf(TwinLookup.Unavailable.class);
        assertThat(registry.status().failures()).isEqualTo(1);
    }

    @Test
    void readsBalances() throws Exception {
        registry();
        AccountId account = SEVEN.account();
        node.account(account, 5, 10_000_000);
        assertThat(chain.account(account).toCompletableFuture().get(90, TimeUnit.SECONDS))
                .isEqualTo(new ChainReply.Ok<>(new AccountBalance(5, BigInteger.valueOf(10_000_000))));
        assertThat(chain.account(TwinsForTests.account(77))
                        .toCompletableFuture()
                        .get(90, TimeUnit.SECONDS))
                .isEqualTo(new ChainReply.Ok<>(new AccountBalance(0, BigInteger.ZERO)));
    }
}
