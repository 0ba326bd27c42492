package io.threefold.rmb.devnet.rpc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.threefold.rmb.devnet.chain.Block;
import io.threefold.rmb.devnet.chain.Header;
import io.threefold.rmb.devnet.chain.RuntimeConstants;
import io.threefold.rmb.devnet.chain.TransactionStatus;
import io.threefold.rmb.devnet.metadata.RuntimeApi;
import io.threefold.rmb.tfchain.scale.Hex;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON a Substrate node writes. */
final class RpcJson {
    static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** Reads what strangers send: nesting, numbers and texts are bounded, nothing may follow. */
    static final JsonMapper MAPPER = mapper();

    private RpcJson() {}

    private static JsonMapper mapper() {
        JsonMapper mapper = JsonMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
        mapper.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(32)
                        .maxNumberLength(64)
                        .maxStringLength(ChainServer.MAX_MESSAGE)
                        .build());
        return mapper;
    }

    static String write(JsonNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree can always be written", e);
        }
    }

    static ObjectNode header(Header header) {
        ObjectNode node = NODES.objectNode();
        node.put("parentHash", Hex.encode(header.parentHash()));
        node.put("number", "0x" + Long.toHexString(header.number()));
        node.put("stateRoot", Hex.encode(header.stateRoot()));
        node.put("extrinsicsRoot", Hex.encode(header.extrinsicsRoot()));
        ArrayNode logs = node.putObject("digest").putArray("logs");
        header.digest().forEach(item -> logs.add(Hex.encode(item)));
        return node;
    }

    static ObjectNode signedBlock(Block block) {
        ObjectNode node = NODES.objectNode();
        ObjectNode inner = node.putObject("block");
        inner.set("header", header(block.header()));
        ArrayNode extrinsics = inner.putArray("extrinsics");
        block.extrinsics().forEach(extrinsic -> extrinsics.add(Hex.encode(extrinsic)));
        node.putNull("justifications");
        return node;
    }

    static ObjectNode runtimeVersion() {
        ObjectNode node = NODES.objectNode();
        node.put("specName", RuntimeConstants.SPEC_NAME);
        node.put("implName", RuntimeConstants.IMPL_NAME);
        node.put("authoringVersion", 1);
        node.put("specVersion", RuntimeConstants.SPEC_VERSION);
        node.put("implVersion", 1);
        ArrayNode apis = node.putArray("apis");
        for (RuntimeApi api : RuntimeApi.values()) {
            apis.addArray().add(Hex.encode(api.id())).add(api.version());
        }
        node.put("transactionVersion", RuntimeConstants.TRANSACTION_VERSION);
        node.put("stateVersion", 0);
        return node;
    }

    /** {@code {block, changes}} with a value, or null, for every key. */
    static ObjectNode changeSet(String blockHash, Map<String, byte @Nullable []> values) {
        ObjectNode node = NODES.objectNode();
        node.put("block", blockHash);
        ArrayNode changes = node.putArray("changes");
        values.forEach(
                (key, value) -> changes.addArray().add("0x" + key).add(value == null ? null : Hex.encode(value)));
        return node;
    }

    static JsonNode status(TransactionStatus status) {
        return switch (status) {
            case TransactionStatus.Ready() -> NODES.textNode("ready");
            case TransactionStatus.Future() -> NODES.textNode("future");
            case TransactionStatus.Invalid() -> NODES.textNode("invalid");
            case TransactionStatus.InBlock(var hash) -> NODES.objectNode().put("inBlock", hash);
            case TransactionStatus.Finalized(var hash) -> NODES.objectNode().put("finalized", hash);
            case TransactionStatus.Usurped(var by) -> NODES.objectNode().put("usurped", by);
        };
    }
}
