package io.threefold.rmb.protocol.sr25519;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.threefold.rmb.protocol.Vectors;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class Sr25519Test {
    @Example
    void givesTheKnownSignaturesForGivenRandomness() {
        for (JsonNode c :
                Vectors.load("signatures.json").get("sr25519_fixed_rng").get("cases")) {
            try (Sr25519KeyPair pair = Sr25519KeyPair.fromExpanded(Vectors.hex(c.get("secret_expanded_64")))) {
                assertThat(pair.publicKey()).isEqualTo(Vectors.hex(c.get("public")));
                byte[] message = Vectors.hex(c.get("message"));
                byte[] signature = pair.sign(message, Vectors.hex(c.get("rng_bytes")));
                assertThat(signature).isEqualTo(Vectors.hex(c.get("signature")));
                assertThat(Sr25519.verify(pair.publicKey(), message, signature, 0))
                        .isTrue();
            }
        }
    }

    @Property(tries = 200)
    void verifiesWhatItSignsAndNothingElse(
            @ForAll @Size(32) byte[] secret,
            @ForAll @Size(max = 600) byte[] message,
            @ForAll @IntRange(max = 511) int bit) {
        try (Sr25519KeyPair pair = Sr25519KeyPair.fromMiniSecret(secret)) {
            byte[] publicKey = pair.publicKey();
            byte[] signature = pair.sign(message);
            assertThat(pair.sign(message)).isNotEqualTo(signature);
            // The key is unknown, then seen once, then prepared.
            for (int i = 0; i < 4; i++) {
                signature[bit / 8] ^= (byte) (1 << bit % 8);
                assertThat(Sr25519.verify(publicKey, message, signature, 0)).isFalse();
                signature[bit / 8] ^= (byte) (1 << bit % 8);
                assertThat(Sr25519.verify(publicKey, message, signature, 0)).isTrue();
            }
            publicKey[bit / 16] ^= (byte) (1 << bit % 8);
            assertThat(Sr25519.verify(publicKey, message, signature, 0)).isFalse();
        }
    }

    @Example
    void refusesAScalarThatIsNotCanonical() {
        try (Sr25519KeyPair pair = Sr25519KeyPair.fromMiniSecret(new byte[32])) {
            byte[] message = {1};
            byte[] signature = pair.sign(message);
            byte[] s = java.util.Arrays.copyOfRange(signature, 32, 64);
            s[31] &= 0x7f;
            byte[] larger = Numbers.littleEndian(Numbers.ofLittleEndian(s).add(Numbers.ORDER), 32);
            larger[31] |= (byte) 0x80;
            System.arraycopy(larger, 0, signature, 32, 32);
            assertThat(Sr25519.verify(pair.publicKey(), message, signature, 0)).isFalse();
        }
    }

    /** With the neutral key everybody could sign everything: R = s·B. */
    @Example
    void refusesTheNeutralKey() {
        byte[] message = {1};
        byte[] signature = new byte[64];
        signature[63] = (byte) 0x80;
        assertThat(Sr25519.verify(new byte[32], message, signature, 0)).isFalse();
    }
}
