package io.threefold.rmb.devnet.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.threefold.rmb.devnet.chain.Vectors;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What real clients asked a stand-in, asked again here: everything gets an answer of the same kind. */
class TranscriptsTest {
    /** Its answers hold what the recorded chain had, and ours cannot have. */
    private static final Set<String> OF_ANOTHER_CHAIN = Set.of("author_submitAndWatchExtrinsic");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jsonrpc-polkadot-api.ndjson",
                "jsonrpc-polkadot-api-8.14.1.ndjson",
                "jsonrpc-polkadot-api-16.5.4.ndjson",
                "jsonrpc-polkadot-api-statecall.ndjson",
                "jsonrpc-polkadot-api-subscriptions.ndjson"
            })
    void everyRequestGetsAWellFormedAnswer(String file) throws Exception {
        TestNode node = new TestNode();
        node.produceNow();
        Map<String, JsonNode> recorded = new TreeMap<>();
        for (JsonNode line : Vectors.transcript(file)) {
            if (line.path("dir").asText().equals("res")) {
                recorded.put(line.get("c").asText() + "/" + line.get("id").asText(), line.get("result"));
            }
        }
        int asked = 0;
        for (JsonNode line : Vectors.transcript(file)) {
            if (!line.path("dir").asText().equals("req")) {
                continue;
            }
            asked++;
            String method = line.get("method").asText();
            ObjectNode request = TestNode.JSON.createObjectNode().put("jsonrpc", "2.0");
            request.set("id", line.get("id"));
            request.put("method", method).set("params", ours(node, line.get("params")));
            JsonNode answer = TestNode.JSON.readTree(node.raw(request.toString()));
            assertThat(answer.get("jsonrpc").asText()).isEqualTo("2.0");
            assertThat(answer.get("id")).isEqualTo(line.get("id"));
            if (OF_ANOTHER_CHAIN.contains(method)) {
                assertThat(answer.get("error").get("code").asInt())
                        .as(answer.toString())
                        .isBetween(1002, 1010);
                continue;
            }
            JsonNode then =
                    recorded.get(line.get("c").asText() + "/" + line.get("id").asText());
            boolean ofDummySignature = method.equals("state_call") && then == null;
            if (!ofDummySignature) {
                assertThat(answer.has("result")).as(method + " " + answer).isTrue();
                assertThat(kind(answer.get("result"))).as(method).isEqualTo(kind(then));
            }
        }
        assertThat(asked).isGreaterThan(15);
    }

    /** Blocks of the recorded chain become ours. */
    private static JsonNode ours(TestNode node, JsonNode params) {
        var copy = TestNode.JSON.createArrayNode();
        for (JsonNode value : params) {
            boolean hash = value.isTextual() && value.asText().matches("0x[0-9a-f]{64}");
            copy.add(
                    hash
                                    && !node.chain
                                            .keys(
                                                    node.chain.head(),
                                                    value.asText().substring(2),
                                                    null,
                                                    1)
                                            .isEmpty()
                            ? value
                            : hash
                                    ? TestNode.JSON
                                            .getNodeFactory()
                                            .textNode(node.chain.head().hash())
                                    : value);
        }
        return copy;
    }

    /** Long results were recorded as text. */
    private static String kind(JsonNode node) throws Exception {
        if (node.isTextual() && node.asText().startsWith("{")) {
            return "OBJECT";
        }
        return node.isTextual() && node.asText().startsWith("[")
                ? "ARRAY"
                : node.getNodeType().name();
    }
}
