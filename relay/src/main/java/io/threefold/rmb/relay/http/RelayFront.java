package io.threefold.rmb.relay.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.threefold.rmb.protocol.token.RelayToken;
import io.threefold.rmb.relay.RelaySettings;
import io.threefold.rmb.relay.metrics.RelayMetric;
import io.threefold.rmb.relay.metrics.RelayMetrics;
import io.threefold.rmb.relay.session.Sessions;
import io.threefold.rmb.tfchain.TwinRegistry;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The relay's public port (PROTOCOL §4, §8): upgrades on any path, envelopes of other relays, metrics; all else is 404. */
public final class RelayFront implements Handler<HttpServerRequest> {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    /** Attempts to connect that are looked into at once. */
    private static final int MAX_OPENING = 2048;

    private final Vertx vertx;
    private final RelaySettings settings;
    private final Sessions sessions;
    private final Authenticator authenticator;
    private final FederationEndpoint federation;
    private final Supplier<@Nullable String> scrape;
    private final RelayMetrics metrics;
    private final InstantSource clock;
    private final AtomicInteger opening = new AtomicInteger();

    /** @param scrape all metrics as Prometheus reads them, or null */
    public RelayFront(
            Vertx vertx,
            RelaySettings settings,
            Sessions sessions,
            TwinRegistry twins,
            SignaturePool signatures,
            FederationEndpoint federation,
            Supplier<@Nullable String> scrape,
            RelayMetrics metrics,
            InstantSource clock) {
        this.vertx = vertx;
        this.settings = settings;
        this.sessions = sessions;
        this.authenticator = new Authenticator(twins, signatures, clock);
        this.federation = federation;
        this.scrape = scrape;
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public void handle(HttpServerRequest request) {
        // Peers measure the skew of their clock by this.
        request.response().putHeader(HttpHeaderNames.DATE, DATE.format(clock.instant()));
        if (request.method() == HttpMethod.GET
                && request.headers().contains(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
            upgrade(request);
        } else if (request.method() == HttpMethod.POST && "/".equals(request.path())) {
            federation.handle(request);
        } else if (request.method() == HttpMethod.GET && "/metrics".equals(request.path())) {
            String text = scrape.get();
            if (text == null) {
                answer(request, 404, "no metrics here");
            } else {
                request.response()
                        .putHeader(HttpHeaderNames.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")
                        .end(text);
            }
        } else {
            answer(request, 404, "not found: this is an RMB relay, connect with a WebSocket");
        }
    }

    private void upgrade(HttpServerRequest request) {
        String token = request.query();
        if (token == null || token.isEmpty()) {
            deny(request, 400, "no_token", "a token is missing: connect to ?<token>");
            return;
        }
        if (token.length() > RelayToken.MAX_LENGTH) {
            deny(request, 401, "too_long", "the token is too long");
            return;
        }
        if (opening.get() >= MAX_OPENING
                || sessions.count() + opening.get() >= settings.limits().maxSessions()) {
            deny(request, 503, "too_many", "this relay has as many sessions as it takes; use another one");
            return;
        }
        Context context = vertx.getOrCreateContext();
        request.pause();
        opening.incrementAndGet();
        authenticator
                .check(token)
                .whenComplete((result, error) -> context.runOnContext(ignored -> {
                    switch (result) {
                        case null -> {
                            opening.decrementAndGet();
                            deny(request, 500, "registry", "the token could not be checked");
                        }
                        case Authenticator.Denied denied -> {
                            opening.decrementAndGet();
                            deny(request, denied.status(), denied.reason(), denied.text());
                        }
                        case Authenticator.Allowed allowed -> open(context, request, allowed);
                    }
                }));
    }

    private void open(Context context, HttpServerRequest request, Authenticator.Allowed allowed) {
        sessions.open(
                        allowed.session(),
                        handler -> context.runOnContext(
                                ignored -> request.toWebSocket().onComplete(handler)))
                .whenComplete((ignored, error) -> {
                    opening.decrementAndGet();
                    if (error == null) {
                        metrics.count(RelayMetric.UPGRADES, "opened");
                        return;
                    }
                    Throwable cause =
                            error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
                    context.runOnContext(also -> {
                        if (cause instanceof Sessions.HandshakeFailed) {
                            deny(request, 400, "handshake", "the WebSocket handshake failed");
                        } else {
                            deny(request, 503, "store", "sessions cannot be stored at present; try again");
                        }
                    });
                });
    }

    private void deny(HttpServerRequest request, int status, String reason, String text) {
        metrics.count(RelayMetric.UPGRADES, reason);
        answer(request, status, text);
    }

    static void answer(HttpServerRequest request, int status, String text) {
        if (!request.response().ended() && !request.response().closed()) {
            if (!request.isEnded()) {
                request.resume();
            }
            request.response()
                    .setStatusCode(status)
                    .putHeader(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                    .end(text + "\n");
        }
    }
}
