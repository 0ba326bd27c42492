package io.threefold.rmb.peer.link;

import com.google.protobuf.ByteString;
import io.vertx.core.MultiMap;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketConnectOptions;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One session on one relay: {@link SessionMachine} with its sockets and timers. Used on its event loop only. */
final class RelaySession {
    private static final short NORMAL = 1000;

    /** Whom the session tells. */
    interface Events {
        void opened(RelaySession session, RelayConnection connection);

        /** An open connection ended, or an attempt failed. */
        void ended(RelaySession session, String reason);

        @Nullable CompletionStage<Void> received(RelaySession session, ByteString frame);

        void writable();

        void roundTrip(Duration time);

        void failed(ConnectFailure failure);

        void skew(Duration relayMinusOurs);

        /** The state changed in any way. */
        void changed();
    }

    private final LinkRuntime runtime;
    private final Target target;
    private final @Nullable String id;
    private final Events events;
    private final SessionMachine machine;
    private @Nullable RelayConnection connection;
    private Instant since;

    RelaySession(LinkRuntime runtime, Target target, @Nullable String id, boolean reconnects, Events events) {
        this.runtime = runtime;
        this.target = target;
        this.id = id;
        this.events = events;
        this.machine =
                new SessionMachine(reconnects, new Backoff(runtime.settings().times(), runtime.random()));
        this.since = runtime.clock().instant();
    }

    LinkState state() {
        return machine.state();
    }

    Instant since() {
        return since;
    }

    /** The connection while the session is open. */
    @Nullable RelayConnection connection() {
        return connection;
    }

    void open() {
        follow(machine.open(runtime.now()));
        changed();
    }

    /** Closes the connection; {@link #open} may follow. Nothing is reported. */
    void release() {
        machine.release(runtime.now());
        closeConnection();
        changed();
    }

    /** Ends the session for good. Nothing is reported. */
    void close() {
        machine.close(runtime.now());
        closeConnection();
        changed();
    }

    void tick() {
        if (connection != null) {
            connection.tick();
        }
    }

    private void closeConnection() {
        if (connection != null) {
            connection.close(NORMAL, "");
            connection = null;
        }
    }

    private void changed() {
        since = runtime.clock().instant();
        events.changed();
    }

    private void follow(SessionMachine.Step step) {
        if (step == SessionMachine.Step.CONNECT) {
            connect(machine.epoch());
        }
    }

    private void connect(int epoch) {
        WebSocketConnectOptions options;
        try {
            options = new WebSocketConnectOptions()
                    .setHost(target.host())
                    .setPort(target.port())
                    .setSsl(target.tls())
                    .setURI(target.path() + "?" + runtime.identity().tokens().fresh(id));
            options.setAllowOriginHeader(false);
            // Ends the socket of an upgrade that is never answered; our own deadline only gives it up.
            options.setTimeout(runtime.settings().times().connect().toMillis());
            var proxy = runtime.proxies().forRelay(target);
            if (proxy != null) {
                options.setProxyOptions(proxy);
            }
        } catch (RuntimeException e) {
            failed(epoch, new ConnectFailure(ConnectFailure.Kind.OTHER, ConnectFailure.brief(e)));
            return;
        }
        var begun = runtime.clock().instant();
        var limit = runtime.settings().times().connect();
        var deadline =
                runtime.after(limit, () -> failed(epoch, ConnectFailure.timeout(Math.max(1, limit.toSeconds()))));
        runtime.client().connect(options).onComplete(attempt -> {
            runtime.cancel(deadline);
            if (attempt.succeeded()) {
                measureSkew(attempt.result().headers(), begun);
                connected(epoch, attempt.result());
            } else {
                if (attempt.cause() instanceof UpgradeRejectedException rejected) {
                    measureSkew(rejected.getHeaders(), begun);
                }
                failed(epoch, ConnectFailure.of(attempt.cause(), target));
            }
        });
    }

    private void measureSkew(@Nullable MultiMap headers, Instant begun) {
        var date = headers == null ? null : headers.get("Date");
        if (date == null) {
            return;
        }
        try {
            var theirs = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant()
                    .plusMillis(500);
            var ours = begun.plus(
                    Duration.between(begun, runtime.clock().instant()).dividedBy(2));
            events.skew(
                    Duration.ofSeconds(Math.round(Duration.between(ours, theirs).toMillis() / 1000.0)));
        } catch (DateTimeException e) {
            // A relay without a usable clock header is still a relay.
        }
    }

    private void connected(int epoch, WebSocket socket) {
        if (machine.connected(epoch, runtime.now()) == SessionMachine.Step.CLOSE) {
            socket.close();
            return;
        }
        var opened = new RelayConnection(
                socket, runtime.context(), runtime.settings(), runtime.nanos(), new ConnectionEvents(epoch));
        connection = opened;
        changed();
        events.opened(this, opened);
        opened.tick();
    }

    private void failed(int epoch, ConnectFailure failure) {
        if (machine.state() != LinkState.CONNECTING || machine.epoch() != epoch) {
            return;
        }
        machine.failed(epoch, failure.text(), runtime.now());
        events.failed(failure);
        schedule();
        changed();
        events.ended(this, failure.text());
    }

    private void schedule() {
        var epoch = machine.epoch();
        machine.wakeAt()
                .ifPresent(at -> runtime.after(Duration.ofNanos(Math.max(0, at - runtime.now())), () -> {
                    if (machine.epoch() == epoch) {
                        follow(machine.wake(runtime.now()));
                        changed();
                    }
                }));
    }

    private final class ConnectionEvents implements RelayConnection.Events {
        private final int epoch;

        ConnectionEvents(int epoch) {
            this.epoch = epoch;
        }

        @Override
        public @Nullable CompletionStage<Void> received(ByteString frame) {
            return events.received(RelaySession.this, frame);
        }

        @Override
        public void roundTrip(Duration time) {
            events.roundTrip(time);
        }

        @Override
        public void ended(String reason, boolean closeFrame) {
            if (epoch != machine.epoch()) {
                return;
            }
            machine.ended(epoch, reason, closeFrame, runtime.now());
            connection = null;
            schedule();
            changed();
            events.ended(RelaySession.this, reason);
        }

        @Override
        public void writable() {
            events.writable();
        }
    }
}
