package io.threefold.rmb.peer.link;

import io.vertx.core.Context;
import io.vertx.core.http.WebSocketClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * What all links of a pool share.
 *
 * @param context the one event loop on which everything happens
 * @param clock wall clock, for what users read and what goes into tokens
 * @param nanos monotonic, for everything that is waited for
 * @param random uniform in [0, 1)
 */
record LinkRuntime(
        Context context,
        WebSocketClient client,
        LinkSettings settings,
        LinkIdentity identity,
        Proxies proxies,
        InstantSource clock,
        LongSupplier nanos,
        DoubleSupplier random,
        LinkObserver observer) {
    long now() {
        return nanos.getAsLong();
    }

    /** Runs a task on the event loop later; at once means: not before the current one returned. */
    long after(Duration delay, Runnable task) {
        return context.owner().setTimer(Math.max(1, (delay.toNanos() + 999_999) / 1_000_000), id -> task.run());
    }

    void cancel(long timer) {
        context.owner().cancelTimer(timer);
    }
}
