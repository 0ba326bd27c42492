package io.threefold.rmb.devnet.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.threefold.rmb.devnet.chain.Block;
import io.threefold.rmb.devnet.chain.Chain;
import io.threefold.rmb.devnet.chain.TestChain;
import io.threefold.rmb.devnet.metadata.RuntimeMetadata;
import io.threefold.rmb.protocol.identity.Signatures;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A node without sockets and timers. */
final class TestNode implements RpcMethods.Authoring {
    static final ObjectMapper JSON = new ObjectMapper();

    final SubscriptionHub hub = new SubscriptionHub();
    final RecordingSubscriber connection = new RecordingSubscriber();
    final TestChain client = new TestChain();
    final Chain chain;
    final RpcDispatcher dispatcher;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    TestNode() {
        chain = new Chain(client.spec(), Signatures::verify, TestChain.STRICT, () -> now, hub);
        dispatcher = new RpcDispatcher(new RpcMethods("Test", chain, hub, RuntimeMetadata.encode(), this).all());
    }

    @Override
    public void workArrived() {}

    @Override
    public Block produceNow() {
        now = now.plusSeconds(1);
        return chain.produce();
    }

    @Nullable String raw(String message) {
        List<String> replies = new ArrayList<>();
        dispatcher.handle(message, connection, replies::add);
        if (replies.size() > 1) {
            throw new AssertionError("more than one reply");
        }
        return replies.isEmpty() ? null : replies.getFirst();
    }

    JsonNode ask(String method, Object... params) {
        try {
            var request =
                    JSON.createObjectNode().put("jsonrpc", "2.0").put("id", 1).put("method", method);
            request.set("params", JSON.valueToTree(params));
            return JSON.readTree(raw(request.toString()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    JsonNode result(String method, Object... params) {
        JsonNode answer = ask(method, params);
        if (!answer.has("result")) {
            throw new AssertionError(method + ": " + answer);
        }
        return answer.get("result");
    }

    JsonNode error(String method, Object... params) {
        return ask(method, params).path("error");
    }
}
