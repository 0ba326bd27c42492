package io.threefold.rmb.tfchain.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.threefold.rmb.tfchain.Vectors;
import io.threefold.rmb.tfchain.scale.Blake2;
import io.threefold.rmb.tfchain.scale.Hex;
import io.threefold.rmb.tfchain.scale.ScaleWriter;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What @polkadot/types found in the two real files. */
class MetadataVectorsTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void findsWhatOthersFind(int file) throws Exception {
        JsonNode expected = Vectors.json("metadata.json").get("files").get(file);
        String spec = "spec" + expected.get("spec_version").asText();
        byte[] bytes = Vectors.metadataBytes(spec);
        assertThat(Hex.encode(Blake2.hash256(bytes)))
                .isEqualTo(expected.get("blake2_256").asText());

        Metadata metadata = Metadata.decode(bytes);
        assertThat(metadata.types().size()).isEqualTo(expected.get("type_count").asInt());
        assertThat(metadata.extrinsicVersion()).isEqualTo(4);
        assertThat(metadata.constant("System", "SS58Prefix").asU32())
                .isEqualTo(expected.get("ss58_prefix").asLong());
        Value version = metadata.constant("System", "Version");
        assertThat(version.field("spec_version").asU32())
                .isEqualTo(expected.get("spec_version").asLong());
        assertThat(version.field("transaction_version").asU32())
                .isEqualTo(expected.get("transaction_version").asLong());

        List<String> pallets = metadata.pallets().stream()
                .map(p -> p.index() + " " + p.name() + " " + p.storagePrefix())
                .toList();
        assertThat(pallets)
                .containsExactlyElementsOf(expected.get("pallets")
                        .valueStream()
                        .map(p -> p.get("index").asInt() + " " + p.get("name").asText() + " "
                                + (p.get("storage_prefix").isNull()
                                        ? "null"
                                        : p.get("storage_prefix").asText()))
                        .toList());
        assertThat(metadata.signedExtensions().stream()
                        .map(Metadata.SignedExtension::identifier)
                        .toList())
                .containsExactlyElementsOf(expected.get("signed_extensions")
                        .valueStream()
                        .map(e -> e.get("identifier").asText())
                        .toList());

        JsonNode tfgrid = expected.get("tfgrid");
        Pallet pallet = metadata.pallet("TfgridModule");
        assertThat(pallet.index()).isEqualTo(tfgrid.get("index").asInt());
        assertThat(pallet.calls().stream()
                        .map(c -> c.index() + " " + c.name() + " "
                                + c.fields().stream().map(TypeDef.Field::name).toList())
                        .toList())
                .containsExactlyElementsOf(tfgrid.get("calls")
                        .valueStream()
                        .map(c -> c.get(0).asInt() + " " + c.get(1).asText() + " "
                                + c.get(2).valueStream().map(JsonNode::asText).toList())
                        .toList());
        assertThat(pallet.events().stream().map(v -> v.index() + v.name()).toList())
                .containsExactlyElementsOf(names(tfgrid.get("events")));
        assertThat(pallet.errors().stream().map(v -> v.index() + v.name()).toList())
                .containsExactlyElementsOf(names(tfgrid.get("errors")));
        for (JsonNode item : tfgrid.get("storage")) {
            StorageEntry entry = pallet.storage(item.get("name").asText());
            assertThat(entry.optional()).isEqualTo(item.get("modifier").asText().equals("Optional"));
            assertThat(entry.hashers().stream().map(MetadataVectorsTest::plain).toList())
                    .containsExactlyElementsOf(
                            item.get("hashers").isNull()
                                    ? List.of()
                                    : item.get("hashers")
                                            .valueStream()
                                            .map(h -> plain(h.asText()))
                                            .toList());
        }
        assertThat(pallet.storage()).hasSize(tfgrid.get("storage").size());

        byte[] prefixed = new ScaleWriter().byteVector(bytes).toBytes();
        assertThat(Metadata.decode(prefixed).pallets()).hasSameSizeAs(metadata.pallets());
    }

    private static List<String> names(JsonNode pairs) {
        return pairs.valueStream()
                .map(p -> p.get(0).asInt() + p.get(1).asText())
                .toList();
    }

    private static String plain(Object hasher) {
        return hasher.toString().replace("_", "").toUpperCase(Locale.ROOT);
    }
}
