package io.threefold.rmb.tfchain.rpc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A frame from a node. */
sealed interface RpcMessage {
    /** The answer to a call of ours. */
    record Response(long id, RpcReply reply) implements RpcMessage {}

    /** An item of a subscription. The method's name says nothing: clients match by id only. */
    record Notification(String subscription, JsonNode item) implements RpcMessage {}

    /** Neither. */
    record Unusable(String reason) implements RpcMessage {}

    /** Deeper than any answer of a node, far from what would harm the stack. */
    int MAX_DEPTH = 64;

    /** A tree of JSON takes many times the memory of its text; a large block has some thousand tokens. */
    long MAX_TOKENS = 100_000;

    /** Longest message text kept of an error. */
    int MAX_TEXT = 500;

    /** Shared and immutable. */
    ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(RpcSettings.MAX_FRAME_BYTES)
                    .maxNumberLength(100)
                    .maxTokenCount(MAX_TOKENS)
                    .build())
            .build());

    /** Reads a frame; never throws. */
    static RpcMessage parse(String frame) {
        JsonNode json;
        try {
            json = JSON.readTree(frame);
        } catch (JsonProcessingException e) {
            return new Unusable("not JSON");
        }
        if (json == null || !json.isObject()) {
            return new Unusable("not a JSON object");
        }
        JsonNode id = json.get("id");
        if (id != null && !id.isNull()) {
            return response(json, id);
        }
        JsonNode params = json.get("params");
        JsonNode subscription = params == null ? null : params.get("subscription");
        String name = subscription == null ? null : subscriptionId(subscription);
        JsonNode item = params == null ? null : params.get("result");
        if (name == null || item == null) {
            return new Unusable("neither an answer nor an item of a subscription");
        }
        return new Notification(name, item);
    }

    private static RpcMessage response(JsonNode json, JsonNode id) {
        if (!id.isIntegralNumber() || !id.canConvertToLong()) {
            return new Unusable("an answer to a call that was never made");
        }
        JsonNode error = json.get("error");
        if (error != null && !error.isNull()) {
            StringBuilder text = new StringBuilder(text(error.get("message")));
            JsonNode data = error.get("data");
            if (data != null && !data.isNull()) {
                text.append(": ").append(data.isTextual() ? data.textValue() : data.toString());
            }
            if (text.length() > MAX_TEXT) {
                text.setLength(MAX_TEXT);
            }
            JsonNode code = error.get("code");
            return new Response(
                    id.longValue(), new RpcReply.Refused(code == null ? 0 : code.asLong(), text.toString()));
        }
        JsonNode result = json.get("result");
        return new Response(id.longValue(), new RpcReply.Result(result == null ? NullNode.getInstance() : result));
    }

    /** Strings and numbers both occur. */
    static @Nullable String subscriptionId(JsonNode node) {
        return node.isTextual() || node.isIntegralNumber() ? node.asText() : null;
    }

    private static String text(@Nullable JsonNode node) {
        return node == null || node.isNull() ? "no reason given" : node.asText();
    }

    /** The text of a request. Parameters: strings, numbers, null or JSON nodes. */
    static String request(long id, String method, List<? extends @Nullable Object> params) {
        ObjectNode json = JSON.createObjectNode();
        json.put("jsonrpc", "2.0").put("id", id).put("method", method);
        ArrayNode array = json.putArray("params");
        for (Object param : params) {
            array.add(JSON.<JsonNode>valueToTree(param));
        }
        return json.toString();
    }
}
