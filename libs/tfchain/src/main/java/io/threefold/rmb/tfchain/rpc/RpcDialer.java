package io.threefold.rmb.tfchain.rpc;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Opens WebSockets as the settings say. */
final class RpcDialer {
    private final WebSocketClient client;
    private final RpcSettings settings;

    RpcDialer(Vertx vertx, RpcSettings settings) {
        this.settings = settings;
        WebSocketClientOptions options = new WebSocketClientOptions()
                .setMaxFrameSize(RpcSettings.MAX_FRAME_BYTES)
                .setMaxMessageSize(RpcSettings.MAX_FRAME_BYTES)
                .setConnectTimeout((int) settings.connectTimeout().toMillis())
                .setVerifyHost(true)
                .setTcpNoDelay(true);
        if (settings.trust() != null) {
            options.setTrustOptions(settings.trust());
        }
        client = vertx.createWebSocketClient(options);
    }

    Future<WebSocket> dial(URI url) {
        boolean tls = "wss".equalsIgnoreCase(url.getScheme());
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        String host = url.getHost();
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setHost(host.startsWith("[") ? host.substring(1, host.length() - 1) : host)
                .setPort(url.getPort() < 0 ? tls ? 443 : 80 : url.getPort())
                .setSsl(tls)
                .setURI(url.getRawQuery() == null ? path : path + "?" + url.getRawQuery());
        options.setTimeout(settings.connectTimeout().toMillis());
        options.setProxyOptions(settings.proxy().forUrl(url));
        return client.connect(options);
    }

    void close() {
        client.close();
    }

    /** What went wrong, in words for users. */
    static String explain(@Nullable Throwable error) {
        return switch (error) {
            case UpgradeRejectedException e -> "the server answered " + e.getStatus() + " instead of a WebSocket";
            case UnknownHostException e -> "the host name is unknown";
            case ConnectException e -> "connection refused or timed out";
            case SSLException e -> "TLS failed: " + e.getMessage();
            case null -> "unknown error";
            default -> error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
        };
    }
}
