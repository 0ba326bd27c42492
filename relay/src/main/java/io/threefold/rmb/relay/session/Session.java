package io.threefold.rmb.relay.session;

import io.threefold.rmb.relay.RelaySettings;
import io.threefold.rmb.relay.metrics.RelayMetric;
import io.threefold.rmb.relay.routing.Delivery;
import io.threefold.rmb.relay.store.SessionRegistry.Registration;
import io.threefold.rmb.relay.store.StreamStore.Stored;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connected session: frames in, messages out, and how it ends. Created before the WebSocket is accepted, so that whoever
 * displaces it in between finds it. Methods run on the socket's context unless they say otherwise.
 */
final class Session implements Delivery.Receiver {
    private static final int NO_STATUS = 0;

    private final Vertx vertx;
    private final SessionContext shared;
    private final Registration registration;
    private final Consumer<Session> onEnd;

    private volatile @Nullable Socket socket;
    private volatile @Nullable Outbound outbound;
    private volatile @Nullable Inbound inbound;
    private volatile boolean ended;
    private @Nullable Buffer fragments;

    Session(Vertx vertx, SessionContext shared, Registration registration, Consumer<Session> onEnd) {
        this.vertx = vertx;
        this.shared = shared;
        this.registration = registration;
        this.onEnd = onEnd;
    }

    /** Thread-safe. */
    Registration registration() {
        return registration;
    }

    @Override
    public String owner() {
        return registration.owner();
    }

    /** Thread-safe. */
    boolean hasEnded() {
        return ended;
    }

    /** Begins to serve; called on the context of the accepted socket. */
    void start(ServerWebSocket accepted) {
        var newSocket = new Socket(vertx, accepted);
        RelaySettings settings = shared.settings();
        var newOutbound = new Outbound(
                vertx,
                newSocket,
                registration.session(),
                shared.streams(),
                shared.metrics(),
                shared.clock(),
                new DeliveryLedger(
                        settings.limits().maxUnproven(),
                        settings.timing().presumeAfter().toMillis()),
                settings.timing().acknowledgeDelay(),
                () -> end("dead", 1001, "nothing was heard after pings"));
        var newInbound = new Inbound(shared, registration.session(), newSocket, newOutbound, this::storeFailed);
        socket = newSocket;
        outbound = newOutbound;
        inbound = newInbound;
        accepted.frameHandler(this::frame);
        accepted.pongHandler(pong -> newOutbound.pong(pong.length() == Long.BYTES ? pong.getLong(0) : -1));
        accepted.exceptionHandler(error -> end("gone", 1002, "protocol error"));
        accepted.closeHandler(ignored -> end("gone", NO_STATUS, ""));
        if (ended) {
            newSocket.closeWithoutStatus();
            return;
        }
        newOutbound.start();
    }

    private void frame(WebSocketFrame frame) {
        Outbound out = outbound;
        if (ended || out == null) {
            return;
        }
        out.heard();
        if (frame.isText()) {
            end("text_frame", 1003, "a relay takes binary frames only");
            return;
        }
        boolean begins = frame.isBinary();
        if (!begins && !frame.isContinuation()) {
            return;
        }
        Buffer data = frame.binaryData();
        Buffer before = fragments;
        if (begins != (before == null)) {
            end("undecodable", 1002, "frames out of order");
            return;
        }
        int length = data.length() + (before == null ? 0 : before.length());
        if (length > shared.settings().limits().maxFrameBytes()) {
            end(
                    "too_large",
                    1009,
                    "an envelope may have " + shared.settings().limits().maxFrameBytes() + " bytes here");
            return;
        }
        if (!frame.isFinal()) {
            fragments = before == null ? data.copy() : before.appendBuffer(data);
            return;
        }
        fragments = null;
        Inbound in = inbound;
        byte[] envelope = (before == null ? data : before.appendBuffer(data)).getBytes();
        if (in != null && !in.envelope(envelope)) {
            end("undecodable", 1007, "not an envelope");
        }
    }

    @Override
    public void offer(Stored stored, byte[] envelope) {
        Outbound out = outbound;
        if (out != null) {
            out.offer(stored, envelope);
        }
    }

    /** Something may have been stored for the session. Thread-safe. */
    void wake() {
        Outbound out = outbound;
        if (out != null && !ended) {
            out.wake();
        }
    }

    /** Another connection has taken the session. Thread-safe. */
    void displaced() {
        onContext(() -> end("displaced", NO_STATUS, ""));
    }

    /** The relay stops. Thread-safe. */
    void stop() {
        onContext(() -> end("stopping", 1001, "the relay stops"));
    }

    private void storeFailed() {
        onContext(() -> end("store", 1011, "messages cannot be stored"));
    }

    /** Looks after the session now and then. Thread-safe. */
    void tick() {
        onContext(() -> {
            Outbound out = outbound;
            Inbound in = inbound;
            if (out != null && in != null && !ended) {
                if (in.isPaused()) {
                    out.notListening();
                }
                out.tick(
                        shared.settings().timing().pingInterval().toMillis(),
                        shared.settings().timing().deadAfter().toMillis());
            }
        });
    }

    private void onContext(Runnable action) {
        Socket now = socket;
        if (now == null) {
            action.run();
        } else {
            now.context().runOnContext(ignored -> action.run());
        }
    }

    /** The WebSocket could not be accepted. Thread-safe. */
    void neverStarted() {
        end("gone", NO_STATUS, "");
    }

    private void end(String reason, int status, String text) {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
        }
        Outbound out = outbound;
        if (out != null) {
            out.end();
        }
        Inbound in = inbound;
        if (in != null) {
            in.end();
        }
        fragments = null;
        Socket now = socket;
        if (now != null) {
            if (status == NO_STATUS) {
                now.closeWithoutStatus();
            } else {
                now.close(status, text);
            }
        }
        shared.metrics().count(RelayMetric.SESSION_ENDS, reason);
        onEnd.accept(this);
    }
}
