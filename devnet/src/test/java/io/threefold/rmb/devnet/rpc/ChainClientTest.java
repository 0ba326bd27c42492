package io.threefold.rmb.devnet.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.threefold.rmb.devnet.chain.ChainSpec;
import io.threefold.rmb.devnet.chain.TestChain;
import io.threefold.rmb.protocol.identity.Identity;
import io.threefold.rmb.protocol.identity.KeyType;
import io.threefold.rmb.protocol.identity.Signatures;
import io.threefold.rmb.tfchain.AccountBalance;
import io.threefold.rmb.tfchain.Chain;
import io.threefold.rmb.tfchain.ChainReply;
import io.threefold.rmb.tfchain.ChainTwinRegistry;
import io.threefold.rmb.tfchain.RegistrySettings;
import io.threefold.rmb.tfchain.Twin;
import io.threefold.rmb.tfchain.TwinLookup;
import io.threefold.rmb.tfchain.TwinWriter;
import io.threefold.rmb.tfchain.WriteOutcome;
import io.threefold.rmb.tfchain.WriterSettings;
import io.threefold.rmb.tfchain.rpc.RpcSettings;
import io.vertx.core.Vertx;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The chain client of libs/tfchain against the stand-in chain, over a real socket. */
class ChainClientTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ByteString KEY = ByteString.copyFrom(new byte[33]);
    private static final SortedSet<String> RELAYS = new TreeSet<>(List.of("relay.dev.grid.tf", "a2.dev.grid.tf"));

    private final Vertx vertx = Vertx.vertx();
    private ChainServer server;
    private Chain chain;
    private ChainTwinRegistry registry;

    @BeforeEach
    void start() throws Exception {
        Identity sr = TestChain.identity("//Alice", KeyType.SR25519);
        Identity ed = TestChain.identity("//Alice", KeyType.ED25519);
        ChainSpec spec = new ChainSpec(
                new byte[16], Map.of(sr.account(), TestChain.RICH, ed.account(), TestChain.RICH), List.of());
        server = new ChainServer(
                ChainServer.Settings.defaults("127.0.0.1", 0),
                listener -> new io.threefold.rmb.devnet.chain.Chain(
                        spec, Signatures::verify, TestChain.STRICT, InstantSource.system(), listener),
                ChainServer.Journal.NONE,
                InstantSource.system());
        server.start(vertx).toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        chain = new Chain(
                vertx,
                RpcSettings.of(List.of(URI.create("ws://127.0.0.1:" + server.port())))
                        .withCallDeadline(PATIENCE),
                InstantSource.system());
        registry = new ChainTwinRegistry(chain, RegistrySettings.defaults(), InstantSource.system());
        chain.start();
    }

    @AfterEach
    void stop() throws Exception {
        chain.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(90, TimeUnit.SECONDS);
    }

    private TwinWriter writer(Identity identity) {
        return new TwinWriter(
                chain, registry, identity, WriterSettings.defaults().withFinalityDeadline(PATIENCE));
    }

    @ParameterizedTest
    @EnumSource(KeyType.class)
    void registersChangesAndReads(KeyType type) throws Exception {
        Identity identity = TestChain.identity("//Alice", type);
        TwinWriter writer = writer(identity);
        assertThat(get(registry.byAccount(identity.account()))).isEqualTo(new TwinLookup.Absent());

        WriteOutcome early = get(writer.createTwin(RELAYS, KEY));
        assertThat(early).isInstanceOf(WriteOutcome.Refused.class);
        assertThat(((WriteOutcome.Refused) early).error()).isEqualTo("TfgridModule.UserDidNotSignTermsAndConditions");

        assertThat(get(writer.acceptTerms("https://library.threefold.me/info/legal/#/", "abc123")))
                .isInstanceOf(WriteOutcome.Finalized.class);
        WriteOutcome.Finalized created = (WriteOutcome.Finalized) get(writer.createTwin(RELAYS, KEY));
        Twin twin = created.twins().getFirst();
        assertThat(twin).isEqualTo(new Twin(twin.id(), identity.account(), RELAYS, KEY));
        // The event ends the remembered absence.
        await().atMost(PATIENCE)
                .until(() -> get(registry.byAccount(identity.account())).equals(new TwinLookup.Found(twin)));

        assertThat(get(writer.ensure(twin.id(), RELAYS, KEY))).isEqualTo(new WriteOutcome.Unchanged(twin));
        SortedSet<String> other = new TreeSet<>(List.of("relay.example"));
        WriteOutcome.Finalized updated = (WriteOutcome.Finalized) get(writer.ensure(twin.id(), other, KEY));
        assertThat(updated.twins().getFirst().relays()).isEqualTo(other);
        await().atMost(PATIENCE)
                .until(() -> get(registry.byId(twin.id()))
                        .equals(new TwinLookup.Found(updated.twins().getFirst())));

        ChainReply<AccountBalance> balance = get(chain.account(identity.account()));
        assertThat(balance).isInstanceOf(ChainReply.Ok.class);
        AccountBalance account = ((ChainReply.Ok<AccountBalance>) balance).value();
        assertThat(account.nonce()).isEqualTo(4);
        assertThat(account.free()).isLessThan(TestChain.RICH).isGreaterThan(BigInteger.ZERO);
    }

    @Test
    void followsFinalizedBlocks() throws Exception {
        await().atMost(PATIENCE).until(() -> chain.heads().number() >= 1);
        assertThat(chain.heads().missed()).isZero();
        assertThat(registry.status().specVersion()).isNotNull();
    }

    @Test
    void anAccountWithoutMoneyIsToldSo() throws Exception {
        Identity poor = TestChain.identity("//Eve", KeyType.ED25519);
        WriteOutcome outcome = get(writer(poor).acceptTerms("https://example.org/", "abc"));
        assertThat(outcome).isInstanceOf(WriteOutcome.InsufficientBalance.class);
    }
}
