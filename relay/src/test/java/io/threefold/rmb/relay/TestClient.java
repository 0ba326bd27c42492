package io.threefold.rmb.relay;

import com.google.protobuf.ByteString;
import io.threefold.rmb.protocol.envelope.Address;
import io.threefold.rmb.protocol.envelope.Envelope;
import io.threefold.rmb.protocol.envelope.EnvelopeCodec;
import io.threefold.rmb.protocol.envelope.EnvelopeLimits;
import io.threefold.rmb.protocol.envelope.EnvelopeSigning;
import io.threefold.rmb.protocol.envelope.MalformedEnvelopeException;
import io.threefold.rmb.protocol.envelope.Message;
import io.threefold.rmb.protocol.envelope.Payload;
import io.threefold.rmb.protocol.identity.Identity;
import io.threefold.rmb.protocol.identity.KeyType;
import io.threefold.rmb.protocol.token.RelayToken;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A twin with a WebSocket, as simple as can be. */
public final class TestClient implements AutoCloseable {
    private static final long WAIT_SECONDS = 10;

    final Address address;
    final Identity identity;
    final WebSocket socket;
    final BlockingQueue<Envelope> received = new LinkedBlockingQueue<>();
    final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final WebSocketClient client;

    private TestClient(Address address, Identity identity, WebSocketClient client, WebSocket socket) {
        this.address = address;
        this.identity = identity;
        this.client = client;
        this.socket = socket;
    }

    static String token(Address address, KeyType type) {
        try (Identity identity = FakeTwins.identity(address.twin(), type)) {
            return RelayToken.issue(
                    address.twin(), address.connection(), System.currentTimeMillis() / 1000, 60, identity::signTagged);
        }
    }

    static TestClient connect(Vertx vertx, int port, Address address) {
        return connect(vertx, port, address, KeyType.ED25519);
    }

    static TestClient connect(Vertx vertx, int port, Address address, KeyType type) {
        WebSocketClient client = vertx.createWebSocketClient(
                new WebSocketClientOptions().setMaxFrameSize(4 << 20).setMaxMessageSize(4 << 20));
        WebSocketConnectOptions options =
                new WebSocketConnectOptions().setHost("127.0.0.1").setPort(port).setURI("/?" + token(address, type));
        // Handlers first: a frame that comes before its handler is lost.
        ClientWebSocket socket = client.webSocket();
        var made = new TestClient(address, FakeTwins.identity(address.twin(), type), client, socket);
        socket.binaryMessageHandler(made::message);
        socket.closeHandler(ignored -> made.closed.complete(null));
        var connected = socket.connect(options).map(made).toCompletionStage().toCompletableFuture();
        try {
            return connected.get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("cannot connect " + address, e);
        }
    }

    private void message(Buffer bytes) {
        try {
            received.add(EnvelopeCodec.decode(bytes.getBytes(), EnvelopeLimits.ofBytes(4 << 20)));
        } catch (MalformedEnvelopeException e) {
            closed.completeExceptionally(e);
        }
    }

    Envelope request(String uid, Address destination, String tags, int size) {
        return signed(new Envelope(
                uid,
                tags,
                System.currentTimeMillis() / 1000,
                60,
                address,
                destination,
                new Message.Request("test"),
                null,
                "application/json",
                null,
                new Payload.Plain(ByteString.copyFrom(new byte[size])),
                List.of()));
    }

    Envelope response(String uid, Address destination) {
        return signed(Envelope.of(uid, address, destination, new Message.Response(), 60)
                .withTimes(System.currentTimeMillis() / 1000, 60));
    }

    Envelope signed(Envelope envelope) {
        return EnvelopeSigning.sign(envelope, identity::signTagged);
    }

    Envelope ping(String uid) {
        return Envelope.of(uid, address, null == address ? address : Address.of(address.twin()), new Message.Ping(), 60)
                .withTimes(System.currentTimeMillis() / 1000, 60);
    }

    void send(Envelope envelope) {
        socket.writeBinaryMessage(Buffer.buffer(EnvelopeCodec.encode(envelope)));
    }

    void sendRequest(String uid, Address destination) {
        send(request(uid, destination, null, 100));
    }

    Envelope next() {
        try {
            Envelope envelope = received.poll(WAIT_SECONDS, TimeUnit.SECONDS);
            if (envelope == null) {
                throw new AssertionError("nothing came for " + address);
            }
            return envelope;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    String nextError() {
        Envelope envelope = next();
        if (!(envelope.message() instanceof Message.Error(long code, String text))) {
            throw new AssertionError("not an error: " + envelope);
        }
        if (code != 0 || envelope.source() != null || envelope.signature() != null || envelope.expiration() != 300) {
            throw new AssertionError("not as a relay's error has to be: " + envelope);
        }
        return text;
    }

    /** Sends a ping and waits for its pong; returns what came before it. */
    List<Envelope> barrier() {
        String uid = "barrier-" + System.nanoTime();
        send(ping(uid));
        var before = new java.util.ArrayList<Envelope>();
        for (Envelope envelope = next(); !envelope.uid().equals(uid); envelope = next()) {
            before.add(envelope);
        }
        return before;
    }

    void awaitClosed() {
        try {
            closed.get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("the session of " + address + " did not end", e);
        }
    }

    @Override
    public void close() {
        socket.close();
        client.close();
        identity.close();
    }
}
