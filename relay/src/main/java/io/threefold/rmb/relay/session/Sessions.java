package io.threefold.rmb.relay.session;

import io.threefold.rmb.protocol.envelope.Address;
import io.threefold.rmb.relay.RelaySettings;
import io.threefold.rmb.relay.metrics.RelayMetric;
import io.threefold.rmb.relay.metrics.RelayMetrics;
import io.threefold.rmb.relay.routing.Delivery;
import io.threefold.rmb.relay.routing.Router;
import io.threefold.rmb.relay.store.SessionRegistry;
import io.threefold.rmb.relay.store.SessionRegistry.Registration;
import io.threefold.rmb.relay.store.StreamStore;
import io.vertx.core.AsyncResult;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** The sessions of this process. Thread-safe. */
public final class Sessions implements Delivery.LocalSessions {
    private final Vertx vertx;
    private final SessionRegistry registry;
    private final RelaySettings settings;
    private final ConcurrentMap<Address, Session> table = new ConcurrentHashMap<>();
    private final InFlight inFlight;
    private volatile @Nullable SessionContext shared;
    private volatile boolean stopping;

    public Sessions(Vertx vertx, SessionRegistry registry, RelaySettings settings) {
        this.vertx = vertx;
        this.registry = registry;
        this.settings = settings;
        this.inFlight = new InFlight(settings.limits().totalInFlightBytes());
    }

    /** To be called once, before the first session. */
    public void start(
            StreamStore streams,
            Delivery delivery,
            Router router,
            RateLimits rates,
            RelayMetrics metrics,
            InstantSource clock) {
        shared = new SessionContext(settings, streams, delivery, router, rates, inFlight, metrics, clock);
        metrics.gauge(RelayMetric.SESSIONS, this::count);
        metrics.gauge(RelayMetric.IN_FLIGHT, inFlight::bytes);
    }

    /** Sessions connected to this process. */
    public int count() {
        return table.size();
    }

    @Override
    public Delivery.@Nullable Receiver find(Address session) {
        return table.get(session);
    }

    /**
     * Takes a session: registers it, which displaces whoever had it, then accepts the WebSocket.
     *
     * @param acceptor accepts the WebSocket
     * @return fails when the registration could not be stored, or the WebSocket was not accepted ({@link HandshakeFailed})
     */
    public CompletionStage<Void> open(Address address, Acceptor acceptor) {
        SessionContext context = shared;
        if (context == null || stopping) {
            return CompletableFuture.failedFuture(new IllegalStateException("the relay is stopping"));
        }
        var registration = new Registration(address, registry.newOwner());
        var session = new Session(vertx, context, registration, this::ended);
        var opened = new CompletableFuture<Void>();
        registry.register(registration).whenComplete((ignored, error) -> {
            if (error != null) {
                opened.completeExceptionally(error);
                return;
            }
            // Registrations complete in the order in which Redis made them: the last one here is the one that holds.
            Session before = table.put(address, session);
            if (before != null) {
                before.displaced();
            }
            if (stopping) {
                session.stop();
            }
            acceptor.accept(accepted -> {
                if (accepted.succeeded()) {
                    session.start(accepted.result());
                    opened.complete(null);
                } else {
                    session.neverStarted();
                    opened.completeExceptionally(new HandshakeFailed(accepted.cause()));
                }
            });
        });
        return opened;
    }

    /** Accepts a WebSocket. */
    @FunctionalInterface
    public interface Acceptor {
        /**
         * Finishes the handshake; may be called on any thread.
         *
         * @param handler to be called on the socket's context, before that context can have read a frame: a frame that
         *     nobody listens for is lost
         */
        void accept(Handler<AsyncResult<ServerWebSocket>> handler);
    }

    /** The client did not finish the WebSocket handshake. */
    public static final class HandshakeFailed extends Exception {
        private static final long serialVersionUID = 1L;

        HandshakeFailed(Throwable cause) {
            super("the WebSocket handshake failed", cause);
        }
    }

    private void ended(Session session) {
        table.remove(session.registration().session(), session);
        registry.unregister(session.registration());
    }

    /** Another process stored something for a session. */
    public void wake(Address session) {
        Session found = table.get(session);
        if (found != null) {
            found.wake();
        }
    }

    /** Another process has taken a session from the given owner. */
    public void displaced(Address session, String owner) {
        Session found = table.get(session);
        if (found != null && found.owner().equals(owner)) {
            found.displaced();
        }
    }

    /** Looks into every stream, for what a lost notice announced. */
    public void wakeAll() {
        table.values().forEach(Session::wake);
    }

    /** Pings, and gives up on the dead. */
    public void tick() {
        table.values().forEach(Session::tick);
    }

    /** Renews all leases; who lost his session to another process is displaced. */
    public void renew() {
        var batch = new ArrayList<Registration>(SessionRegistry.MAX_RENEWALS);
        for (Session session : table.values()) {
            batch.add(session.registration());
            if (batch.size() == SessionRegistry.MAX_RENEWALS) {
                renew(List.copyOf(batch));
                batch.clear();
            }
        }
        if (!batch.isEmpty()) {
            renew(batch);
        }
    }

    private void renew(List<Registration> batch) {
        registry.renew(batch).whenComplete((lost, error) -> {
            if (lost == null) {
                return;
            }
            lost.forEach(registration -> displaced(registration.session(), registration.owner()));
            // A session that ended while its lease was renewed must not stay registered.
            for (Registration registration : batch) {
                Session now = table.get(registration.session());
                if (now == null || !now.owner().equals(registration.owner())) {
                    registry.unregister(registration);
                }
            }
        });
    }

    /** Ends all sessions; those that are being opened end as well. */
    public void stop() {
        stopping = true;
        table.values().forEach(Session::stop);
    }
}
