package io.threefold.rmb.protocol.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.threefold.rmb.protocol.Vectors;
import io.threefold.rmb.protocol.encryption.PayloadCipher.Opened;
import io.threefold.rmb.protocol.encryption.PayloadCipher.Reason;
import io.threefold.rmb.protocol.encryption.PayloadCipher.Refused;
import io.threefold.rmb.protocol.encryption.PayloadCipher.Result;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;

/** Everything in {@code vectors/e2e.json}, and what it leaves open. */
class PayloadCipherTest {
    private static final JsonNode FILE = Vectors.load("e2e.json");
    private static final Map<String, EncryptionKeyPair> PAIRS = pairs();
    private static final Map<String, PayloadCipher> CIPHERS = new LinkedHashMap<>();

    static {
        PAIRS.forEach((name, pair) -> CIPHERS.put(name, new PayloadCipher(new SharedKeys(pair, 16))));
    }

    private static Map<String, EncryptionKeyPair> pairs() {
        Map<String, EncryptionKeyPair> pairs = new LinkedHashMap<>();
        for (JsonNode v : FILE.get("keys")) {
            pairs.put(v.get("name").asText(), EncryptionKeyPair.fromSecret(Vectors.hex(v.get("secret"))));
        }
        return pairs;
    }

    @AfterContainer
    static void close() {
        PAIRS.values().forEach(EncryptionKeyPair::close);
    }

    @Example
    void makesThePublicKeys() {
        for (JsonNode v : FILE.get("keys")) {
            EncryptionKeyPair pair = pair(v.get("name"));
            assertThat(pair.publicKey().toByteArray()).isEqualTo(Vectors.hex(v.get("public_compressed")));
            assertThat(pair.toString()).doesNotContain(v.get("secret").asText().substring(2));
        }
    }

    @Example
    void makesTheSharedKeysFromBothSides() {
        for (JsonNode v : FILE.get("shared")) {
            byte[] expected = Vectors.hex(v.get("shared_key"));
            EncryptionKeyPair a = pair(v.get("a"));
            EncryptionKeyPair b = pair(v.get("b"));
            assertThat(a.sharedKey(b.publicKey())).isEqualTo(expected);
            assertThat(b.sharedKey(a.publicKey())).isEqualTo(expected);
        }
    }

    @Example
    void sealsAndOpensTheVectors() {
        for (JsonNode v : FILE.get("ciphers")) {
            byte[] plain = Vectors.hex(v.get("plain"));
            byte[] cipher = Vectors.hex(v.get("cipher"));
            assertThat(cipher(v.get("from")).seal(pair(v.get("to")).publicKey(), plain, Vectors.hex(v.get("nonce"))))
                    .isEqualTo(cipher);
            assertThat(open(v, cipher))
                    .isInstanceOfSatisfying(
                            Opened.class, opened -> assertThat(opened.plain()).isEqualTo(plain));
        }
    }

    @Example
    void refusesWhatMustFail() {
        for (JsonNode v : FILE.get("must_fail")) {
            byte[] cipher = Vectors.hex(v.get("cipher"));
            assertThat(open(v, cipher))
                    .as(v.get("why").asText())
                    .isEqualTo(new Refused(cipher.length < 28 ? Reason.TOO_SHORT : Reason.WRONG_TAG));
        }
    }

    @Example
    void refusesBadKeysAndSecrets() {
        PayloadCipher cipher = CIPHERS.get("tackle");
        for (JsonNode v : FILE.get("invalid_public_keys")) {
            ByteString key = ByteString.copyFrom(Vectors.hex(v.get("public")));
            assertThat(cipher.open(key, new byte[100]))
                    .as(v.get("why").asText())
                    .isEqualTo(new Refused(Reason.BAD_KEY));
            assertThatThrownBy(() -> cipher.seal(key, new byte[1])).isInstanceOf(InvalidPeerKeyException.class);
        }
        for (JsonNode v : FILE.get("keys")) {
            ByteString uncompressed = ByteString.copyFrom(Vectors.hex(v.get("public_uncompressed")));
            assertThat(cipher.open(uncompressed, new byte[100])).isEqualTo(new Refused(Reason.BAD_KEY));
        }
        for (JsonNode v : FILE.get("invalid_secrets")) {
            assertThatThrownBy(() -> EncryptionKeyPair.fromSecret(Vectors.hex(v.get("secret"))))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> EncryptionKeyPair.fromSecret(new byte[31]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Property(tries = 200)
    void opensWhatItSealsAndNothingElse(
            @ForAll @Size(max = 2000) byte[] plain, @ForAll @IntRange(max = 100_000) int bit) {
        ByteString to = PAIRS.get("tackle").publicKey();
        ByteString from = PAIRS.get("hex340f").publicKey();
        byte[] sealed = CIPHERS.get("hex340f").seal(to, plain);
        assertThat(sealed).hasSize(plain.length + PayloadCipher.OVERHEAD);
        assertThat(CIPHERS.get("tackle").open(from, sealed))
                .isInstanceOfSatisfying(
                        Opened.class, opened -> assertThat(opened.plain()).isEqualTo(plain));
        assertThat(CIPHERS.get("hex340f").seal(to, plain)).isNotEqualTo(sealed);
        byte[] changed = sealed.clone();
        int position = bit % (8 * sealed.length);
        changed[position / 8] ^= (byte) (1 << position % 8);
        assertThat(CIPHERS.get("tackle").open(from, changed)).isEqualTo(new Refused(Reason.WRONG_TAG));
        assertThat(CIPHERS.get("tackle").open(from, Arrays.copyOf(sealed, sealed.length - 1)))
                .isInstanceOf(Refused.class);
        assertThat(CIPHERS.get("one").open(from, sealed)).isEqualTo(new Refused(Reason.WRONG_TAG));
    }

    private static Result open(JsonNode v, byte[] cipher) {
        return cipher(v.get("to")).open(pair(v.get("from")).publicKey(), cipher);
    }

    private static EncryptionKeyPair pair(JsonNode name) {
        return PAIRS.get(name.asText());
    }

    private static PayloadCipher cipher(JsonNode name) {
        return CIPHERS.get(name.asText());
    }
}
