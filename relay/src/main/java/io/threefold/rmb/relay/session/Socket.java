package io.threefold.rmb.relay.session;

import io.netty.buffer.Unpooled;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.http.WebSocketFrameType;
import io.vertx.core.http.impl.WebSocketInternal;
import io.vertx.core.http.impl.ws.WebSocketFrameImpl;

/** A session's WebSocket, as the session uses it. All calls on its context. */
final class Socket {
    private static final int MAX_WRITE_QUEUE = 128 << 10;
    private static final int MAX_FLUSHES_TOGETHER = 256;
    private static final long CLOSE_GRACE_MILLIS = 1000;

    private final Vertx vertx;
    private final ServerWebSocket socket;
    private final Context context;

    Socket(Vertx vertx, ServerWebSocket socket) {
        this.vertx = vertx;
        this.socket = socket;
        this.context = vertx.getOrCreateContext();
        socket.setWriteQueueMaxSize(MAX_WRITE_QUEUE);
        // One system call for everything that one turn of the event loop writes.
        ((WebSocketInternal) socket)
                .channelHandlerContext()
                .pipeline()
                .addFirst(new FlushConsolidationHandler(MAX_FLUSHES_TOGETHER, true));
    }

    ServerWebSocket events() {
        return socket;
    }

    Context context() {
        return context;
    }

    boolean isFull() {
        return socket.writeQueueFull();
    }

    /** Writes an envelope; the bytes are not copied and must not change. */
    void write(byte[] envelope) {
        socket.writeFrame(WebSocketFrame.binaryFrame(Buffer.buffer(Unpooled.wrappedBuffer(envelope)), true));
    }

    void ping(long mark) {
        socket.writePing(Buffer.buffer(8).appendLong(mark));
    }

    void pause() {
        socket.pause();
    }

    void resume() {
        socket.resume();
    }

    /** Closes with a status and a reason that users can read. */
    void close(int status, String reason) {
        if (!socket.isClosed()) {
            socket.resume();
            socket.close((short) status, reason);
        }
    }

    /** A Close frame without a status, then the end of the stream: what a displaced session gets (PROTOCOL §1). */
    void closeWithoutStatus() {
        if (!socket.isClosed()) {
            socket.resume();
            socket.writeFrame(new WebSocketFrameImpl(WebSocketFrameType.CLOSE, Unpooled.EMPTY_BUFFER, true));
            vertx.setTimer(
                    CLOSE_GRACE_MILLIS,
                    ignored ->
                            ((WebSocketInternal) socket).channelHandlerContext().close());
        }
    }
}
