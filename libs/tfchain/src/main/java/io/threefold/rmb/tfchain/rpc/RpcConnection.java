package io.threefold.rmb.tfchain.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket: numbers calls, matches answers and items, keeps alive. Everything happens on the Vert.x context that
 * opened the socket. Deadlines are the caller's business; {@link #forget} drops a call that ran out of time.
 */
final class RpcConnection {
    private static final Logger LOG = LoggerFactory.getLogger(RpcConnection.class);

    /** Items that may arrive before the answer that names their subscription. */
    private static final int MAX_EARLY = 64;

    private final Vertx vertx;
    private final WebSocket socket;
    private final Consumer<String> onClosed;
    private final Map<Long, Consumer<RpcReply>> calls = new HashMap<>();
    private final Map<String, RpcWatch> subscriptions = new HashMap<>();
    private final Deque<RpcMessage.Notification> early = new ArrayDeque<>();
    private final long pingTimer;
    private int subscribing;
    private long nextId = 1;
    private int silentPings;
    private boolean closed;

    RpcConnection(Vertx vertx, WebSocket socket, Duration pingInterval, Consumer<String> onClosed) {
        this.vertx = vertx;
        this.socket = socket;
        this.onClosed = onClosed;
        socket.textMessageHandler(this::frame);
        socket.pongHandler(b -> silentPings = 0);
        socket.exceptionHandler(e -> close("the connection broke: " + e.getMessage()));
        socket.closeHandler(v -> close(
                "the node closed the connection" + (socket.closeReason() == null ? "" : ": " + socket.closeReason())));
        pingTimer = vertx.setPeriodic(pingInterval.toMillis(), t -> ping());
    }

    /** @return the call's number, for {@link #forget}; -1 when the connection is closed already */
    long call(String method, List<? extends @Nullable Object> params, Consumer<RpcReply> onReply) {
        if (closed) {
            onReply.accept(new RpcReply.Unavailable("the connection to the chain is closed"));
            return -1;
        }
        long id = nextId++;
        calls.put(id, onReply);
        socket.writeTextMessage(RpcMessage.request(id, method, params))
                .onFailure(e -> close("writing failed: " + e.getMessage()));
        return id;
    }

    /** Drops a call; its answer will be ignored. */
    void forget(long id) {
        calls.remove(id);
    }

    /**
     * Subscribes. The watch ends with the connection, with a refusal, or by the returned handle, after which it hears
     * nothing any more.
     */
    Runnable subscribe(String method, String unsubscribe, List<? extends @Nullable Object> params, RpcWatch watch) {
        Subscription subscription = new Subscription(unsubscribe, watch);
        subscribing++;
        call(method, params, subscription::answered);
        return subscription::cancel;
    }

    private final class Subscription {
        private final String unsubscribe;
        private final RpcWatch watch;
        private @Nullable String id;
        private boolean cancelled;

        Subscription(String unsubscribe, RpcWatch watch) {
            this.unsubscribe = unsubscribe;
            this.watch = watch;
        }

        void answered(RpcReply reply) {
            subscribing--;
            String name = reply instanceof RpcReply.Result(JsonNode value) ? RpcMessage.subscriptionId(value) : null;
            if (name == null) {
                if (!cancelled) {
                    watch.ended(
                            reply instanceof RpcReply.Result
                                    ? new RpcReply.Unavailable("the node gave no subscription id")
                                    : reply);
                }
            } else {
                id = name;
                if (cancelled) {
                    release(name);
                } else {
                    subscriptions.put(name, watch);
                    deliverEarly(name, watch);
                }
            }
            if (subscribing == 0) {
                early.clear();
            }
        }

        void cancel() {
            if (cancelled) {
                return;
            }
            cancelled = true;
            if (id != null && subscriptions.remove(id) != null) {
                release(id);
            }
        }

        private void release(String name) {
            if (!closed) {
                call(unsubscribe, List.of(name), reply -> {});
            }
        }
    }

    private void deliverEarly(String name, RpcWatch watch) {
        List<RpcMessage.Notification> items = new ArrayList<>();
        early.removeIf(n -> n.subscription().equals(name) && items.add(n));
        for (RpcMessage.Notification item : items) {
            watch.item(item.item());
        }
    }

    private void frame(String text) {
        if (closed) {
            return;
        }
        silentPings = 0;
        switch (RpcMessage.parse(text)) {
            case RpcMessage.Response(long id, RpcReply reply) -> {
                Consumer<RpcReply> call = calls.remove(id);
                if (call != null) {
                    call.accept(reply);
                }
            }
            case RpcMessage.Notification notification -> {
                RpcWatch watch = subscriptions.get(notification.subscription());
                if (watch != null) {
                    watch.item(notification.item());
                } else if (subscribing > 0 && early.size() < MAX_EARLY) {
                    early.add(notification);
                }
            }
            case RpcMessage.Unusable(String reason) -> LOG.debug("frame from the chain ignored: {}", reason);
        }
    }

    private void ping() {
        if (silentPings >= 2) {
            close("the node went silent");
            return;
        }
        silentPings++;
        socket.writePing(Buffer.buffer("rmb")).onFailure(e -> close("writing failed: " + e.getMessage()));
    }

    boolean isClosed() {
        return closed;
    }

    /** Closes and tells everybody why. Nothing is delivered afterwards. */
    void close(String reason) {
        if (closed) {
            return;
        }
        closed = true;
        vertx.cancelTimer(pingTimer);
        socket.close();
        RpcReply.Unavailable lost = new RpcReply.Unavailable(reason);
        List<RpcWatch> watches = List.copyOf(subscriptions.values());
        List<Consumer<RpcReply>> waiting = List.copyOf(calls.values());
        subscriptions.clear();
        calls.clear();
        onClosed.accept(reason);
        waiting.forEach(call -> call.accept(lost));
        watches.forEach(watch -> watch.ended(lost));
    }
}
