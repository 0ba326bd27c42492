package io.threefold.rmb.protocol.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.threefold.rmb.protocol.identity.AccountId;
import io.threefold.rmb.protocol.identity.Identity;
import io.threefold.rmb.protocol.identity.KeyType;
import io.threefold.rmb.protocol.token.RelayToken.Rejected;
import io.threefold.rmb.protocol.token.RelayToken.Unverified;
import io.threefold.rmb.protocol.token.RelayToken.Valid;
import io.threefold.rmb.protocol.token.RelayToken.Verdict;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import net.jqwik.api.constraints.WithNull;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RelayTokenTest {
    private static final long NOW = 1_700_000_000;
    private static final JsonNode VECTORS = load();
    private static final Identity ALICE =
            Identity.fromSecret("//Alice".getBytes(StandardCharsets.US_ASCII), KeyType.ED25519);
    private static final String HEADER = "{\"alg\":\"RS512\"}";

    @TestFactory
    Stream<DynamicTest> tokens() {
        assertThat(VECTORS.get("tokens")).hasSize(15);
        return stream(VECTORS.get("tokens"))
                .map(vector -> DynamicTest.dynamicTest(vector.get("style").asText(), () -> {
                    JsonNode claims =
                            new ObjectMapper().readTree(vector.get("claims").asText());
                    JsonNode sid = claims.path("sid");
                    var expected = new RelayToken(
                            claims.get("sub").asLong(),
                            sid.isTextual() ? sid.asText() : null,
                            claims.get("iat").asLong(),
                            claims.get("exp").asLong());
                    assertThat(judge(vector.get("token").asText(), key(vector), NOW))
                            .isEqualTo(new Valid(expected));
                }));
    }

    @TestFactory
    Stream<DynamicTest> mustReject() {
        assertThat(VECTORS.get("must_reject")).hasSize(11);
        return stream(VECTORS.get("must_reject"))
                .map(vector -> DynamicTest.dynamicTest(
                        vector.get("why").asText(),
                        () -> assertThat(judge(vector.get("token").asText(), key(vector), NOW))
                                .isInstanceOf(Rejected.class)));
    }

    @Test
    void takesTheTokenOfTheRealTypeScriptClient() {
        JsonNode real = VECTORS.get("ts_real");
        assertThat(judge(real.get("token").asText(), account(real.get("public")), 1795343778))
                .isEqualTo(new Valid(new RelayToken(7, "sess-1", 1795343778, 1795344778)));
    }

    @Test
    void readsTheTokenOfTheReferencesUnitTest() {
        var token = VECTORS.get("rmb_rs_unit_test_token").get("token").asText();
        assertThat(RelayToken.parse(token))
                .isInstanceOfSatisfying(
                        Unverified.class,
                        t -> assertThat(t.claims()).isEqualTo(new RelayToken(7, null, 1673267150, 60)));
    }

    @Test
    void expiresAfterItsLastSecond() {
        String token = RelayToken.issue(7, null, NOW, 300, ALICE::signTagged);
        for (JsonNode vector : VECTORS.get("expiry")) {
            boolean accepted = judge(token, ALICE.account(), vector.get("now").asLong()) instanceof Valid;
            assertThat(accepted).isEqualTo(vector.get("accepted").asBoolean());
        }
        assertThat(judge(token, ALICE.account(), NOW + 301)).isEqualTo(new Rejected(TokenRejectReason.EXPIRED));
    }

    @Test
    void writesWhatTheReferencePeerWrites() {
        for (JsonNode vector : VECTORS.get("tokens")) {
            boolean ours = vector.get("style").asText().startsWith("rmb-rs")
                    && vector.get("key").asText().equals("ed_alice");
            if (ours && !vector.get("claims").asText().contains("\\")) {
                var parsed = (Unverified) RelayToken.parse(vector.get("token").asText());
                RelayToken claims = parsed.claims();
                assertThat(RelayToken.issue(
                                claims.twin(),
                                claims.session(),
                                claims.issuedAt(),
                                claims.expiresAt() - claims.issuedAt(),
                                ALICE::signTagged))
                        .isEqualTo(vector.get("token").asText());
            }
        }
    }

    @Property
    void readsWhatItWrites(
            @ForAll @LongRange(min = 1, max = 4294967295L) long twin,
            @ForAll @WithNull @StringLength(max = 100) String session,
            @ForAll @LongRange(min = 0, max = 4_000_000_000L) long issuedAt,
            @ForAll @LongRange(min = 0, max = 100_000) long ttl) {
        String token = RelayToken.issue(twin, session, issuedAt, ttl, ALICE::signTagged);
        String expected =
                session == null ? null : new String(session.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        assertThat(judge(token, ALICE.account(), issuedAt))
                .isEqualTo(new Valid(new RelayToken(twin, expected, issuedAt, issuedAt + ttl)));
    }

    /** No change of a token is ever taken: neither by the parser's tolerance nor by the signature. */
    @Property
    void refusesEveryChange(@ForAll long seed) {
        var random = new Random(seed);
        String token = RelayToken.issue(7, "s", NOW, 300, ALICE::signTagged);
        var changed = new StringBuilder(token);
        int at = random.nextInt(token.length());
        switch (random.nextInt(3)) {
            case 0 -> changed.setCharAt(at, (char) random.nextInt(random.nextBoolean() ? 128 : 65536));
            case 1 -> changed.deleteCharAt(at);
            default -> changed.insert(at, (char) random.nextInt(128));
        }
        if (!changed.toString().equals(token)) {
            assertThat(judge(changed.toString(), ALICE.account(), NOW)).isInstanceOf(Rejected.class);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"sub":7,"sub":8,"iat":1,"exp":1700000300} | BAD_CLAIMS
                    {"sub":7,"iat":1,"exp":1700000300} {} | BAD_CLAIMS
                    {"sub":7,"iat":1,"exp":1700000300 | BAD_CLAIMS
                    [7] | BAD_CLAIMS
                    {"sub":7.0,"iat":1,"exp":1700000300} | BAD_CLAIMS
                    {"sub":7e0,"iat":1,"exp":1700000300} | BAD_CLAIMS
                    {"sub":0,"iat":1,"exp":1700000300} | BAD_CLAIMS
                    {"sub":-7,"iat":1,"exp":1700000300} | BAD_CLAIMS
                    {"sub":null,"iat":1,"exp":1700000300} | BAD_CLAIMS
                    {"sub":{"a":[1]},"iat":1,"exp":1700000300} | BAD_CLAIMS
                    {"sub":7,"sid":8,"iat":1,"exp":1700000300} | BAD_CLAIMS
                    {"sub":7,"sid":{},"iat":1,"exp":1700000300} | BAD_CLAIMS
                    {"sub":7,"iat":1} | BAD_CLAIMS
                    {"sub":7,"exp":1700000300} | BAD_CLAIMS
                    {"sub":7,"iat":1,"exp":-1} | BAD_CLAIMS
                    {"sub":7,"iat":1,"exp":99999999999999999999} | BAD_CLAIMS
                    {"sub":7,"iat":1,"exp":1700000300.5} | BAD_CLAIMS
                    {"sub":7,"iat":1,"exp":1700000300,"x":[[[[[[[[[[[]]]]]]]]]]]} | BAD_CLAIMS
                    {"sub":7,"iat":1,"exp":1700000300,"x":{"sub":8}} | ACCEPTED
                    {"sub":7,"iat":1,"exp":1700000300,"x":"ignored"} | ACCEPTED
                    """)
    void readsClaimsStrictly(String claims, String expected) {
        assertOutcome(signed(HEADER, claims, StandardCharsets.UTF_8), expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {} | BAD_HEADER
                    [] | BAD_HEADER
                    {"alg":null} | BAD_HEADER
                    {"alg":512} | BAD_HEADER
                    {"alg":"RS512"}} | BAD_HEADER
                    {"alg":"none","alg":"RS512"} | BAD_HEADER
                    {"alg":"rs512"} | WRONG_ALGORITHM
                    {"alg":"HS512"} | WRONG_ALGORITHM
                    {"alg":"none"} | WRONG_ALGORITHM
                    {"typ":"JWT","alg":"RS512"} | ACCEPTED
                    """)
    void readsTheHeaderStrictly(String header, String expected) {
        assertOutcome(signed(header, "{\"sub\":7,\"iat\":1,\"exp\":1700000300}", StandardCharsets.UTF_8), expected);
    }

    @Test
    void readsUtf8Only() {
        String claims = "{\"sub\":7,\"sid\":\"\u00e9\",\"iat\":1,\"exp\":1700000300}";
        assertOutcome(signed(HEADER, claims, StandardCharsets.UTF_8), "ACCEPTED");
        assertOutcome(signed(HEADER, claims, StandardCharsets.ISO_8859_1), "BAD_CLAIMS");
        assertOutcome(signed(HEADER, claims, StandardCharsets.UTF_16), "BAD_CLAIMS");
    }

    @Test
    void refusesPaddingAndOtherAlphabets() {
        String token = RelayToken.issue(7, null, NOW, 300, ALICE::signTagged);
        assertOutcome(token + "=", "NOT_A_TOKEN");
        assertOutcome(token.replace('_', '/').replace('-', '+').replaceFirst("^e", "+"), "NOT_A_TOKEN");
        assertOutcome(" " + token, "NOT_A_TOKEN");
        assertOutcome("..", "NOT_A_TOKEN");
        assertOutcome("...", "NOT_A_TOKEN");
    }

    @Test
    void isBoundedBeforeItIsRead() {
        assertOutcome("x".repeat(RelayToken.MAX_LENGTH + 1), "TOO_LONG");
        assertOutcome("x".repeat(RelayToken.MAX_LENGTH), "NOT_A_TOKEN");
    }

    @Test
    void issuesOnlyForTwins() {
        assertThatThrownBy(() -> RelayToken.issue(1L << 32, null, NOW, 300, ALICE::signTagged))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RelayToken.issue(0, null, NOW, 300, ALICE::signTagged))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static String signed(String header, String claims, Charset charset) {
        var base64 = Base64.getUrlEncoder().withoutPadding();
        String input =
                base64.encodeToString(header.getBytes(charset)) + "." + base64.encodeToString(claims.getBytes(charset));
        if (charset != StandardCharsets.UTF_8) {
            input = base64.encodeToString(header.getBytes(StandardCharsets.UTF_8)) + "."
                    + base64.encodeToString(claims.getBytes(charset));
        }
        return input + "." + base64.encodeToString(ALICE.signTagged(input.getBytes(StandardCharsets.US_ASCII)));
    }

    private static void assertOutcome(String token, String expected) {
        Verdict verdict = judge(token, ALICE.account(), NOW);
        if (expected.equals("ACCEPTED")) {
            assertThat(verdict).isInstanceOf(Valid.class);
        } else {
            assertThat(verdict).isEqualTo(new Rejected(TokenRejectReason.valueOf(expected)));
        }
    }

    private static Verdict judge(String token, AccountId account, long now) {
        return switch (RelayToken.parse(token)) {
            case Rejected rejected -> rejected;
            case Unverified unverified -> unverified.verify(account, now);
        };
    }

    private static AccountId key(JsonNode vector) {
        String name = vector.path("key").asText("ed_alice");
        return account(VECTORS.get("public_keys").get(name).get("public"));
    }

    private static AccountId account(@Nullable JsonNode hex) {
        return AccountId.of(HexFormat.of().parseHex(String.valueOf(hex.asText()).substring(2)));
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        var all = new ArrayList<JsonNode>();
        array.forEach(all::add);
        return all.stream();
    }

    private static JsonNode load() {
        try (var in = RelayTokenTest.class.getResourceAsStream("/vectors/jwt.json")) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
