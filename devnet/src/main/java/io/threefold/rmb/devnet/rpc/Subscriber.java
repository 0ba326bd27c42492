package io.threefold.rmb.devnet.rpc;

import com.fasterxml.jackson.databind.JsonNode;

/** Where the notifications of one connection go. Identity matters, not equality. */
interface Subscriber {
    /** Sends one. A connection that cannot take it is closed, never waited for. */
    void notify(String method, String subscription, JsonNode result);

    /** False over plain HTTP. */
    boolean canSubscribe();
}
