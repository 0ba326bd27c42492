package io.threefold.rmb.devnet.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One method of the JSON-RPC interface. */
@FunctionalInterface
interface RpcMethod {
    /**
     * What a method answers.
     *
     * @param result the answer
     * @param afterwards run once the answer is on its way; notifications belong here
     */
    record Answer(JsonNode result, @Nullable Runnable afterwards) {
        static Answer of(JsonNode result) {
            return new Answer(result, null);
        }

        static Answer of(@Nullable String text) {
            return of(text == null ? RpcJson.NODES.nullNode() : RpcJson.NODES.textNode(text));
        }

        /** For subscriptions: answers the id, then does what needs it. */
        static Answer subscription(String id, Consumer<String> first) {
            return new Answer(RpcJson.NODES.textNode(id), () -> first.accept(id));
        }
    }

    Answer call(Params params, Subscriber subscriber) throws RpcException;
}
