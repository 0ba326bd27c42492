package io.threefold.rmb.tfchain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.threefold.rmb.protocol.identity.KeyType;
import io.threefold.rmb.tfchain.extrinsic.ExtensionLayout;
import io.threefold.rmb.tfchain.extrinsic.ExtrinsicV4;
import io.threefold.rmb.tfchain.metadata.Metadata;
import io.threefold.rmb.tfchain.scale.Hex;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs of real @polkadot/api clients: headers and extrinsics that others made. */
class TranscriptTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "jsonrpc-polkadot-api.ndjson",
                "jsonrpc-polkadot-api-16.5.4.ndjson",
                "jsonrpc-polkadot-api-subscriptions.ndjson"
            })
    void headersAndExtrinsics(String file) throws Exception {
        Map<Long, BlockHeader> headers = new TreeMap<>();
        List<String> extrinsics = new ArrayList<>();
        for (JsonNode line : lines(file)) {
            JsonNode result = line.path("result");
            if (result.has("parentHash")) {
                BlockHeader header = BlockHeader.of(result);
                headers.put(header.number(), header);
            }
            if (line.path("method").asText().equals("author_submitAndWatchExtrinsic")
                    && line.path("dir").asText().equals("req")) {
                extrinsics.add(line.get("params").get(0).asText());
            }
        }
        int linked = 0;
        for (BlockHeader header : headers.values()) {
            BlockHeader child = headers.get(header.number() + 1);
            // The hash of their block 0 is made up.
            if (child != null && header.number() > 0) {
                assertThat(header.hash()).isEqualTo(child.parentHash());
                linked++;
            }
        }
        assertThat(linked).as("%s", headers.keySet()).isPositive();
        // Their chain has two more extensions, which are empty: the layout is the same.
        ExtensionLayout layout = ExtensionLayout.of(Metadata.decode(TinyMetadata.of(25)));
        for (String hex : extrinsics) {
            ExtrinsicV4 decoded = ExtrinsicV4.decode(Hex.decode(hex), layout);
            assertThat(decoded.keyType()).isEqualTo(KeyType.SR25519);
            assertThat(decoded.extra().era().period()).isEqualTo(64);
            assertThat(Hex.encode(decoded.call().toByteArray())).startsWith("0x191201");
        }
    }

    private static List<JsonNode> lines(String file) throws Exception {
        ObjectMapper json = new ObjectMapper();
        List<JsonNode> lines = new ArrayList<>();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                TranscriptTest.class.getResourceAsStream("/vectors/transcripts/" + file), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines.add(json.readTree(line));
            }
        }
        return lines;
    }
}
