package io.threefold.rmb.peer.link;

import com.google.protobuf.ByteString;
import io.netty.channel.Channel;
import io.threefold.rmb.protocol.envelope.Address;
import io.threefold.rmb.protocol.envelope.Envelope;
import io.threefold.rmb.protocol.envelope.EnvelopeCodec;
import io.threefold.rmb.protocol.envelope.EnvelopeLimits;
import io.threefold.rmb.protocol.envelope.FailFast;
import io.threefold.rmb.protocol.envelope.MalformedEnvelopeException;
import io.threefold.rmb.protocol.envelope.Message;
import io.threefold.rmb.protocol.envelope.RelayError;
import io.threefold.rmb.protocol.identity.AccountId;
import io.threefold.rmb.protocol.identity.Signatures;
import io.threefold.rmb.protocol.relay.RelayUrl;
import io.threefold.rmb.protocol.token.RelayToken;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.impl.HttpServerConnection;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A relay that does as the test says: it checks tokens, keeps one session per (twin, id), answers envelope Pings, delivers
 * between its own sessions and reports offline destinations. It has no store.
 */
public final class ScriptedRelay implements AutoCloseable {
    /** One open WebSocket. */
    public record Session(Address address, ServerWebSocket socket, Channel channel) {}

    private final Vertx vertx;
    private final HttpServerOptions options;
    private final AccountId account;
    private final String domain;
    private HttpServer server;
    private int port;

    /** Answer to the next upgrades; 101 opens them. */
    public volatile int status = 101;
    /** Added to the answer of an upgrade when not null. */
    public volatile String date;
    /** Whether Pings get their Pong. */
    public volatile boolean pongs = true;
    /** Run on each new session before anything else is done. */
    public volatile Consumer<Session> onOpen = s -> {};
    /** As reference relays since 2025-04: a displacement ends the newer connection as well. */
    public volatile boolean endsBoth;

    public final List<Envelope> received = new CopyOnWriteArrayList<>();
    public final List<Address> opened = new CopyOnWriteArrayList<>();
    public final List<String> tokens = new CopyOnWriteArrayList<>();
    public final Map<String, Session> sessions = new ConcurrentHashMap<>();
    private final List<Runnable> heldPongs = new ArrayList<>();

    public ScriptedRelay(Vertx vertx, String domain, AccountId account, HttpServerOptions options) throws Exception {
        this.vertx = vertx;
        this.domain = domain;
        this.account = account;
        this.options = options.setMaxWebSocketFrameSize(8 << 20).setMaxWebSocketMessageSize(8 << 20);
        start();
    }

    public ScriptedRelay(Vertx vertx, String domain, AccountId account) throws Exception {
        this(vertx, domain, account, new HttpServerOptions());
    }

    /** Listens, on the same port as before. */
    public void start() throws Exception {
        server = vertx.createHttpServer(options);
        server.requestHandler(this::onRequest);
        server.listen(port, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        port = server.actualPort();
    }

    public int port() {
        return port;
    }

    public RelayUrl url() {
        return new RelayUrl(domain, URI.create((options.isSsl() ? "wss" : "ws") + "://localhost:" + port + "/"));
    }

    private void onRequest(HttpServerRequest request) {
        var query = request.query() == null ? "" : request.query();
        tokens.add(query);
        if (date != null) {
            request.response().putHeader("Date", date);
        }
        if (status != 101) {
            request.response().setStatusCode(status).end();
            return;
        }
        var now = System.currentTimeMillis() / 1000;
        if (!(RelayToken.parse(query) instanceof RelayToken.Unverified token)
                || !(token.verify(account, now, Signatures::verifyTagged) instanceof RelayToken.Valid valid)) {
            request.response().setStatusCode(401).end();
            return;
        }
        var channel = ((HttpServerConnection) request.connection()).channel();
        request.toWebSocket().onSuccess(socket -> open(new Session(valid.token().address(), socket, channel)));
    }

    private void open(Session session) {
        opened.add(session.address());
        onOpen.accept(session);
        var old = sessions.put(session.address().toString(), session);
        session.socket().closeHandler(v -> sessions.remove(session.address().toString(), session));
        session.socket().textMessageHandler(text -> session.socket().close());
        session.socket().binaryMessageHandler(buffer -> onFrame(session, buffer));
        if (old != null) {
            old.socket().close();
            if (endsBoth) {
                sessions.remove(session.address().toString());
                cut(session);
            }
        }
    }

    private void onFrame(Session session, Buffer buffer) {
        Envelope envelope;
        try {
            envelope = EnvelopeCodec.decode(buffer.getBytes(), EnvelopeLimits.ofBytes(8 << 20));
        } catch (MalformedEnvelopeException e) {
            session.socket().close();
            return;
        }
        if (!session.address().equals(envelope.source())) {
            session.socket().close((short) 4000, "wrong source");
            return;
        }
        if (envelope.message() instanceof Message.Ping) {
            Runnable pong = () -> deliver(
                    session,
                    new Envelope(
                            envelope.uid(),
                            null,
                            envelope.timestamp(),
                            envelope.expiration(),
                            envelope.destination(),
                            envelope.source(),
                            new Message.Pong(),
                            null,
                            null,
                            null,
                            envelope.payload(),
                            List.of()));
            if (pongs) {
                pong.run();
            } else {
                synchronized (heldPongs) {
                    heldPongs.add(pong);
                }
            }
            return;
        }
        received.add(envelope);
        var to = envelope.destination() == null
                ? null
                : sessions.get(envelope.destination().toString());
        if (to != null) {
            to.socket().writeBinaryMessage(buffer);
        } else if (envelope.message() instanceof Message.Request && FailFast.isIn(envelope.tags())) {
            deliver(session, error(envelope.uid(), RelayError.DESTINATION_OFFLINE.error()));
        }
    }

    /** A relay's Error: no source, no destination, no signature. */
    public static Envelope error(String uid, Message.Error error) {
        return new Envelope(
                uid,
                null,
                System.currentTimeMillis() / 1000,
                RelayError.EXPIRATION,
                null,
                null,
                error,
                null,
                null,
                null,
                new io.threefold.rmb.protocol.envelope.Payload.None(),
                List.of());
    }

    public static void deliver(Session session, Envelope envelope) {
        session.socket().writeBinaryMessage(Buffer.buffer(EnvelopeCodec.encode(envelope)));
    }

    /** Lets go the Pongs that were held back, and later ones. */
    public void releasePongs() {
        pongs = true;
        synchronized (heldPongs) {
            heldPongs.forEach(Runnable::run);
            heldPongs.clear();
        }
    }

    public Optional<Session> session(Address address) {
        return Optional.ofNullable(sessions.get(address.toString()));
    }

    /** Cuts a session's socket without a word. */
    public void kill(Address address) {
        session(address).ifPresent(ScriptedRelay::cut);
    }

    // Past Vert.x' handlers, which would send a Close frame first.
    private static void cut(Session session) {
        var channel = session.channel();
        channel.eventLoop().execute(() -> channel.unsafe().close(channel.newPromise()));
    }

    /** Cuts all sockets and stops listening. */
    public void down() throws Exception {
        var stopping = server;
        sessions.values().forEach(ScriptedRelay::cut);
        stopping.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** The uids of what was received, in order. */
    public List<String> uids() {
        return received.stream().map(Envelope::uid).toList();
    }

    public static ByteString bytes(Envelope envelope) {
        return EnvelopeCodec.encodeToByteString(envelope);
    }

    @Override
    public void close() throws Exception {
        server.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
