package io.threefold.rmb.tfchain.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A JSON-RPC client that stays connected to one of several nodes. Calls wait for a connection up to their deadline;
 * those that only read are asked again when the connection breaks. Thread-safe: everything happens on one event loop,
 * on which stages complete and listeners are called, so these must not block. No stage completes exceptionally.
 */
public final class RpcClient implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RpcClient.class);

    private final RpcSettings settings;
    private final InstantSource clock;
    private final Vertx vertx;
    private final Context context;
    private final RpcDialer dialer;
    private final Function<RpcSession, CompletionStage<@Nullable String>> handshake;
    private final AtomicInteger pending = new AtomicInteger();
    private final LongAdder calls = new LongAdder();
    private final LongAdder unanswered = new LongAdder();
    private final LongAdder connections = new LongAdder();
    private final List<Consumer<RpcState>> listeners = new ArrayList<>();
    private final Deque<Call> queue = new ArrayDeque<>();
    private final List<DurableSubscription> durables = new ArrayList<>();
    private @Nullable RpcConnection ready;
    private @Nullable RpcConnection opening;
    private int nextUrl;
    private int failures;
    private boolean started;
    private boolean closed;
    private volatile @Nullable URI connected;
    private volatile Instant since;
    private volatile @Nullable String lastError;

    /**
     * Connects only after {@link #start()}.
     *
     * @param handshake what to ask each new connection before others may use it; its result is null when the node is
     *     fit, else one sentence saying why the next URL is to be tried
     */
    public RpcClient(
            Vertx vertx,
            RpcSettings settings,
            InstantSource clock,
            Function<RpcSession, CompletionStage<@Nullable String>> handshake) {
        this.vertx = vertx;
        this.settings = settings;
        this.clock = clock;
        this.handshake = handshake;
        this.since = clock.instant();
        this.dialer = new RpcDialer(vertx, settings);
        // An event loop of its own, even when a worker thread makes this: the state below is confined to it.
        this.context = ((VertxInternal) vertx).createEventLoopContext();
    }

    /** Begins to connect. */
    public void start() {
        run(() -> {
            if (!started && !closed) {
                started = true;
                connect();
            }
        });
    }

    /** Calls a method that changes nothing: it is repeated on another connection when one breaks. */
    public CompletionStage<RpcReply> call(String method, List<? extends @Nullable Object> params) {
        return submit(new Call(method, params, true), settings.callDeadline());
    }

    /** Calls a method at most once. */
    public CompletionStage<RpcReply> callOnce(String method, List<? extends @Nullable Object> params) {
        return submit(new Call(method, params, false), settings.callDeadline());
    }

    /** Ends with a null result as soon as there is a connection, at the latest with the deadline of calls. */
    public CompletionStage<RpcReply> ready() {
        return submit(new Call(null, List.of(), true), settings.callDeadline());
    }

    /** Subscribes for good: again after every reconnect. The listener is called on the event loop. */
    public void subscribe(
            String method, String unsubscribe, List<? extends @Nullable Object> params, Consumer<JsonNode> listener) {
        run(() -> {
            DurableSubscription durable =
                    new DurableSubscription(vertx, settings.backoffMax(), method, unsubscribe, params, listener);
            durables.add(durable);
            if (ready != null) {
                durable.attach(ready);
            }
        });
    }

    /**
     * Subscribes on the present connection only, at once: without one it ends right away.
     *
     * @return what to run to end it; the watch hears nothing any more then
     */
    public Runnable watch(String method, String unsubscribe, List<? extends @Nullable Object> params, RpcWatch watch) {
        CompletableFuture<Runnable> cancel = new CompletableFuture<>();
        run(() -> {
            if (ready == null) {
                watch.ended(new RpcReply.Unavailable(notConnected()));
            } else {
                calls.increment();
                cancel.complete(ready.subscribe(method, unsubscribe, params, watch));
            }
        });
        return () -> cancel.thenAccept(this::run);
    }

    /** Calls back whenever the connection comes or goes; on the event loop. */
    public void onChange(Consumer<RpcState> listener) {
        run(() -> listeners.add(listener));
    }

    /** Gives the connection up and goes to the next URL, for instance because the node stands still. */
    public void reconnect(String reason) {
        run(() -> {
            if (ready != null) {
                ready.close(reason);
            }
        });
    }

    /** Runs something on the event loop of this client after a while; 0 means as soon as possible. */
    public void later(Duration delay, Runnable task) {
        run(() -> {
            if (delay.isZero()) {
                context.runOnContext(v -> task.run());
            } else {
                vertx.setTimer(Math.max(1, delay.toMillis()), t -> task.run());
            }
        });
    }

    /** What there is to know now. */
    public RpcState state() {
        return new RpcState(
                connected, since, lastError, pending.get(), calls.sum(), unanswered.sum(), connections.sum());
    }

    /** Closes the connection; calls end as unavailable. */
    @Override
    public void close() {
        run(() -> {
            closed = true;
            String reason = "the chain client is closed";
            if (opening != null) {
                opening.close(reason);
            }
            if (ready != null) {
                ready.close(reason);
            }
            for (Call call : List.copyOf(queue)) {
                call.end(new RpcReply.Unavailable(reason));
            }
            dialer.close();
        });
    }

    private void run(Runnable task) {
        if (Vertx.currentContext() == context) {
            task.run();
        } else {
            context.runOnContext(v -> task.run());
        }
    }

    // ---- calls

    private CompletionStage<RpcReply> submit(Call call, Duration deadline) {
        if (call.method != null) {
            calls.increment();
        }
        if (pending.incrementAndGet() > settings.maxPending()) {
            call.end(new RpcReply.Unavailable(
                    "too many calls to the chain are waiting (" + settings.maxPending() + "): try again"));
            return call.done;
        }
        run(() -> {
            if (closed) {
                call.end(new RpcReply.Unavailable("the chain client is closed"));
                return;
            }
            call.timer = vertx.setTimer(Math.max(1, deadline.toMillis()), t -> call.expire(deadline));
            if (ready != null) {
                call.send(ready);
            } else {
                queue.add(call);
            }
        });
        return call.done;
    }

    /** A call on its way: queued, sent, or done. */
    private final class Call {
        private final @Nullable String method;
        private final List<? extends @Nullable Object> params;
        private final boolean repeatable;
        private final CompletableFuture<RpcReply> done = new CompletableFuture<>();
        private @Nullable RpcConnection sentOn;
        private long id = -1;
        private long timer = -1;

        Call(@Nullable String method, List<? extends @Nullable Object> params, boolean repeatable) {
            this.method = method;
            this.params = params;
            this.repeatable = repeatable;
        }

        void send(RpcConnection connection) {
            if (method == null) {
                end(new RpcReply.Result(NullNode.getInstance()));
                return;
            }
            sentOn = connection;
            id = connection.call(method, params, this::replied);
        }

        private void replied(RpcReply reply) {
            if (reply instanceof RpcReply.Unavailable && repeatable && !closed && !done.isDone()) {
                sentOn = null;
                // The connection may be replaced already.
                if (ready != null && !ready.isClosed()) {
                    send(ready);
                } else {
                    queue.add(this);
                }
            } else {
                end(reply);
            }
        }

        void expire(Duration deadline) {
            if (sentOn != null) {
                sentOn.forget(id);
            }
            String where = connected == null ? ": " + notConnected() : "";
            end(new RpcReply.Unavailable("the chain did not answer within " + deadline.toMillis() + " ms" + where));
        }

        void end(RpcReply reply) {
            if (done.isDone()) {
                return;
            }
            pending.decrementAndGet();
            if (timer >= 0) {
                vertx.cancelTimer(timer);
            }
            queue.remove(this);
            if (reply instanceof RpcReply.Unavailable) {
                unanswered.increment();
            }
            done.complete(reply);
        }
    }

    private String notConnected() {
        String error = lastError;
        return "not connected to the chain" + (error == null ? "" : " (" + error + ")");
    }

    // ---- connection

    private void connect() {
        if (closed) {
            return;
        }
        URI url = settings.urls().get(nextUrl % settings.urls().size());
        nextUrl++;
        dialer.dial(url)
                .onSuccess(socket -> {
                    opened(url, new RpcConnection(vertx, socket, settings.pingInterval(), reason -> lost(url, reason)));
                })
                .onFailure(e -> failed(url, RpcDialer.explain(e)));
    }

    private void opened(URI url, RpcConnection connection) {
        if (closed) {
            connection.close("the chain client is closed");
            return;
        }
        opening = connection;
        long timer = vertx.setTimer(
                settings.connectTimeout().toMillis(), t -> connection.close("the node did not answer in time"));
        RpcSession session = (method, params) -> {
            CompletableFuture<RpcReply> reply = new CompletableFuture<>();
            run(() -> connection.call(method, params, reply::complete));
            return reply;
        };
        handshake
                .apply(session)
                .whenComplete((problem, error) -> run(() -> {
                    vertx.cancelTimer(timer);
                    if (connection.isClosed()) {
                        return;
                    }
                    if (error != null || problem != null) {
                        LOG.debug("handshake with {} failed", url, error);
                        connection.close(problem == null ? "unexpected answer: " + error : problem);
                    } else {
                        opening = null;
                        established(url, connection);
                    }
                }));
    }

    private void established(URI url, RpcConnection connection) {
        ready = connection;
        connected = url;
        since = clock.instant();
        connections.increment();
        LOG.info("connected to chain node {}", url);
        // A node that takes connections and drops them at once must not be hammered.
        vertx.setTimer(Math.max(1, settings.backoffMin().multipliedBy(8).toMillis()), t -> {
            if (ready == connection) {
                failures = 0;
            }
        });
        durables.forEach(d -> d.attach(connection));
        announce();
        while (ready == connection && !queue.isEmpty()) {
            queue.remove().send(connection);
        }
    }

    private void lost(URI url, String reason) {
        boolean wasReady = ready != null;
        ready = null;
        opening = null;
        if (wasReady) {
            connected = null;
            since = clock.instant();
            if (!closed) {
                LOG.warn("connection to chain node {} lost: {}", url, reason);
            }
            context.runOnContext(v -> announce());
        }
        failed(url, reason);
    }

    private void failed(URI url, String reason) {
        lastError = url + ": " + reason;
        if (closed) {
            return;
        }
        failures++;
        Duration pause = Backoff.pause(failures, settings);
        LOG.debug("next chain node in {} ms, after {}", pause.toMillis(), lastError);
        vertx.setTimer(Math.max(1, pause.toMillis()), t -> connect());
    }

    private void announce() {
        RpcState state = state();
        for (Consumer<RpcState> listener : listeners) {
            try {
                listener.accept(state);
            } catch (RuntimeException e) {
                LOG.error("a listener of the chain connection failed", e);
            }
        }
    }
}
