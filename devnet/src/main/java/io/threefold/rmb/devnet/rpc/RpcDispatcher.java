package io.threefold.rmb.devnet.rpc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.threefold.rmb.devnet.rpc.RpcMethod.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** JSON-RPC 2.0: requests, batches and their errors. */
final class RpcDispatcher {
    static final int MAX_BATCH = 100;

    private static final Logger log = LoggerFactory.getLogger(RpcDispatcher.class);
    private static final int MAX_METHOD = 128;

    private final Map<String, RpcMethod> methods;

    RpcDispatcher(Map<String, RpcMethod> methods) {
        this.methods = Map.copyOf(methods);
    }

    /**
     * Handles one message, whatever it is.
     *
     * @param reply gets the answer, once, unless none is due
     */
    void handle(String message, Subscriber subscriber, Consumer<String> reply) {
        List<Runnable> afterwards = new ArrayList<>();
        JsonNode answer = answer(message, subscriber, afterwards);
        if (answer != null) {
            reply.accept(RpcJson.write(answer));
        }
        afterwards.forEach(Runnable::run);
    }

    private @Nullable JsonNode answer(String message, Subscriber subscriber, List<Runnable> afterwards) {
        JsonNode request;
        try {
            request = RpcJson.MAPPER.readTree(message);
        } catch (JsonProcessingException e) {
            return error(null, RpcException.parse());
        }
        if (!request.isArray()) {
            return one(request, subscriber, afterwards);
        }
        if (request.isEmpty() || request.size() > MAX_BATCH) {
            return error(null, RpcException.invalidRequest("a batch has 1 to " + MAX_BATCH + " requests"));
        }
        ArrayNode answers = RpcJson.NODES.arrayNode();
        for (JsonNode part : request) {
            JsonNode answer = one(part, subscriber, afterwards);
            if (answer != null) {
                answers.add(answer);
            }
        }
        return answers.isEmpty() ? null : answers;
    }

    private @Nullable JsonNode one(JsonNode request, Subscriber subscriber, List<Runnable> afterwards) {
        JsonNode id = request.get("id");
        try {
            if (!request.isObject() || (id != null && id.isContainerNode())) {
                throw RpcException.invalidRequest("a request is an object with id, method and params");
            }
            Answer answer = call(request, subscriber);
            if (answer.afterwards() != null) {
                afterwards.add(answer.afterwards());
            }
            return id == null ? null : envelope(id).set("result", answer.result());
        } catch (RpcException e) {
            return id == null && request.isObject() && request.has("method") ? null : error(id, e);
        } catch (RuntimeException e) {
            log.error("a request failed: {}", request.path("method").asText(), e);
            return error(id, new RpcException(-32603, "Internal error", null));
        }
    }

    private Answer call(JsonNode request, Subscriber subscriber) throws RpcException {
        JsonNode name = request.path("method");
        if (!name.isTextual() || name.textValue().length() > MAX_METHOD) {
            throw RpcException.invalidRequest("method must be a string");
        }
        RpcMethod method = methods.get(name.textValue());
        if (method == null) {
            throw RpcException.noMethod();
        }
        JsonNode params = request.path("params");
        if (!params.isMissingNode() && !params.isNull() && !params.isArray()) {
            throw RpcException.invalidParams("parameters are given as a list");
        }
        return method.call(new Params(params), subscriber);
    }

    private static ObjectNode error(@Nullable JsonNode id, RpcException cause) {
        ObjectNode node = envelope(id == null || id.isContainerNode() ? RpcJson.NODES.nullNode() : id);
        ObjectNode error = node.putObject("error").put("code", cause.code()).put("message", cause.text());
        if (cause.data() != null) {
            error.put("data", cause.data());
        }
        return node;
    }

    private static ObjectNode envelope(JsonNode id) {
        ObjectNode node = RpcJson.NODES.objectNode().put("jsonrpc", "2.0");
        node.set("id", id);
        return node;
    }
}
