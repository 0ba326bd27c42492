package io.threefold.rmb.tfchain.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.threefold.rmb.tfchain.Twin;
import io.threefold.rmb.tfchain.TwinCodec;
import io.threefold.rmb.tfchain.Vectors;
import io.threefold.rmb.tfchain.scale.Hex;
import io.threefold.rmb.tfchain.scale.ScaleReader;
import io.threefold.rmb.tfchain.scale.ScaleWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StorageVectorsTest {
    @ParameterizedTest
    @ValueSource(strings = {"spec149", "spec125"})
    void keysByMetadata(String spec) throws Exception {
        Metadata metadata = Vectors.metadata(spec);
        for (JsonNode v : networks(spec).get("keys")) {
            StorageEntry entry = metadata.pallet(v.get("pallet").asText())
                    .storage(v.get("item").asText());
            JsonNode arg = v.get("arg");
            byte[] key = arg.isNull() ? entry.key() : entry.key(argument(v));
            assertThat(Hex.encode(key)).as("%s", v).isEqualTo(v.get("key").asText());
        }
    }

    /** Needs no metadata, so it runs everywhere. */
    @Test
    void keysByRule() {
        for (JsonNode v : networks("spec149").get("keys")) {
            String pallet = v.get("pallet").asText();
            String item = v.get("item").asText();
            byte[] key = v.get("arg").isNull()
                    ? StorageKeys.item(pallet, item)
                    : StorageKeys.entry(pallet, item, StorageHasher.BLAKE2_128_CONCAT, argument(v));
            assertThat(Hex.encode(key)).as("%s", v).isEqualTo(v.get("key").asText());
        }
    }

    /** The last bytes of a "concat" key are its argument: that spares these tests an SS58 decoder. */
    private static byte[] argument(JsonNode vector) {
        if (vector.get("arg").isNumber()) {
            return new ScaleWriter().u32(vector.get("arg").asLong()).toBytes();
        }
        byte[] key = Vectors.hex(vector.get("key"));
        return Arrays.copyOfRange(key, key.length - 32, key.length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"spec149", "spec125"})
    void valuesByMetadata(String spec) throws Exception {
        Metadata metadata = Vectors.metadata(spec);
        int twinType = metadata.pallet("TfgridModule").storage("Twins").valueType();
        int accountType = metadata.pallet("System").storage("Account").valueType();
        int seen = 0;
        for (JsonNode v : networks(spec).get("values")) {
            byte[] scale = Vectors.hex(v.get("scale"));
            JsonNode json = v.get("json");
            if (v.get("type").asText().equals("PalletTfgridTwin")) {
                seen++;
                Twin twin = TwinCodec.decode(metadata.read(twinType, scale));
                assertThat(twin.id()).isEqualTo(json.get("id").asLong());
                boolean canonical = true;
                if (json.get("relay").isNull()) {
                    assertThat(twin.relays()).isEmpty();
                } else {
                    String relay = new String(Vectors.hex(json.get("relay")), StandardCharsets.US_ASCII);
                    assertThat(twin.relays()).containsExactlyInAnyOrder(relay.split("_"));
                    canonical = String.join("_", twin.relays()).equals(relay);
                }
                assertThat(twin.encryptionKey() == null)
                        .isEqualTo(json.get("pk").isNull());
                if (twin.encryptionKey() != null) {
                    assertThat(twin.encryptionKey().toByteArray()).isEqualTo(Vectors.hex(json.get("pk")));
                }
                if (canonical && json.get("entities").isEmpty()) {
                    assertThat(TwinCodec.encode(twin)).isEqualTo(scale);
                }
            } else if (v.get("type").asText().equals("FrameSystemAccountInfo")) {
                seen++;
                Value account = metadata.read(accountType, scale);
                assertThat(account.field("nonce").asU32())
                        .isEqualTo(json.get("nonce").asLong());
                assertThat(account.field("data").field("free").asInt())
                        .isEqualTo(new BigInteger(json.get("data").get("free").asText()));
            }
        }
        assertThat(seen).isEqualTo(5);
    }

    @Test
    void plainValues() throws Exception {
        int seen = 0;
        for (JsonNode v : networks("spec149").get("values")) {
            byte[] scale = Vectors.hex(v.get("scale"));
            ScaleReader in = new ScaleReader(scale);
            JsonNode json = v.get("json");
            ScaleWriter out = new ScaleWriter();
            switch (v.get("type").asText()) {
                case "u32" -> {
                    assertThat(in.u32()).isEqualTo(json.asLong());
                    out.u32(json.asLong());
                }
                case "u64" -> {
                    assertThat(in.u64()).isEqualTo(json.asLong());
                    out.u64(json.asLong());
                }
                case "Compact<u32>", "Compact<u128>" -> {
                    assertThat(in.compactBig()).isEqualTo(new BigInteger(json.asText()));
                    out.compact(new BigInteger(json.asText()));
                }
                case "Text" -> {
                    assertThat(in.text(100)).isEqualTo(json.asText());
                    out.text(json.asText());
                }
                case "Bytes" -> {
                    assertThat(in.byteVector(1000)).isEqualTo(Vectors.hex(json));
                    out.byteVector(Vectors.hex(json));
                }
                case "Option<Bytes>" -> {
                    byte[] value = in.option() ? in.byteVector(100) : null;
                    assertThat(value).isEqualTo(json.isNull() ? null : Vectors.hex(json));
                    out.optionalByteVector(value);
                }
                default -> {
                    continue;
                }
            }
            in.expectEnd();
            assertThat(out.toBytes()).isEqualTo(scale);
            seen++;
        }
        assertThat(seen).isGreaterThanOrEqualTo(13);
    }

    private static JsonNode networks(String spec) {
        return Vectors.json("storage.json").get("networks").get(spec);
    }
}
