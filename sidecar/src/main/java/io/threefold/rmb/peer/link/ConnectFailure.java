package io.threefold.rmb.peer.link;

import io.vertx.core.http.UpgradeRejectedException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * Why a relay could not be reached.
 *
 * @param kind a small, fixed set: fit for a metric label
 * @param text one sentence for users that says what to look at
 */
public record ConnectFailure(Kind kind, String text) {
    /** The part that failed. */
    public enum Kind {
        DNS,
        REFUSED,
        TIMEOUT,
        TLS,
        PROXY,
        UNAUTHORIZED,
        HTTP,
        OTHER;

        /** Lower case, for labels. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static ConnectFailure timeout(long seconds) {
        return new ConnectFailure(
                Kind.TIMEOUT,
                "no answer within " + seconds + " s: check the relay URL, the network policy and the proxy settings");
    }

    static ConnectFailure of(Throwable error, Target relay) {
        if (error instanceof UpgradeRejectedException rejected) {
            return ofStatus(rejected.getStatus());
        }
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException) {
                return new ConnectFailure(
                        Kind.DNS, "the host " + relay.host() + " is unknown: check the relay URL and DNS");
            }
            if (cause instanceof SSLException || cause instanceof java.security.cert.CertificateException) {
                return new ConnectFailure(
                        Kind.TLS,
                        "TLS failed (" + brief(cause) + "): give the relay's CA certificate or check the host name");
            }
            if (cause instanceof io.netty.handler.proxy.ProxyConnectException) {
                return new ConnectFailure(Kind.PROXY, "the proxy did not connect us (" + brief(cause) + ")");
            }
            if (cause instanceof TimeoutException || cause instanceof io.netty.channel.ConnectTimeoutException) {
                return new ConnectFailure(
                        Kind.TIMEOUT, "no answer: check the relay URL, the network policy and the proxy settings");
            }
        }
        if (error instanceof ConnectException) {
            return new ConnectFailure(
                    Kind.REFUSED, "connection refused at port " + relay.port() + ": is the relay running?");
        }
        return new ConnectFailure(Kind.OTHER, brief(error));
    }

    private static ConnectFailure ofStatus(int status) {
        return switch (status) {
            case 400 ->
                new ConnectFailure(
                        Kind.HTTP, "HTTP 400: the relay found no token in our request; does a proxy strip the query?");
            case 401 ->
                new ConnectFailure(
                        Kind.UNAUTHORIZED,
                        "HTTP 401: the relay refused our token; check this machine's clock, that the twin is on the"
                                + " relay's network, and that secret and key type are the twin's");
            case 404 -> new ConnectFailure(Kind.HTTP, "HTTP 404: no relay at this URL");
            case 407 -> new ConnectFailure(Kind.PROXY, "HTTP 407: the proxy wants user and password in its URL");
            case 429 -> new ConnectFailure(Kind.HTTP, "HTTP 429: the relay asks for fewer connections");
            case 500, 502, 503, 504 ->
                new ConnectFailure(
                        Kind.HTTP,
                        "HTTP " + status + ": the relay, its chain connection or what stands before it has a problem");
            default -> new ConnectFailure(Kind.HTTP, "HTTP " + status + ": the relay refused the WebSocket");
        };
    }

    /** Class and text, bounded and on one line: parts of it may come from the other side. */
    static String brief(Throwable error) {
        var message = error.getMessage();
        var text = error.getClass().getSimpleName() + (message == null ? "" : ": " + message);
        var line = text.replaceAll("\\p{Cntrl}", " ");
        return line.length() <= 160 ? line : line.substring(0, 160) + "…";
    }
}
