package io.threefold.rmb.relay;

import static io.threefold.rmb.relay.RelayFixture.A;
import static io.threefold.rmb.relay.RelayFixture.B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.threefold.rmb.protocol.envelope.EnvelopeCodec;
import io.threefold.rmb.protocol.identity.KeyType;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RelayFramesTest extends RelayTestBase {
    private RawSocket open(RelayServer relay) {
        RawSocket socket = RawSocket.upgrade(relay.port(), "/?" + TestClient.token(A, KeyType.ED25519));
        assertThat(socket.status()).isEqualTo(101);
        await().until(() -> relay.health().sessions() == 1);
        return socket;
    }

    private void endsWith(RelayServer relay, RawSocket socket, int status) {
        RawSocket.Frame close = socket.nextOf(RawSocket.CLOSE);
        assertThat(close).isNotNull();
        assertThat(ByteBuffer.wrap(close.data()).getShort()).isEqualTo((short) status);
        await().until(() -> relay.health().sessions() == 0);
        socket.send(RawSocket.CLOSE, true, close.data());
        assertThat(socket.next()).isNull();
    }

    @Test
    void textEndsTheSession() {
        RelayServer relay = fixture.relay();
        try (RawSocket socket = open(relay)) {
            socket.send(RawSocket.TEXT, true, new byte[] {'x'});
            endsWith(relay, socket, 1003);
        }
    }

    @Test
    void undecodableBytesEndTheSessionAndUnregisterIt() {
        RelayServer relay = fixture.relay();
        try (RawSocket socket = open(relay)) {
            socket.send(RawSocket.BINARY, true, new byte[] {(byte) 0xff, 1, 2});
            endsWith(relay, socket, 1007);
        }
        TestClient b = fixture.connect(relay, B);
        await().untilAsserted(() -> {
            b.send(b.request("u", A, "fail-fast", 1));
            assertThat(b.nextError()).isEqualTo("destination offline");
        });
    }

    @Test
    void continuationWithoutBeginningEndsTheSession() {
        RelayServer relay = fixture.relay();
        try (RawSocket socket = open(relay)) {
            socket.send(RawSocket.CONTINUATION, true, new byte[] {1});
            assertThat(socket.nextOf(RawSocket.CLOSE)).isNotNull();
            await().until(() -> relay.health().sessions() == 0);
        }
    }

    @Test
    void framesThatAreTooLargeEndTheSession() {
        RelayServer relay =
                fixture.relay(settings -> settings.limits(RelaySettings.Limits.DEFAULT.withMaxFrameBytes(4096)));
        try (RawSocket socket = open(relay)) {
            socket.send(RawSocket.BINARY, true, new byte[5000]);
            socket.nextOf(RawSocket.CLOSE);
            await().until(() -> relay.health().sessions() == 0);
        }
        try (RawSocket socket = open(relay)) {
            socket.send(RawSocket.BINARY, false, new byte[3000]);
            socket.send(RawSocket.CONTINUATION, false, new byte[3000]);
            endsWith(relay, socket, 1009);
        }
    }

    @Test
    void fragmentsArePutTogether() {
        RelayServer relay = fixture.relay();
        TestClient b = fixture.connect(relay, B);
        TestClient signer = fixture.connect(relay, new io.threefold.rmb.protocol.envelope.Address(A.twin(), "s"));
        byte[] bytes =
                EnvelopeCodec.encode(signer.request("u1", B, null, 10_000).withTimes(now(), 60));
        // The session differs, so sign for this one.
        bytes = EnvelopeCodec.encode(signer.signed(new io.threefold.rmb.protocol.envelope.Envelope(
                "u1",
                null,
                now(),
                60,
                A,
                B,
                new io.threefold.rmb.protocol.envelope.Message.Request("x"),
                null,
                null,
                null,
                io.threefold.rmb.protocol.envelope.Payload.NONE,
                java.util.List.of())));
        try (RawSocket socket = RawSocket.upgrade(relay.port(), "/?" + TestClient.token(A, KeyType.ED25519))) {
            socket.send(RawSocket.BINARY, false, Arrays.copyOfRange(bytes, 0, 10));
            socket.send(RawSocket.PING, true, new byte[] {7});
            socket.send(RawSocket.CONTINUATION, false, Arrays.copyOfRange(bytes, 10, 20));
            socket.send(RawSocket.CONTINUATION, true, Arrays.copyOfRange(bytes, 20, bytes.length));
            assertThat(b.next().uid()).isEqualTo("u1");
            assertThat(socket.nextOf(RawSocket.PONG).data()).containsExactly(7);
        }
    }

    @Test
    void anEmptyFrameIsAnEnvelopeWithoutSource() {
        RelayServer relay = fixture.relay();
        try (RawSocket socket = open(relay)) {
            socket.send(RawSocket.BINARY, true, new byte[0]);
            await().until(() -> fixture.count("rmb.relay.refused", "reason", "wrong_source") == 1);
            assertThat(relay.health().sessions()).isEqualTo(1);
        }
    }

    @Test
    void aClientThatIsSilentForTooLongIsDropped() {
        RelayServer relay = fixture.relay(settings -> settings.timing(new RelaySettings.Timing(
                java.time.Duration.ofMillis(40),
                java.time.Duration.ofMillis(100),
                java.time.Duration.ofMillis(300),
                java.time.Duration.ofSeconds(30),
                java.time.Duration.ofSeconds(15))));
        TestClient b = fixture.connect(relay, B);
        try (RawSocket socket = RawSocket.upgrade(relay.port(), "/?" + TestClient.token(A, KeyType.ED25519))) {
            assertThat(socket.nextOf(RawSocket.CLOSE)).isNotNull();
            await().until(() -> relay.health().sessions() == 1);
        }
        assertThat(b.closed).isNotDone();
    }
}
