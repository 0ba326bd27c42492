package io.threefold.rmb.tfchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import io.threefold.rmb.protocol.identity.Identity;
import io.threefold.rmb.protocol.identity.KeyType;
import io.threefold.rmb.protocol.identity.Signatures;
import io.threefold.rmb.tfchain.extrinsic.ExtensionLayout;
import io.threefold.rmb.tfchain.extrinsic.ExtrinsicV4;
import io.threefold.rmb.tfchain.extrinsic.SigningContext;
import io.threefold.rmb.tfchain.metadata.Metadata;
import io.threefold.rmb.tfchain.rpc.RpcSettings;
import io.threefold.rmb.tfchain.scale.Hex;
import io.vertx.core.Vertx;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
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

class TwinWriterTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SortedSet<String> RELAYS = new TreeSet<>(List.of("relay.example", "a2.example"));

    private Vertx vertx;
    private FakeNode node;
    private Chain chain;
    private ChainTwinRegistry registry;
    private Identity identity;
    private Twin mine;

    @BeforeEach
    void start() throws Exception {
        vertx = Vertx.vertx();
        node = new FakeNode(vertx);
        chain = new Chain(
                vertx,
                RpcSettings.of(List.of(node.url()))
                        .withBackoff(Duration.ofMillis(20), Duration.ofMillis(200))
                        .withCallDeadline(Duration.ofSeconds(60)),
                InstantSource.system());
        registry = new ChainTwinRegistry(chain, RegistrySettings.defaults(), InstantSource.system());
        chain.start();
        use(KeyType.SR25519);
    }

    private void use(KeyType type) {
        identity = Identity.fromSecret("//Alice".getBytes(StandardCharsets.US_ASCII), type);
        mine = new Twin(7, identity.account(), RELAYS, TwinsForTests.KEY);
    }

    @AfterEach
    void stop() throws Exception {
        chain.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(90, TimeUnit.SECONDS);
    }

    private TwinWriter writer(Duration deadline) {
        return new TwinWriter(
                chain, registry, identity, WriterSettings.defaults().withFinalityDeadline(deadline));
    }

    private TwinWriter writer() {
        return writer(Duration.ofSeconds(60));
    }

    private static WriteOutcome get(CompletionStage<WriteOutcome> stage) throws Exception {
        return stage.toCompletableFuture().get(90, TimeUnit.SECONDS);
    }

    /** Puts what was submitted last into a block after another extrinsic, with this event of it. */
    private String include(byte[]... events) {
        BlockHeader header = node.block(FakeNode.events(1, events), List.of("0x00", node.submitted.getLast()));
        return Hex.encode(header.hash().toByteArray());
    }

    private void status(JsonNode status) {
        node.notifyAll("author_extrinsicUpdate", status);
    }

    private void finalized(String block) {
        status(JSON.valueToTree(Map.of("finalized", block)));
    }

    private void awaitSubmitted(int count) {
        await().until(() -> node.submitted.size() == count && node.isSubscribed("author_extrinsicUpdate"));
    }

    @ParameterizedTest
    @EnumSource(KeyType.class)
    void updatesATwinForGood(KeyType type) throws Exception {
        use(type);
        node.nonce = 3;
        node.block(FakeNode.events(0), List.of());
        CompletionStage<WriteOutcome> outcome = writer().updateTwin(RELAYS, TwinsForTests.KEY);
        awaitSubmitted(1);
        checkSignature(type);
        status(JSON.valueToTree("ready"));
        String block = include(FakeNode.oddEvent(25), FakeNode.twinEvent(25, 12, mine), FakeNode.success());
        status(JSON.valueToTree(Map.of("inBlock", block)));
        finalized(block);
        WriteOutcome.Finalized done = (WriteOutcome.Finalized) get(outcome);
        assertThat(done.twins()).containsExactly(mine);
        assertThat(Hex.encode(done.blockHash().toByteArray())).isEqualTo(block);
    }

    private void checkSignature(KeyType type) throws Exception {
        Metadata metadata = Metadata.decode(node.metadata);
        ExtensionLayout layout = ExtensionLayout.of(metadata);
        ExtrinsicV4 sent = ExtrinsicV4.decode(Hex.decode(node.submitted.getLast()), layout);
        assertThat(sent.extra().nonce()).isEqualTo(3);
        assertThat(sent.extra().era().period()).isEqualTo(64);
        assertThat(sent.call().toByteArray())
                .isEqualTo(TwinCalls.updateTwin(
                        metadata,
                        "a2.example_relay.example".getBytes(StandardCharsets.US_ASCII),
                        TwinsForTests.KEY.toByteArray()));
        BlockHeader head = ((ChainReply.Ok<BlockHeader>)
                        chain.finalizedHead().toCompletableFuture().get(90, TimeUnit.SECONDS))
                .value();
        SigningContext context = new SigningContext(
                149,
                2,
                ByteString.copyFrom(FakeNode.GENESIS),
                head.hash(),
                sent.extra().era(),
                3,
                BigInteger.ZERO);
        assertThat(Signatures.verify(
                        type,
                        identity.account(),
                        ExtrinsicV4.message(sent.call().toByteArray(), context, layout),
                        sent.signature().toByteArray()))
                .isTrue();
    }

    @Test
    void aModuleErrorHasNameTextAndAdvice() throws Exception {
        CompletionStage<WriteOutcome> outcome = writer().createTwin(RELAYS, TwinsForTests.KEY);
        awaitSubmitted(1);
        finalized(include(FakeNode.failure(25, 113)));
        WriteOutcome.Refused refused = (WriteOutcome.Refused) get(outcome);
        assertThat(refused.error()).isEqualTo("TfgridModule.InvalidRelayAddress");
        assertThat(refused.text()).isEqualTo("Relay addresses have rules.");
        assertThat(refused.advice()).contains("no port");
    }

    @Test
    void anEmptyAccountIsToldSo() throws Exception {
        node.refusals.put(
                "author_submitAndWatchExtrinsic",
                "{\"code\":1010,\"message\":\"Invalid Transaction\",\"data\":\"Inability to pay some fees (e.g. account balance too low)\"}");
        WriteOutcome outcome = get(writer().updateTwin(RELAYS, TwinsForTests.KEY));
        assertThat(outcome).isInstanceOf(WriteOutcome.InsufficientBalance.class);
        assertThat(((WriteOutcome.InsufficientBalance) outcome).account())
                .isEqualTo(identity.account().toSs58());
    }

    @Test
    void aBadSignatureIsRefused() throws Exception {
        node.refusals.put(
                "author_submitAndWatchExtrinsic",
                "{\"code\":1010,\"message\":\"Invalid Transaction\",\"data\":\"Transaction has a bad signature\"}");
        assertThat(get(writer().updateTwin(RELAYS, TwinsForTests.KEY))).isInstanceOf(WriteOutcome.Refused.class);
    }

    @Test
    void withoutFinalityItEndsWithTheDeadline() throws Exception {
        CompletionStage<WriteOutcome> outcome = writer(Duration.ofMillis(500)).updateTwin(RELAYS, TwinsForTests.KEY);
        awaitSubmitted(1);
        status(JSON.valueToTree("ready"));
        WriteOutcome.NotFinalized open = (WriteOutcome.NotFinalized) get(outcome);
        assertThat(open.extrinsicHash()).isEqualTo(Hex.encode(ExtrinsicV4.hash(Hex.decode(node.submitted.getLast()))));
        await().until(() -> node.asked("author_unwatchExtrinsic") == 1);
    }

    @Test
    void aStaleNonceIsTriedOnceMore() throws Exception {
        CompletionStage<WriteOutcome> outcome = writer().updateTwin(RELAYS, TwinsForTests.KEY);
        awaitSubmitted(1);
        node.nonce = 1;
        status(JSON.valueToTree(Map.of("usurped", "0x00")));
        awaitSubmitted(2);
        String block = include(FakeNode.twinEvent(25, 12, mine), FakeNode.success());
        finalized(block);
        assertThat(get(outcome)).isInstanceOf(WriteOutcome.Finalized.class);
    }

    @Test
    void afterALostConnectionTheBlocksAreSearched() throws Exception {
        CompletionStage<WriteOutcome> outcome = writer().updateTwin(RELAYS, TwinsForTests.KEY);
        awaitSubmitted(1);
        node.dropConnections();
        await().until(() -> chain.connection().connections() == 2);
        node.block(FakeNode.events(0), List.of());
        include(FakeNode.twinEvent(25, 12, mine), FakeNode.success());
        assertThat(get(outcome)).isInstanceOf(WriteOutcome.Finalized.class);
    }

    @Test
    void whatIsRightIsNotWritten() throws Exception {
        node.store(mine);
        assertThat(get(writer().ensure(7, RELAYS, TwinsForTests.KEY))).isEqualTo(new WriteOutcome.Unchanged(mine));
        assertThat(node.submitted).isEmpty();
    }

    @Test
    void onlyTheOwnTwinIsWritten() throws Exception {
        node.store(TwinsForTests.twin(7, "relay.example"));
        assertThat(((WriteOutcome.Refused) get(writer().ensure(7, RELAYS, TwinsForTests.KEY))).error())
                .isEqualTo("TfgridModule.UnauthorizedToUpdateTwin");
        assertThat(((WriteOutcome.Refused) get(writer().ensure(8, RELAYS, TwinsForTests.KEY))).error())
                .isEqualTo("TfgridModule.TwinNotExists");
    }

    @Test
    void whatTheChainWouldRefuseIsNotSent() throws Exception {
        assertThat(get(writer().updateTwin(new TreeSet<>(List.of("localhost:80")), TwinsForTests.KEY)))
                .isInstanceOf(WriteOutcome.Refused.class);
        assertThat(get(writer().updateTwin(new TreeSet<>(), TwinsForTests.KEY)))
                .isInstanceOf(WriteOutcome.Refused.class);
        assertThat(get(writer().updateTwin(RELAYS, ByteString.EMPTY))).isInstanceOf(WriteOutcome.Refused.class);
        assertThat(get(writer().acceptTerms("", "x"))).isInstanceOf(WriteOutcome.Refused.class);
        assertThat(node.submitted).isEmpty();
    }

    @Test
    void changesGoOneAfterTheOther() throws Exception {
        TwinWriter writer = writer();
        CompletionStage<WriteOutcome> terms = writer.acceptTerms("https://terms.example/", "abc-1");
        CompletionStage<WriteOutcome> create = writer.createTwin(RELAYS, TwinsForTests.KEY);
        awaitSubmitted(1);
        finalized(include(FakeNode.success()));
        assertThat(get(terms)).isInstanceOf(WriteOutcome.Finalized.class);
        await().until(() -> node.submitted.size() == 2);
        String block = include(FakeNode.twinEvent(25, 11, mine), FakeNode.success());
        finalized(block);
        assertThat(((WriteOutcome.Finalized) get(create)).twins()).containsExactly(mine);
    }

    @Test
    void withoutAChainNothingIsSent() throws Exception {
        Chain down = new Chain(
                vertx,
                RpcSettings.of(List.of(java.net.URI.create("ws://127.0.0.1:1")))
                        .withCallDeadline(Duration.ofMillis(200)),
                InstantSource.system());
        down.start();
        TwinWriter writer = new TwinWriter(down, registry, identity, WriterSettings.defaults());
        assertThat(get(writer.updateTwin(RELAYS, TwinsForTests.KEY))).isInstanceOf(WriteOutcome.Unavailable.class);
        down.close();
    }
}
