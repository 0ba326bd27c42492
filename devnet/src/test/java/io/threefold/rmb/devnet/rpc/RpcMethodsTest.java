package io.threefold.rmb.devnet.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.threefold.rmb.devnet.chain.Block;
import io.threefold.rmb.devnet.chain.StorageKey;
import io.threefold.rmb.devnet.metadata.RuntimeMetadata;
import io.threefold.rmb.tfchain.scale.Hex;
import io.threefold.rmb.tfchain.scale.ScaleReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RpcMethodsTest {
    private final TestNode node = new TestNode();

    @Test
    void blockHashesByNumberHexListAndNothing() {
        Block first = node.produceNow();
        Block second = node.produceNow();
        assertThat(node.result("chain_getBlockHash").asText()).isEqualTo(second.hash());
        assertThat(node.result("chain_getBlockHash", (Object) null).asText()).isEqualTo(second.hash());
        assertThat(node.result("chain_getBlockHash", 0).asText()).isEqualTo(node.chain.genesisHash());
        assertThat(node.result("chain_getBlockHash", 1).asText()).isEqualTo(first.hash());
        assertThat(node.result("chain_getBlockHash", "0x1").asText()).isEqualTo(first.hash());
        assertThat(node.result("chain_getBlockHash", 99).isNull()).isTrue();
        assertThat(node.result("chain_getBlockHash", List.of(0, 2)).get(1).asText())
                .isEqualTo(second.hash());
        assertThat(node.error("chain_getBlockHash", -1).get("code").asInt()).isEqualTo(-32602);
    }

    @Test
    void headersAndBlocks() {
        Block block = node.produceNow();
        JsonNode header = node.result("chain_getHeader", block.hash());
        assertThat(header.get("number").asText()).isEqualTo("0x1");
        assertThat(header.get("parentHash").asText()).isEqualTo(node.chain.genesisHash());
        assertThat(header.get("digest").get("logs")).hasSize(1);
        JsonNode signed = node.result("chain_getBlock", block.hash());
        assertThat(signed.get("block").get("header")).isEqualTo(header);
        assertThat(signed.get("block").get("extrinsics")).hasSize(1);
        assertThat(signed.get("justifications").isNull()).isTrue();
        String unknown = "0x" + "00".repeat(32);
        assertThat(node.result("chain_getHeader", unknown).isNull()).isTrue();
        assertThat(node.result("chain_getBlock", unknown).isNull()).isTrue();
        assertThat(node.result("chain_getFinalizedHead").asText()).isEqualTo(node.chain.genesisHash());
    }

    @Test
    void storageNowAndThen() {
        String key = "0x" + StorageKey.twin(7);
        Block before = node.produceNow();
        String extrinsic = submit("r9.grid.tf", 0);
        assertThat(extrinsic).startsWith("0x");
        Block after = node.produceNow();
        String then = node.result("state_getStorage", key, before.hash()).asText();
        String now = node.result("state_getStorage", key).asText();
        assertThat(now).isNotEqualTo(then).contains(hex("r9.grid.tf"));
        assertThat(node.result("state_getStorage", key, after.hash()).asText()).isEqualTo(now);
        JsonNode set =
                node.result("state_queryStorageAt", List.of(key, "0xabcd")).get(0);
        assertThat(set.get("block").asText()).isEqualTo(after.hash());
        assertThat(set.get("changes").get(0).get(1).asText()).isEqualTo(now);
        assertThat(set.get("changes").get(1).get(1).isNull()).isTrue();
        assertThat(node.error("state_getStorage", key, "0x" + "11".repeat(32))
                        .get("code")
                        .asInt())
                .isEqualTo(4003);
        JsonNode keys = node.result("state_getKeysPaged", key.substring(0, 66), 10);
        assertThat(keys).hasSize(1);
        assertThat(keys.get(0).asText()).isEqualTo(key);
        assertThat(node.result("state_getKeysPaged", key.substring(0, 66), 10, key))
                .isEmpty();
    }

    @Test
    void watchedExtrinsicsReportInOrderAndThenForget() {
        String id = node.result("author_submitAndWatchExtrinsic", Hex.encode(signed("r9.grid.tf", 0)))
                .asText();
        Block block = node.produceNow();
        node.chain.finalizeTo(block.number());
        assertThat(node.connection.received)
                .extracting(RecordingSubscriber.Notification::method)
                .containsExactly("author_extrinsicUpdate", "author_extrinsicUpdate", "author_extrinsicUpdate");
        assertThat(node.connection.received)
                .extracting(it -> it.result().toString())
                .containsExactly(
                        "\"ready\"",
                        "{\"inBlock\":\"" + block.hash() + "\"}",
                        "{\"finalized\":\"" + block.hash() + "\"}");
        assertThat(node.connection.received)
                .extracting(RecordingSubscriber.Notification::subscription)
                .containsOnly(id);
        assertThat(node.hub.size()).isZero();
        assertThat(node.result("author_unwatchExtrinsic", id).asBoolean()).isFalse();
    }

    @Test
    void headsAndStorageSubscriptions() {
        String heads = node.result("chain_subscribeNewHead").asText();
        String plural = node.result("chain_subscribeNewHeads").asText();
        String finals = node.result("chain_subscribeFinalizedHeads").asText();
        String storage = node.result("state_subscribeStorage", List.of("0x" + StorageKey.twin(7)))
                .asText();
        String version = node.result("state_subscribeRuntimeVersion").asText();
        assertThat(node.connection.received)
                .extracting(RecordingSubscriber.Notification::method)
                .containsExactly(
                        "chain_newHead",
                        "chain_newHead",
                        "chain_finalizedHead",
                        "state_storage",
                        "state_runtimeVersion");
        node.connection.received.clear();
        Block block = node.produceNow();
        assertThat(methods()).containsExactly("chain_newHead", "chain_newHead");
        node.chain.finalizeTo(block.number());
        assertThat(methods()).containsExactly("chain_newHead", "chain_newHead", "chain_finalizedHead");
        submit("r8.grid.tf", 0);
        node.connection.received.clear();
        node.produceNow();
        assertThat(methods()).containsExactly("chain_newHead", "chain_newHead", "state_storage");
        assertThat(node.result("chain_unsubscribeNewHead", storage).asBoolean()).isFalse();
        assertThat(node.result("chain_unsubscribeNewHeads", heads).asBoolean()).isTrue();
        assertThat(node.result("chain_unsubscribeNewHead", plural).asBoolean()).isTrue();
        assertThat(node.result("chain_unsubscribeFinalizedHeads", finals).asBoolean())
                .isTrue();
        assertThat(node.result("state_unsubscribeStorage", storage).asBoolean()).isTrue();
        assertThat(node.result("state_unsubscribeRuntimeVersion", version).asBoolean())
                .isTrue();
        assertThat(node.hub.size()).isZero();
    }

    @Test
    void runtimeCalls() throws Exception {
        byte[] metadata = RuntimeMetadata.encode();
        assertThat(Hex.decode(node.result("state_getMetadata").asText())).isEqualTo(metadata);
        ScaleReader opaque = new ScaleReader(Hex.decode(
                node.result("state_call", "Metadata_metadata", "0x", null).asText()));
        assertThat(opaque.byteVector(1 << 20)).isEqualTo(metadata);
        assertThat(node.result("state_call", "Metadata_metadata_versions", "0x").asText())
                .isEqualTo("0x040e000000");
        assertThat(node.result("state_call", "Metadata_metadata_at_version", "0x0f000000")
                        .asText())
                .isEqualTo("0x00");
        assertThat(node.result("state_call", "Metadata_metadata_at_version", "0x0e000000")
                        .asText())
                .startsWith("0x01");
        assertThat(node.result("state_call", "Core_version", "0x").asText()).contains("95000000");
        assertThat(node.error("state_call", "Nothing_here", "0x").get("code").asInt())
                .isEqualTo(-32601);
    }

    @Test
    void noncesFundsAndRefusals() {
        String alice = node.client.alice.account().toSs58();
        assertThat(node.result("system_accountNextIndex", alice).asInt()).isZero();
        submit("r1.grid.tf", 0);
        assertThat(node.result("system_accountNextIndex", alice).asInt()).isOne();
        JsonNode refused = node.error("author_submitExtrinsic", "0x00");
        assertThat(refused.get("code").asInt()).isEqualTo(1002);
        JsonNode funded = node.result("devnet_fund", node.client.poor.account().toSs58(), 5);
        assertThat(funded.get("free").asText()).isEqualTo("50000000");
        assertThat(node.error("devnet_fund", alice, 0).get("code").asInt()).isEqualTo(-32602);
        assertThat(node.error("devnet_fund", "5Nonsense").get("code").asInt()).isEqualTo(-32602);
        assertThat(node.error("system_peers").get("code").asInt()).isEqualTo(-32601);
        assertThat(node.result("rpc_methods").get("methods")).hasSizeGreaterThan(25);
    }

    private List<String> methods() {
        return node.connection.received.stream()
                .map(RecordingSubscriber.Notification::method)
                .toList();
    }

    private String submit(String relay, long nonce) {
        return node.result("author_submitExtrinsic", Hex.encode(signed(relay, nonce)))
                .asText();
    }

    private byte[] signed(String relay, long nonce) {
        // Both chains begin alike, so what is signed for one is good for the other.
        return node.client.sign(node.client.alice, node.client.update(relay), nonce);
    }

    private static String hex(String text) {
        return Hex.encode(text.getBytes(StandardCharsets.US_ASCII)).substring(2);
    }
}
