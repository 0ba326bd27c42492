package io.threefold.rmb.devnet.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubscriptionBoundsTest {
    private final TestNode node = new TestNode();

    @Test
    void subscriptionsOfAConnectionAreBounded() {
        for (int i = 0; i < SubscriptionHub.MAX_PER_CONNECTION; i++) {
            node.result("chain_subscribeNewHeads");
        }
        assertThat(node.error("chain_subscribeNewHeads").get("code").asInt()).isEqualTo(-32006);
        // Refused before it is pooled.
        assertThat(node.error("author_submitAndWatchExtrinsic", "0x00")
                        .get("code")
                        .asInt())
                .isEqualTo(-32006);
        node.hub.forget(node.connection);
        assertThat(node.hub.size()).isZero();
        assertThat(node.result("chain_subscribeNewHeads").asText()).hasSize(16);
    }

    @Test
    void storageKeysOfAConnectionAreBounded() {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < RpcMethods.MAX_KEYS; i++) {
            keys.add(String.format("0x%08x", i));
        }
        for (int i = 0; i < SubscriptionHub.MAX_KEYS_PER_CONNECTION / RpcMethods.MAX_KEYS; i++) {
            node.result("state_subscribeStorage", keys);
        }
        assertThat(node.error("state_subscribeStorage", keys).get("code").asInt())
                .isEqualTo(-32006);
        keys.add("0xffffffffff");
        assertThat(node.error("state_queryStorageAt", keys).get("code").asInt()).isEqualTo(-32602);
        assertThat(node.error("state_getStorage", "0x" + "00".repeat(257))
                        .get("code")
                        .asInt())
                .isEqualTo(-32602);
    }

    @Test
    void batchesAreBounded() throws Exception {
        String one = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"system_chain\"}";
        String full = "[" + String.join(",", Collections.nCopies(RpcDispatcher.MAX_BATCH, one)) + "]";
        assertThat(TestNode.JSON.readTree(node.raw(full))).hasSize(RpcDispatcher.MAX_BATCH);
        String tooMany = "[" + String.join(",", Collections.nCopies(RpcDispatcher.MAX_BATCH + 1, one)) + "]";
        assertThat(TestNode.JSON.readTree(node.raw(tooMany)).at("/error/code").asInt())
                .isEqualTo(-32600);
        assertThat(node.raw("{\"jsonrpc\":\"2.0\",\"method\":\"system_chain\"}"))
                .isNull();
    }
}
