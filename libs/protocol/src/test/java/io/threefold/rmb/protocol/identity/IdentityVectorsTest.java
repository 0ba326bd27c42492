package io.threefold.rmb.protocol.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.threefold.rmb.protocol.Vectors;
import io.threefold.rmb.protocol.encryption.EncryptionKeyPair;
import io.threefold.rmb.protocol.identity.InvalidSecretException.Reason;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything in {@code vectors/identity.json}. */
class IdentityVectorsTest {
    private static final JsonNode FILE = Vectors.load("identity.json");

    static Stream<Arguments> mnemonics() {
        return Vectors.list(FILE.get("mnemonics")).stream()
                .map(v -> Arguments.of(
                        v.get("name").asText() + " " + v.get("password").asText(), v));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mnemonics")
    void wordsGiveTheirKeys(String name, JsonNode v) {
        byte[] words = v.get("mnemonic").asText().getBytes(UTF_8);
        byte[] password = v.get("password").asText().getBytes(UTF_8);
        byte[] entropy = Mnemonic.entropy(words);
        assertThat(entropy).isEqualTo(Vectors.hex(v.get("entropy")));
        byte[] mini = Mnemonic.miniSecret(entropy, password);
        assertThat(mini).isEqualTo(Vectors.hex(v.get("mini_secret")));

        String uri = v.get("mnemonic").asText()
                + (password.length == 0 ? "" : "///" + v.get("password").asText());
        assertKeys(uri, v);
        for (KeyType type : KeyType.values()) {
            try (Identity identity = Identity.fromSecret(uri.getBytes(UTF_8), type);
                    EncryptionKeyPair expected = EncryptionKeyPair.fromSecret(mini)) {
                assertThat(identity.encryption().publicKey()).isEqualTo(expected.publicKey());
            }
        }
    }

    static Stream<Arguments> seeds() {
        return Vectors.list(FILE.get("seeds")).stream()
                .map(v -> Arguments.of(v.get("seed").asText(), v));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("seeds")
    void seedsGiveTheirKeys(String seed, JsonNode v) {
        assertKeys(seed, v);
        assertKeys("0x" + seed.substring(2).toUpperCase(Locale.ROOT), v);
    }

    static Stream<Arguments> uris() {
        return Vectors.list(FILE.get("suris")).stream()
                .map(v -> Arguments.of(v.get("suri").asText(), v));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("uris")
    void urisGiveTheirKeys(String uri, JsonNode v) {
        assertKeys(uri, v);
        assertKeys("\n " + uri + "\r\n", v);
        try (SecretUri parsed = SecretUri.parse(uri.getBytes(UTF_8))) {
            List<JsonNode> junctions = Vectors.list(v.get("junctions"));
            assertThat(parsed.junctions()).hasSameSizeAs(junctions);
            for (int i = 0; i < junctions.size(); i++) {
                SecretUri.Junction junction = parsed.junctions().get(i);
                assertThat(junction.hard())
                        .isEqualTo(junctions.get(i).get("hard").asBoolean());
                assertThat(junction.chainCode())
                        .isEqualTo(Vectors.hex(junctions.get(i).get("chain_code")));
            }
        }
    }

    static Stream<String> invalid() {
        return Vectors.list(FILE.get("invalid")).stream().map(v -> v.get("suri").asText());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("invalid")
    void invalidSecretsAreRefused(String secret) {
        for (KeyType type : KeyType.values()) {
            InvalidSecretException e = catchThrowableOfType(
                    InvalidSecretException.class, () -> Identity.fromSecret(secret.getBytes(UTF_8), type));
            assertThat(e).isNotNull();
            assertThat(e.getMessage()).doesNotContain(secret);
        }
    }

    private static void assertKeys(String uri, JsonNode v) {
        for (KeyType type : KeyType.values()) {
            String name = type.name().toLowerCase(Locale.ROOT);
            if (!v.has(name)) {
                assertThat(v.has(name + "_error")).isTrue();
                assertThatThrownBy(() -> Identity.fromSecret(uri.getBytes(UTF_8), type))
                        .isInstanceOfSatisfying(
                                InvalidSecretException.class,
                                e -> assertThat(e.reason()).isEqualTo(Reason.SOFT_JUNCTION));
                continue;
            }
            try (Identity identity = Identity.fromSecret(uri.getBytes(UTF_8), type)) {
                assertThat(identity.keyType()).isEqualTo(type);
                assertThat(identity.account().bytes())
                        .isEqualTo(Vectors.hex(v.get(name).get("public")));
                String address = v.get(name).get("ss58").asText();
                assertThat(identity.account().toSs58()).isEqualTo(address);
                assertThat(identity).hasToString(address);
            }
        }
    }
}
