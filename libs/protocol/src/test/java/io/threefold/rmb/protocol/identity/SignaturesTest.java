package io.threefold.rmb.protocol.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.threefold.rmb.protocol.Vectors;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** Everything in {@code vectors/signatures.json} but the known answers, which Sr25519Test has. */
class SignaturesTest {
    private static final JsonNode FILE = Vectors.load("signatures.json");

    @Example
    void verifiesTheVectorsAndSignsTheSame() {
        for (JsonNode v : FILE.get("signatures")) {
            KeyType type = type(v);
            AccountId account = AccountId.of(Vectors.hex(v.get("public")));
            byte[] message = Vectors.hex(v.get("message"));
            String name = v.get("key").asText() + " " + v.get("message_name").asText();
            assertThat(Signatures.verify(type, account, message, Vectors.hex(v.get("signature"))))
                    .as(name)
                    .isTrue();
            byte[] tagged = Vectors.hex(v.get("rmb_signature"));
            assertThat(Signatures.verifyTagged(account, message, tagged))
                    .as(name)
                    .isTrue();
            try (Identity identity = Identity.fromSecret(v.get("suri").asText().getBytes(UTF_8), type)) {
                assertThat(identity.account()).isEqualTo(account);
                byte[] own = identity.signTagged(message);
                assertThat(Signatures.verifyTagged(account, message, own)).isTrue();
                if (type == KeyType.ED25519) {
                    assertThat(own).isEqualTo(tagged);
                }
            }
        }
    }

    @Example
    void refusesWhatMustFail() {
        for (JsonNode v : FILE.get("must_fail")) {
            assertThat(Signatures.verify(
                            type(v),
                            AccountId.of(Vectors.hex(v.get("public"))),
                            Vectors.hex(v.get("message")),
                            Vectors.hex(v.get("signature"))))
                    .as(v.get("why").asText())
                    .isFalse();
        }
        JsonNode alice = FILE.get("signatures").get(1);
        for (JsonNode v : FILE.get("rmb_form_must_fail")) {
            assertThat(Signatures.verifyTagged(
                            AccountId.of(Vectors.hex(alice.get("public"))),
                            Vectors.hex(alice.get("message")),
                            Vectors.hex(v.get("rmb_signature"))))
                    .as(v.get("why").asText())
                    .isFalse();
        }
    }

    @Property
    void neverThrows(
            @ForAll @Size(32) byte[] account, @ForAll @Size(max = 40) byte[] message, @ForAll @Size(65) byte[] sig) {
        AccountId signer = AccountId.of(account);
        for (KeyType type : KeyType.values()) {
            sig[0] = type.tag();
            assertThat(Signatures.verifyTagged(signer, message, sig)).isFalse();
            sig[64] |= (byte) 0x80;
            assertThat(Signatures.verifyTagged(signer, message, sig)).isFalse();
            sig[64] &= (byte) 0x8f;
            assertThat(Signatures.verifyTagged(signer, message, sig)).isFalse();
        }
        assertThat(Signatures.verify(KeyType.SR25519, signer, message, message)).isFalse();
        assertThat(Signatures.verify(KeyType.ED25519, signer, message, new byte[0]))
                .isFalse();
    }

    private static KeyType type(JsonNode v) {
        return v.get("type").asText().equals("sr25519") ? KeyType.SR25519 : KeyType.ED25519;
    }
}
