package io.threefold.rmb.tfchain.extrinsic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.threefold.rmb.protocol.identity.AccountId;
import io.threefold.rmb.protocol.identity.KeyType;
import io.threefold.rmb.tfchain.TinyMetadata;
import io.threefold.rmb.tfchain.TwinCalls;
import io.threefold.rmb.tfchain.Vectors;
import io.threefold.rmb.tfchain.metadata.Metadata;
import io.threefold.rmb.tfchain.scale.Hex;
import io.threefold.rmb.tfchain.scale.ScaleException;
import io.threefold.rmb.tfchain.scale.ScaleReader;
import io.threefold.rmb.tfchain.scale.ScaleWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ExtrinsicVectorsTest {
    private final JsonNode file = Vectors.json("extrinsics.json");

    @TestFactory
    Stream<DynamicTest> extrinsics() {
        return file.get("extrinsics")
                .valueStream()
                .map(v -> DynamicTest.dynamicTest(
                        v.get("metadata").asText() + " " + v.get("key").asText() + " "
                                + v.get("call").asText() + " " + v.get("payload_length"),
                        () -> check(v, Vectors.metadata(v.get("metadata").asText()))));
    }

    /** The made-up metadata numbers these calls and extensions as spec 149 does, so this runs everywhere. */
    @TestFactory
    Stream<DynamicTest> extrinsicsWithoutTheRealMetadata() throws ScaleException {
        Metadata metadata = Metadata.decode(TinyMetadata.of(25));
        return file.get("extrinsics")
                .valueStream()
                .filter(v -> v.get("spec_version").asInt() == 149)
                .map(v -> DynamicTest.dynamicTest(
                        v.get("key").asText() + " " + v.get("call").asText() + " " + v.get("payload_length"),
                        () -> check(v, metadata)));
    }

    private void check(JsonNode v, Metadata metadata) throws ScaleException {
        ExtensionLayout layout = ExtensionLayout.of(metadata);
        byte[] call = call(metadata, v);
        assertThat(Hex.encode(call)).isEqualTo(v.get("call_data").asText());

        JsonNode eraJson = v.get("era");
        Era era = eraJson.isObject()
                ? Era.mortal(
                        eraJson.get("current").asLong(), eraJson.get("period").asLong())
                : Era.IMMORTAL;
        String genesis = file.get("genesis_hash").asText();
        String checkpoint =
                era.immortal() ? genesis : file.get("mortal_checkpoint_hash").asText();
        SigningContext context = new SigningContext(
                v.get("spec_version").asLong(),
                v.get("transaction_version").asLong(),
                ByteString.copyFrom(Vectors.hex(genesis)),
                ByteString.copyFrom(Vectors.hex(checkpoint)),
                era,
                v.get("nonce").asLong(),
                new BigInteger(v.get("tip").asText()));

        ScaleWriter extra = new ScaleWriter();
        layout.writeExtra(context, extra);
        assertThat(Hex.encode(extra.toBytes())).isEqualTo(v.get("extra").asText());
        ScaleWriter additional = new ScaleWriter();
        layout.writeAdditional(context, additional);
        assertThat(Hex.encode(additional.toBytes()))
                .isEqualTo(v.get("additional").asText());
        byte[] payload = ExtrinsicV4.payload(call, context, layout);
        assertThat(Hex.encode(payload)).isEqualTo(v.get("payload").asText());
        assertThat(Hex.encode(ExtrinsicV4.message(call, context, layout)))
                .isEqualTo(v.get("signed_message").asText());

        AccountId signer = AccountId.of(Vectors.hex(v.get("signer")));
        KeyType keyType = v.get("key_type").asText().equals("sr25519") ? KeyType.SR25519 : KeyType.ED25519;
        byte[] multi = Vectors.hex(v.get("multi_signature"));
        byte[] signature = Arrays.copyOfRange(multi, 1, 65);
        byte[] extrinsic = ExtrinsicV4.encode(signer, keyType, signature, call, context, layout);
        assertThat(Hex.encode(extrinsic)).isEqualTo(v.get("extrinsic").asText());
        assertThat(Hex.encode(ExtrinsicV4.hash(extrinsic)))
                .isEqualTo(v.get("extrinsic_hash").asText());

        ExtrinsicV4 decoded = ExtrinsicV4.decode(extrinsic, layout);
        assertThat(decoded.signer()).isEqualTo(signer);
        assertThat(decoded.keyType()).isEqualTo(keyType);
        assertThat(decoded.signature().toByteArray()).isEqualTo(signature);
        assertThat(decoded.extra()).isEqualTo(new ExtensionLayout.Extra(era, context.nonce(), context.tip()));
        assertThat(decoded.call().toByteArray()).isEqualTo(call);

        if (!era.immortal()) {
            ScaleWriter encoded = new ScaleWriter();
            era.encode(encoded);
            assertThat(Hex.encode(encoded.toBytes()))
                    .isEqualTo(eraJson.get("encoded").asText());
            assertThat(era.phase()).isEqualTo(eraJson.get("phase").asLong());
            assertThat(Era.decode(new ScaleReader(encoded.toBytes()))).isEqualTo(era);
        }
    }

    private static byte[] call(Metadata metadata, JsonNode v) throws ScaleException {
        byte[] first = argument(v.get("args").get(0));
        byte[] second = argument(v.get("args").get(1));
        return switch (v.get("call").asText()) {
            case "tfgridModule.updateTwin" -> TwinCalls.updateTwin(metadata, first, second);
            case "tfgridModule.createTwin" -> TwinCalls.createTwin(metadata, first, second);
            default -> TwinCalls.userAcceptTc(metadata, first, second);
        };
    }

    private static byte[] argument(JsonNode json) {
        if (json.isNull()) {
            return null;
        }
        String text = json.asText();
        return text.startsWith("0x") ? Vectors.hex(text) : text.getBytes(StandardCharsets.US_ASCII);
    }
}
