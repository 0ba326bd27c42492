package io.threefold.rmb.devnet.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;

/**
 * One WebSocket connection. Requests wait while it does not read its answers; a connection that lets notifications pile
 * up is closed.
 */
final class SocketSubscriber implements Subscriber {
    private static final int MAX_UNSENT = 4 << 20;
    static final short TRY_AGAIN_LATER = 1013;

    private final ServerWebSocket socket;

    SocketSubscriber(ServerWebSocket socket) {
        this.socket = socket;
        socket.setWriteQueueMaxSize(MAX_UNSENT);
    }

    void reply(String text) {
        if (socket.isClosed()) {
            return;
        }
        socket.writeTextMessage(text);
        if (socket.writeQueueFull()) {
            socket.pause();
            socket.drainHandler(drained -> socket.resume());
        }
    }

    @Override
    public void notify(String method, String subscription, JsonNode result) {
        if (socket.isClosed()) {
            return;
        }
        if (socket.writeQueueFull()) {
            socket.close(TRY_AGAIN_LATER, "notifications are not read");
            return;
        }
        ObjectNode node = RpcJson.NODES.objectNode().put("jsonrpc", "2.0").put("method", method);
        ObjectNode params = node.putObject("params").put("subscription", subscription);
        params.set("result", result);
        socket.writeTextMessage(RpcJson.write(node));
    }

    /** Makes a client that still is there say so. */
    void ping() {
        if (!socket.isClosed() && !socket.writeQueueFull()) {
            socket.writePing(Buffer.buffer("rmb"));
        }
    }

    @Override
    public boolean canSubscribe() {
        return true;
    }
}
