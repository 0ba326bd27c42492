package io.threefold.rmb.devnet.chain;

import static io.threefold.rmb.devnet.chain.Vectors.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.threefold.rmb.protocol.identity.Signatures;
import io.threefold.rmb.tfchain.scale.Hex;
import io.threefold.rmb.tfchain.scale.ScaleException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SignedExtrinsicTest {
    private static final JsonNode VECTORS = Vectors.json("extrinsics.json");

    @Test
    void decodesAndVerifiesWhatRealClientsSigned() throws Exception {
        byte[] genesis = hex(VECTORS.get("genesis_hash"));
        byte[] birth = hex(VECTORS.get("mortal_checkpoint_hash"));
        int seen = 0;
        for (JsonNode vector : VECTORS.get("extrinsics")) {
            byte[] bytes = hex(vector.get("extrinsic"));
            if (vector.get("spec_version").asInt() != RuntimeConstants.SPEC_VERSION) {
                // Pallet 11 of spec 125 is none of ours.
                assertThatThrownBy(() -> SignedExtrinsic.decode(bytes)).isInstanceOf(ScaleException.class);
                continue;
            }
            SignedExtrinsic extrinsic = SignedExtrinsic.decode(bytes);
            assertThat(extrinsic.signer().bytes()).isEqualTo(hex(vector.get("signer")));
            assertThat(extrinsic.nonce()).isEqualTo(vector.get("nonce").asLong());
            assertThat(extrinsic.extra()).isEqualTo(hex(vector.get("extra")));
            assertThat(extrinsic.callBytes()).isEqualTo(hex(vector.get("call_data")));
            assertThat(extrinsic.hash()).isEqualTo(vector.get("extrinsic_hash").asText());
            byte[] message = extrinsic.signedMessage(genesis, extrinsic.era().immortal() ? genesis : birth);
            assertThat(message).isEqualTo(hex(vector.get("signed_message")));
            assertThat(Signatures.verify(extrinsic.keyType(), extrinsic.signer(), message, extrinsic.signature()))
                    .as(vector.get("call").asText())
                    .isTrue();
            seen++;
        }
        assertThat(seen).isGreaterThanOrEqualTo(30);
    }

    @Test
    void cutAndChangedBytesNeverDoMoreThanFail() {
        Random random = new Random(7);
        for (JsonNode vector : VECTORS.get("extrinsics")) {
            byte[] bytes = hex(vector.get("extrinsic"));
            for (int i = 0; i < 200; i++) {
                byte[] changed = Arrays.copyOf(bytes, random.nextInt(bytes.length + 3));
                for (int j = random.nextInt(4); j > 0 && changed.length > 0; j--) {
                    changed[random.nextInt(changed.length)] = (byte) random.nextInt();
                }
                try {
                    SignedExtrinsic decoded = SignedExtrinsic.decode(changed);
                    if (decoded != null) {
                        assertThat(Hex.encode(decoded.bytes())).isEqualTo(Hex.encode(changed));
                    }
                } catch (ScaleException expected) {
                    assertThat(expected).hasMessageNotContaining("null");
                }
            }
        }
    }
}
