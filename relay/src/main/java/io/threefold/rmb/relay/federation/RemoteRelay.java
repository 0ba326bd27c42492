package io.threefold.rmb.relay.federation;

import io.threefold.rmb.relay.RelaySettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Brings envelopes to other relays by {@code POST https://domain/}, or to the URL that a domain is mapped to. */
final class RemoteRelay implements AutoCloseable {
    private static final int MAX_WAITING_PER_RELAY = 1024;
    private static final int MAX_REASON = 200;

    private final HttpClient client;
    private final RelaySettings.Federation settings;

    RemoteRelay(Vertx vertx, RelaySettings.Federation settings) {
        this.settings = settings;
        var options = new HttpClientOptions()
                .setConnectTimeout((int) settings.timeout().toMillis())
                .setMaxHeaderSize(16 << 10)
                .setKeepAliveTimeout(30);
        if (settings.trust() != null) {
            options.setTrustOptions(
                    new PemTrustOptions().addCertPath(settings.trust().toString()));
        }
        this.client = vertx.createHttpClient(
                options,
                new PoolOptions().setHttp1MaxSize(settings.connections()).setMaxWaitQueueSize(MAX_WAITING_PER_RELAY));
    }

    /** What came of an attempt. */
    sealed interface Result {}

    /** It has it. */
    record Accepted() implements Result {}

    /** The destination is offline and the sender asked for {@code fail-fast}. */
    record Offline() implements Result {}

    /** It never takes it. */
    record Rejected(String reason) implements Result {}

    /** It did not answer, or cannot take it now. */
    record Failed(String reason) implements Result {}

    /** One attempt; the stage does not fail. */
    CompletionStage<Result> post(String domain, byte[] envelope) {
        var result = new CompletableFuture<Result>();
        RequestOptions request;
        try {
            URI route = settings.routes().get(domain);
            request = new RequestOptions()
                    .setMethod(HttpMethod.POST)
                    .setAbsoluteURI(route == null ? "https://" + domain + "/" : route.toString())
                    .setConnectTimeout(settings.timeout().toMillis())
                    .setIdleTimeout(settings.timeout().toMillis())
                    .setTimeout(settings.timeout().toMillis())
                    .putHeader("Content-Type", "application/octet-stream");
        } catch (RuntimeException e) {
            result.complete(new Failed("'" + domain + "' is no usable domain"));
            return result;
        }
        client.request(request)
                .compose(sent -> sent.send(Buffer.buffer(io.netty.buffer.Unpooled.wrappedBuffer(envelope)))
                        .compose(response -> {
                            int status = response.statusCode();
                            var text = Buffer.buffer();
                            response.handler(chunk -> {
                                if (text.length() < MAX_REASON) {
                                    text.appendBuffer(chunk.slice(0, Math.min(chunk.length(), MAX_REASON)));
                                }
                            });
                            return response.end().map(ignored -> judge(status, text.toString()));
                        }))
                .otherwise(error -> new Failed(reason(error)))
                .onComplete(done -> result.complete(done.result()));
        return result.completeOnTimeout(
                new Failed("no answer in time"), 2 * settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Result judge(int status, String text) {
        if (status >= 200 && status < 300) {
            return new Accepted();
        }
        if (status == 404) {
            return new Offline();
        }
        String reason = "status " + status + (text.isBlank() ? "" : ", " + text.strip());
        boolean passing = status == 408 || status == 425 || status == 429;
        return status >= 400 && status < 500 && !passing ? new Rejected(reason) : new Failed(reason);
    }

    private static String reason(Throwable error) {
        String text = error.getMessage();
        return text == null ? error.getClass().getSimpleName() : text;
    }

    @Override
    public void close() {
        Future<Void> ignored = client.close();
    }
}
