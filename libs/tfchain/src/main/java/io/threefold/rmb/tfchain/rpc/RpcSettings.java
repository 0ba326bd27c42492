package io.threefold.rmb.tfchain.rpc;

import io.vertx.core.net.TrustOptions;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How to reach a chain's nodes.
 *
 * @param urls ws or wss, tried in this order, then from the start again
 * @param connectTimeout for connecting and for what is asked right after it
 * @param callDeadline for a call, waiting for a connection included
 * @param pingInterval silence after which a ping is sent; twice that without an answer and the connection is given up
 * @param backoffMin first pause after all URLs failed
 * @param backoffMax longest pause
 * @param maxPending calls that may wait at once; more are refused at once
 * @param trust the CAs to trust for wss, null for the system's
 */
public record RpcSettings(
        List<URI> urls,
        Duration connectTimeout,
        Duration callDeadline,
        Duration pingInterval,
        Duration backoffMin,
        Duration backoffMax,
        int maxPending,
        @Nullable TrustOptions trust,
        ProxySettings proxy) {
    /** The largest frame taken: metadata as hex is about 200 KiB. */
    public static final int MAX_FRAME_BYTES = 16 << 20;

    public RpcSettings {
        if (urls.isEmpty()) {
            throw new IllegalArgumentException("no chain URL");
        }
        for (URI url : urls) {
            String problem = problem(url);
            if (problem != null) {
                throw new IllegalArgumentException(problem);
            }
        }
        urls = List.copyOf(urls);
    }

    /** Sensible values for tfchain, without a proxy. */
    public static RpcSettings of(List<URI> urls) {
        return new RpcSettings(
                urls,
                Duration.ofSeconds(12),
                Duration.ofSeconds(10),
                Duration.ofSeconds(15),
                Duration.ofMillis(250),
                Duration.ofSeconds(30),
                256,
                null,
                ProxySettings.NONE);
    }

    /** With a deadline per call. */
    public RpcSettings withCallDeadline(Duration deadline) {
        return new RpcSettings(
                urls, connectTimeout, deadline, pingInterval, backoffMin, backoffMax, maxPending, trust, proxy);
    }

    /** With a timeout for connecting. */
    public RpcSettings withConnectTimeout(Duration timeout) {
        return new RpcSettings(
                urls, timeout, callDeadline, pingInterval, backoffMin, backoffMax, maxPending, trust, proxy);
    }

    /** With an interval for pings. */
    public RpcSettings withPingInterval(Duration interval) {
        return new RpcSettings(
                urls, connectTimeout, callDeadline, interval, backoffMin, backoffMax, maxPending, trust, proxy);
    }

    /** With limits for the pause between attempts. */
    public RpcSettings withBackoff(Duration min, Duration max) {
        return new RpcSettings(urls, connectTimeout, callDeadline, pingInterval, min, max, maxPending, trust, proxy);
    }

    /** With another number of calls that may wait. */
    public RpcSettings withMaxPending(int calls) {
        return new RpcSettings(
                urls, connectTimeout, callDeadline, pingInterval, backoffMin, backoffMax, calls, trust, proxy);
    }

    /** With the CAs to trust. */
    public RpcSettings withTrust(@Nullable TrustOptions options) {
        return new RpcSettings(
                urls, connectTimeout, callDeadline, pingInterval, backoffMin, backoffMax, maxPending, options, proxy);
    }

    /** With a proxy. */
    public RpcSettings withProxy(ProxySettings settings) {
        return new RpcSettings(
                urls, connectTimeout, callDeadline, pingInterval, backoffMin, backoffMax, maxPending, trust, settings);
    }

    /** Why a URL cannot be used, or null. */
    public static @Nullable String problem(URI url) {
        boolean scheme = "ws".equalsIgnoreCase(url.getScheme()) || "wss".equalsIgnoreCase(url.getScheme());
        if (!scheme || url.getHost() == null) {
            return "a chain URL must look like wss://host[:port][/path] or ws://…";
        }
        return url.getUserInfo() == null ? null : "a chain URL must not contain a user or password";
    }
}
