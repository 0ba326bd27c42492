package io.threefold.rmb.devnet.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import io.threefold.rmb.tfchain.scale.Hex;
import java.nio.charset.StandardCharsets;

/** Whatever arrives: an answer that is JSON-RPC, or none; never an internal error. */
class RpcFuzzTest {
    private static final TestNode NODE = new TestNode();

    @FuzzTest
    void anyMessage(byte[] data) throws Exception {
        String reply = NODE.raw(new String(data, StandardCharsets.UTF_8));
        NODE.connection.received.clear();
        NODE.hub.forget(NODE.connection);
        if (reply == null) {
            return;
        }
        JsonNode answer = TestNode.JSON.readTree(reply);
        for (JsonNode one :
                answer.isArray() ? answer : TestNode.JSON.createArrayNode().add(answer)) {
            assertThat(one.get("jsonrpc").asText()).isEqualTo("2.0");
            assertThat(one.path("error").path("code").asInt(0)).isNotEqualTo(-32603);
        }
    }

    @FuzzTest
    void anyExtrinsic(byte[] data) {
        JsonNode answer = NODE.ask("author_submitExtrinsic", Hex.encode(data));
        assertThat(answer.path("error").path("code").asInt(0)).isNotEqualTo(-32603);
    }
}
