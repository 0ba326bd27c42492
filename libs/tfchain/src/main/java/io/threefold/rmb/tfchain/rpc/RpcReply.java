package io.threefold.rmb.tfchain.rpc;

import com.fasterxml.jackson.databind.JsonNode;

/** How a call ended. */
public sealed interface RpcReply {
    /** The node's result; JSON null is a {@code NullNode}. */
    record Result(JsonNode value) implements RpcReply {}

    /**
     * The node refused.
     *
     * @param code as JSON-RPC and Substrate number their errors
     * @param message the node's words, with its {@code data} behind a colon when there is any; at most 500 characters
     */
    record Refused(long code, String message) implements RpcReply {}

    /**
     * No answer: not connected, lost, too many calls waiting, or the deadline passed. A call that changes something may
     * still have reached the node.
     *
     * @param reason one sentence for users
     */
    record Unavailable(String reason) implements RpcReply {}
}
