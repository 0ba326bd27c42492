package io.threefold.rmb.tfchain.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A subscription that outlives connections: attached to each new one. Confined to the client's event loop. */
final class DurableSubscription implements RpcWatch {
    private static final Logger LOG = LoggerFactory.getLogger(DurableSubscription.class);

    private final Vertx vertx;
    private final Duration retry;
    private final String method;
    private final String unsubscribe;
    private final List<? extends @Nullable Object> params;
    private final Consumer<JsonNode> listener;
    private @Nullable RpcConnection connection;

    /** @param retry pause before asking a node again that refused */
    DurableSubscription(
            Vertx vertx,
            Duration retry,
            String method,
            String unsubscribe,
            List<? extends @Nullable Object> params,
            Consumer<JsonNode> listener) {
        this.vertx = vertx;
        this.retry = retry;
        this.method = method;
        this.unsubscribe = unsubscribe;
        this.params = params;
        this.listener = listener;
    }

    void attach(RpcConnection fresh) {
        connection = fresh;
        fresh.subscribe(method, unsubscribe, params, this);
    }

    @Override
    public void item(JsonNode item) {
        listener.accept(item);
    }

    @Override
    public void ended(RpcReply why) {
        RpcConnection current = connection;
        if (current == null || current.isClosed() || !(why instanceof RpcReply.Refused)) {
            return;
        }
        LOG.warn("the chain node refused {}: {}", method, why);
        vertx.setTimer(Math.max(1, retry.toMillis()), t -> {
            if (connection == current && !current.isClosed()) {
                attach(current);
            }
        });
    }
}
