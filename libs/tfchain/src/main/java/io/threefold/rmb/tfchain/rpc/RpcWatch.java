package io.threefold.rmb.tfchain.rpc;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Receives what a subscription brings that lives on one connection only. Called on an I/O thread, in order; nothing
 * comes after {@link #ended}.
 */
public interface RpcWatch {
    /** An item. */
    void item(JsonNode item);

    /** The node refused the subscription, or the connection is gone. */
    void ended(RpcReply why);
}
