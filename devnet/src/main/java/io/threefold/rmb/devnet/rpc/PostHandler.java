package io.threefold.rmb.devnet.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/** JSON-RPC by HTTP POST, without subscriptions. */
final class PostHandler implements Handler<HttpServerRequest> {
    private static final Subscriber NO_SUBSCRIPTIONS = new Subscriber() {
        @Override
        public void notify(String method, String subscription, JsonNode result) {
            throw new IllegalStateException("nothing subscribes over HTTP");
        }

        @Override
        public boolean canSubscribe() {
            return false;
        }
    };

    private final RpcDispatcher dispatcher;
    private final int maxRequests;
    private final Set<HttpServerRequest> requests = new HashSet<>();

    PostHandler(RpcDispatcher dispatcher, int maxRequests) {
        this.dispatcher = dispatcher;
        this.maxRequests = maxRequests;
    }

    @Override
    public void handle(HttpServerRequest request) {
        if (request.method() != HttpMethod.POST) {
            request.response()
                    .setStatusCode(request.method() == HttpMethod.GET ? 200 : 405)
                    .putHeader("content-type", "text/plain; charset=utf-8")
                    .end("RMB devnet chain: JSON-RPC over WebSocket, or POST without subscriptions.\n");
            return;
        }
        if (requests.size() >= maxRequests) {
            request.response().setStatusCode(503).end();
            return;
        }
        requests.add(request);
        request.response().endHandler(ended -> requests.remove(request));
        request.response().closeHandler(closed -> requests.remove(request));
        Buffer body = Buffer.buffer();
        request.handler(part -> {
            if (body.length() + part.length() <= ChainServer.MAX_MESSAGE) {
                body.appendBuffer(part);
            } else if (!request.response().ended()) {
                request.response().setStatusCode(413).end();
            }
        });
        request.endHandler(end -> {
            if (!request.response().ended()) {
                answer(request, body.toString(StandardCharsets.UTF_8));
            }
        });
    }

    private void answer(HttpServerRequest request, String body) {
        request.response().putHeader("content-type", "application/json");
        dispatcher.handle(body, NO_SUBSCRIPTIONS, answer -> request.response().end(answer));
        if (!request.response().ended()) {
            request.response().setStatusCode(204).end();
        }
    }
}
