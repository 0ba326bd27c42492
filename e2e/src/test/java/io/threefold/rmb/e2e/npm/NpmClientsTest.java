package io.threefold.rmb.e2e.npm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.threefold.rmb.e2e.npm.NpmStack.Twin;
import io.threefold.rmb.e2e.process.Built;
import io.threefold.rmb.e2e.process.Installation;
import io.threefold.rmb.e2e.process.ShortCommand;
import io.threefold.rmb.e2e.stack.DevTwins;
import io.threefold.rmb.e2e.stack.DevnetProcess;
import io.threefold.rmb.protocol.identity.Identity;
import io.threefold.rmb.protocol.identity.KeyType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Clients that others wrote, on our chain, relay and peer as processes: {@code @polkadot/api} and the TypeScript direct
 * client {@code @threefold/rmb_direct_client}, as installed by npm from a lock file.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NpmClientsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int LETTERS = 200_000;
    private static final Map<String, UnaryOperator<byte[]>> SERVICES =
            Map.of("echo", UnaryOperator.identity(), "calculator.add", NpmClientsTest::add);

    /** Its peer writes its key on the chain, so others encrypt to it. */
    private static final Twin WITH_KEY = new Twin(11, "//Alice", "sr25519");

    /** Its peer leaves the chain as it is, without a key. */
    private static final Twin WITHOUT_KEY = new Twin(12, "//Bob", "ed25519");

    /** The client needs real phrases; these are of BIP-39's own examples. */
    enum Caller {
        SR25519_ENCRYPTED(21, "legal winner thank year wave sausage worth useful legal winner thank yellow", WITH_KEY),
        ED25519_ENCRYPTED(
                22, "letter advice cage absurd amount doctor acoustic avoid letter advice cage above", WITH_KEY),
        SR25519_PLAIN(23, "zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo wrong", WITHOUT_KEY),
        ED25519_PLAIN(24, "ozone drill grab fiber curtain grace pudding thank cruise elder eight picnic", WITHOUT_KEY);

        private final Twin twin;
        private final Twin service;

        Caller(long id, String phrase, Twin service) {
            this.twin = new Twin(id, phrase, name().replaceAll("_.*", "").toLowerCase(Locale.ROOT));
            this.service = service;
        }

        private String form() {
            return service == WITH_KEY ? "cipher" : "plain";
        }
    }

    private NodeProject node;
    private NpmStack stack;
    private boolean https;
    private boolean servedWithoutKey;

    @BeforeAll
    void start() throws IOException {
        Installation installation = Built.under("npm-clients-test");
        node = NodeProject.install(installation);
        https = NpmStack.canServeHttps();
        System.out.println(
                https
                        ? "npm clients: the relay is served at wss://localhost, with a CA that Node is given"
                        : "npm clients: binding port 443 does not work here, so the relay is served at ws://localhost"
                                + " and the devnet takes relay addresses that no real chain takes"
                                + " (--lax-relay-addresses)");
        stack = startStack(installation, https);
    }

    private static NpmStack startStack(Installation installation, boolean tls) throws IOException {
        List<Twin> twins = Stream.concat(
                        Stream.of(WITH_KEY, WITHOUT_KEY),
                        Stream.of(Caller.values()).map(caller -> caller.twin))
                .toList();
        NpmStack stack = NpmStack.start(installation, tls, twins);
        stack.serve("with-key", WITH_KEY, List.of(), SERVICES);
        try (DevTwins chain = new DevTwins(stack.devnet().chainUrl())) {
            chain.awaitRegistered(WITH_KEY.id());
        }
        return stack;
    }

    @AfterAll
    void stop() throws Exception {
        if (stack != null) {
            stack.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"//Charlie, sr25519", "//Dave, ed25519"})
    void polkadotJsReadsSignsSubmitsAndUnderstandsWhatHappened(String secret, String keyType) throws IOException {
        String pk = encryptionKey(secret, keyType);
        JsonNode seen = node.run(
                "polkadot.mjs",
                Map.of(
                        "chain",
                        stack.devnet().chainUrl(),
                        "suri",
                        secret,
                        "keyType",
                        keyType,
                        "relay",
                        DevnetProcess.DOMAIN,
                        "pk",
                        pk),
                Map.of());
        for (String submitted : List.of("tooEarly", "terms", "created", "twice", "updated", "refused")) {
            List<String> stages = texts(seen.path(submitted).path("stages"));
            System.out.println("npm clients: @polkadot/api, " + keyType + ": " + submitted + " " + stages + " "
                    + events(seen.path(submitted)) + " "
                    + seen.path(submitted).path("error").asText());
            assertThat(stages)
                    .as(submitted)
                    .containsSubsequence("InBlock", "Finalized")
                    .endsWith("Finalized");
        }
        assertThat(seen.path("tooEarly").path("error").asText())
                .isEqualTo("tfgridModule.UserDidNotSignTermsAndConditions");
        assertThat(seen.path("twice").path("error").asText()).isEqualTo("tfgridModule.TwinWithPubkeyExists");
        assertThat(seen.path("refused").path("error").asText()).isEqualTo("tfgridModule.InvalidRelayAddress");
        for (String good : List.of("terms", "created", "updated")) {
            assertThat(seen.path(good).path("error").isNull()).as(good).isTrue();
            assertThat(events(seen.path(good))).contains("system.ExtrinsicSuccess");
        }
        assertThat(events(seen.path("refused")))
                .contains("system.ExtrinsicFailed")
                .doesNotContain("tfgridModule.TwinUpdated");
        assertThat(events(seen.path("created"))).contains("tfgridModule.TwinStored");
        assertThat(events(seen.path("updated"))).contains("tfgridModule.TwinUpdated");

        JsonNode twin = seen.path("twin");
        assertThat(twin.path("id").asLong()).isEqualTo(seen.path("id").asLong()).isPositive();
        assertThat(twin.path("accountId").asText())
                .isEqualTo(seen.path("account").asText());
        assertThat(text(twin.path("relay"))).isEqualTo(DevnetProcess.DOMAIN);
        assertThat(twin.path("pk").asText()).isEqualTo(pk);
        assertThat(seen.path("first").path("pk").isNull()).isTrue();
        assertThat(texts(seen.path("changes")))
                .as("what a storage subscription told")
                .endsWith(pk);
        assertThat(seen.path("nobody").isNull()).isTrue();
        assertThat(seen.path("entries").asInt()).isGreaterThan(Caller.values().length);
        assertThat(seen.path("nonce").asInt()).isEqualTo(6);
        assertThat(seen.path("balance").asText()).hasSizeGreaterThan(6);
    }

    @ParameterizedTest
    @EnumSource
    void theDirectClientIsAnsweredByAServiceBehindOurPeer(Caller caller) throws IOException {
        if (caller.service == WITHOUT_KEY) {
            serveWithoutKey();
        }
        JsonNode seen = call(stack, caller);
        assertThat(seen.path("twin").asLong()).isEqualTo(caller.twin.id());
        assertThat(seen.path("pk").asText())
                .as("the client wrote its key with an extrinsic of its own")
                .isEqualTo(encryptionKey(caller.twin.secret(), caller.twin.keyType()));
        assertThat(text(seen.path("relay")))
                .isEqualTo(
                        https
                                ? DevnetProcess.DOMAIN
                                : "ws:/localhost:" + stack.devnet().relayPort());
        expectAnswers(seen, caller);
    }

    /** How people try the client where they may not bind port 443. */
    @Test
    void theDirectClientWorksWithoutTlsOnAChainThatTakesItsAddresses() throws Exception {
        Assumptions.assumeTrue(https, "everything here runs that way already");
        try (NpmStack lax = startStack(Built.under("npm-clients-lax-test"), false)) {
            JsonNode seen = call(lax, Caller.SR25519_ENCRYPTED);
            assertThat(text(seen.path("relay")))
                    .isEqualTo("ws:/localhost:" + lax.devnet().relayPort());
            expectAnswers(seen, Caller.SR25519_ENCRYPTED);
        }
    }

    @Test
    void theDevnetSaysHowToTrustItsCaWithAnOptionThatThePeerHas() throws IOException {
        Assumptions.assumeTrue(https, "no TLS here");
        Matcher said = Pattern.compile("peer: (--[a-z-]+)")
                .matcher(Files.readString(stack.devnet().process().log()));
        assertThat(said.find()).isTrue();
        ShortCommand help = ShortCommand.run(
                Built.under("npm-clients-test").root(),
                List.of("./rmb", "peer", "--help"),
                Map.of("RMB_BUILT", "1"),
                PATIENCE);
        assertThat(help.out()).containsPattern(said.group(1) + "[ =]");
    }

    private void serveWithoutKey() {
        if (!servedWithoutKey) {
            servedWithoutKey = true;
            stack.serve("without-key", WITHOUT_KEY, List.of("--no-update"), SERVICES);
        }
    }

    private JsonNode call(NpmStack where, Caller caller) throws IOException {
        ArrayNode calls = JSON.createArrayNode();
        long service = caller.service.id();
        calls.addObject().put("twin", service).put("command", "echo").set("data", difficult());
        calls.addObject()
                .put("twin", service)
                .put("command", "calculator.add")
                .putObject("data")
                .put("a", 19)
                .put("b", 23);
        calls.addObject().put("twin", service).put("command", "echo").put("letters", LETTERS);
        calls.addObject().put("twin", service).put("command", "rmb.version").put("data", "");
        calls.addObject().put("twin", service).put("command", "rmb.nonsense").put("data", "");
        JsonNode seen = node.run(
                "rmb-client.mjs",
                Map.of(
                        "chain",
                        where.devnet().chainUrl(),
                        "relay",
                        where.relayForClients(),
                        "mnemonic",
                        caller.twin.secret(),
                        "keyType",
                        caller.twin.keyType(),
                        "session",
                        "npm",
                        "withoutKey",
                        caller.service == WITHOUT_KEY,
                        "calls",
                        calls),
                where.nodeEnvironment());
        String line = seen.toString().replaceAll("x{1000,}", "x…");
        System.out.println("npm clients: @threefold/rmb_direct_client, " + caller + " at " + where.relayForClients()
                + ": " + line);
        return seen;
    }

    private static void expectAnswers(JsonNode seen, Caller caller) {
        JsonNode calls = seen.path("calls");
        assertThat(calls.path(0).path("answer")).isEqualTo(difficult());
        assertThat(calls.path(1).path("answer").asInt()).isEqualTo(42);
        assertThat(calls.path(2).path("answer").asText()).isEqualTo("the " + LETTERS + " letters");
        assertThat(calls.path(3).path("answer").isTextual()).isTrue();
        for (int i = 0; i < 4; i++) {
            assertThat(calls.path(i).path("sent").asText()).isEqualTo(caller.form());
            assertThat(calls.path(i).path("received").asText()).isEqualTo(caller.form());
        }
        assertThat(calls.path(4).path("error").asText()).startsWith("500 ");
    }

    /** Text outside ASCII, nested, with numbers and null. */
    private static JsonNode difficult() {
        var data = JSON.createObjectNode().put("name", "Zoë ✓ 你好").put("half", 0.5);
        data.putArray("list").add(1).addNull().add(true).addObject().put("", "\\\"");
        return data;
    }

    private static byte[] add(byte[] request) {
        try {
            JsonNode numbers = JSON.readTree(request);
            return JSON.writeValueAsBytes(
                    numbers.path("a").asInt() + numbers.path("b").asInt());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String encryptionKey(String secret, String keyType) {
        KeyType type = KeyType.valueOf(keyType.toUpperCase(Locale.ROOT));
        try (Identity identity = Identity.fromSecret(secret.getBytes(StandardCharsets.UTF_8), type)) {
            return "0x"
                    + HexFormat.of().formatHex(identity.encryption().publicKey().toByteArray());
        }
    }

    /** Bytes as a client shows them: as text, or in hex. */
    private static String text(JsonNode bytes) {
        String text = bytes.asText();
        return text.startsWith("0x")
                ? new String(HexFormat.of().parseHex(text.substring(2)), StandardCharsets.UTF_8)
                : text;
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static List<String> events(JsonNode submitted) {
        return StreamSupport.stream(submitted.path("events").spliterator(), false)
                .map(event -> event.path("name").asText())
                .toList();
    }
}
