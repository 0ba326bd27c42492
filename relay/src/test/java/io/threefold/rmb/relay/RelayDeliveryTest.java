package io.threefold.rmb.relay;

import static io.threefold.rmb.relay.RelayFixture.A;
import static io.threefold.rmb.relay.RelayFixture.B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.threefold.rmb.protocol.envelope.EnvelopeCodec;
import io.threefold.rmb.protocol.envelope.EnvelopeLimits;
import io.threefold.rmb.protocol.identity.KeyType;
import io.threefold.rmb.relay.store.StreamLimits;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RelayDeliveryTest extends RelayTestBase {
    private static String uid(RawSocket.Frame frame) {
        try {
            return EnvelopeCodec.decode(frame.data(), EnvelopeLimits.DEFAULT).uid();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private RawSocket openB(RelayServer relay) {
        return RawSocket.upgrade(relay.port(), "/?" + TestClient.token(B, KeyType.ED25519));
    }

    @Test
    void whatWasNotAcknowledgedComesAgain() {
        RelayServer relay = fixture.relay();
        TestClient a = fixture.connect(relay, A);
        try (RawSocket b = openB(relay)) {
            for (int i = 0; i < 10; i++) {
                a.sendRequest("u" + i, B);
                assertThat(uid(b.nextOf(RawSocket.BINARY))).isEqualTo("u" + i);
            }
        }
        try (RawSocket b = openB(relay)) {
            for (int i = 0; i < 10; i++) {
                assertThat(uid(b.nextOf(RawSocket.BINARY))).isEqualTo("u" + i);
            }
            // The pong to a ping that came after the writes is the proof.
            RawSocket.Frame ping = b.nextOf(RawSocket.PING);
            b.send(RawSocket.PONG, true, ping.data());
            await().until(() -> fixture.count("rmb.relay.acknowledged", "by", "pong") == 10);
            a.sendRequest("last", B);
            assertThat(uid(b.nextOf(RawSocket.BINARY))).isEqualTo("last");
        }
        try (RawSocket b = openB(relay)) {
            assertThat(uid(b.nextOf(RawSocket.BINARY))).isEqualTo("last");
        }
    }

    @Test
    void pongsThatNobodyAskedForProveNothing() {
        RelayServer relay = fixture.relay();
        TestClient a = fixture.connect(relay, A);
        try (RawSocket b = openB(relay)) {
            a.sendRequest("u", B);
            assertThat(uid(b.nextOf(RawSocket.BINARY))).isEqualTo("u");
            b.send(RawSocket.PONG, true, new byte[] {0x7f, 0, 0, 0, 0, 0, 0, 0});
            b.send(RawSocket.PONG, true, new byte[] {(byte) 0xff, 0, 0, 0, 0, 0, 0, 0});
            b.send(RawSocket.PONG, true, new byte[0]);
            b.send(RawSocket.PING, true, new byte[] {1});
            b.nextOf(RawSocket.PONG);
        }
        try (RawSocket b = openB(relay)) {
            assertThat(uid(b.nextOf(RawSocket.BINARY))).isEqualTo("u");
        }
        assertThat(fixture.count("rmb.relay.acknowledged")).isZero();
    }

    @Test
    void aClientThatNeverAnswersPingsIsPresumedToHaveOldMessages() {
        RelayServer relay = fixture.relay(settings -> settings.timing(new RelaySettings.Timing(
                Duration.ofMillis(40),
                Duration.ofSeconds(20),
                Duration.ofSeconds(60),
                Duration.ofMillis(50),
                Duration.ofSeconds(15))));
        TestClient a = fixture.connect(relay, A);
        try (RawSocket b = openB(relay)) {
            a.sendRequest("u", B);
            assertThat(uid(b.nextOf(RawSocket.BINARY))).isEqualTo("u");
            TestClient signer = fixture.connect(relay, new io.threefold.rmb.protocol.envelope.Address(B.twin(), "x"));
            byte[] ping = EnvelopeCodec.encode(signer.ping("p").withTimes(now(), 60));
            await().until(() -> {
                b.send(RawSocket.BINARY, true, ping);
                return fixture.count("rmb.relay.acknowledged", "by", "presumed") == 1;
            });
        }
    }

    @Test
    void aKilledRelayLosesNothingThatItConfirmed() {
        RelayServer first = fixture.relay();
        TestClient a = fixture.connect(first, A);
        for (int i = 0; i < 200; i++) {
            a.sendRequest("u" + i, B);
        }
        a.barrier();
        // Another process of the same relay takes over; nothing of the first one's memory is needed.
        RelayServer second = fixture.relay();
        TestClient b = fixture.connect(second, B);
        for (int i = 0; i < 200; i++) {
            assertThat(b.next().uid()).isEqualTo("u" + i);
        }
    }

    @Test
    void aSlowReaderHoldsUpOnlyItself() {
        RelayServer relay = fixture.relay();
        TestClient a = fixture.connect(relay, A);
        TestClient b = fixture.connect(relay, B);
        TestClient other = fixture.connect(relay, new io.threefold.rmb.protocol.envelope.Address(B.twin(), "other"));
        b.socket.pause();
        for (int i = 0; i < 200; i++) {
            a.send(a.request("u" + i, B, null, 64 << 10));
        }
        a.sendRequest("quick", other.address);
        assertThat(other.next().uid()).isEqualTo("quick");
        assertThat(a.barrier()).isEmpty();
        b.socket.resume();
        for (int i = 0; i < 200; i++) {
            assertThat(b.next().uid()).isEqualTo("u" + i);
        }
        await().until(() -> fixture.count("rmb.relay.acknowledged") >= 201);
    }

    @Test
    void aFullStreamRefusesAndTellsTheSender() {
        RelayServer relay = fixture.relay(settings ->
                settings.streams(new StreamLimits(5, StreamLimits.Overflow.REJECT_NEW, Duration.ofHours(1))));
        TestClient a = fixture.connect(relay, A);
        for (int i = 0; i < 6; i++) {
            a.sendRequest("u" + i, B);
        }
        assertThat(a.nextError()).startsWith("failed to route message to peer '8'");
        TestClient b = fixture.connect(relay, B);
        for (int i = 0; i < 5; i++) {
            assertThat(b.next().uid()).isEqualTo("u" + i);
        }
    }

    @Test
    void aFullStreamMayDropTheOldest() {
        RelayServer relay = fixture.relay(settings ->
                settings.streams(new StreamLimits(5, StreamLimits.Overflow.DROP_OLDEST, Duration.ofHours(1))));
        TestClient a = fixture.connect(relay, A);
        for (int i = 0; i < 8; i++) {
            a.sendRequest("u" + i, B);
        }
        assertThat(a.barrier()).isEmpty();
        TestClient b = fixture.connect(relay, B);
        for (int i = 3; i < 8; i++) {
            assertThat(b.next().uid()).isEqualTo("u" + i);
        }
        assertThat(fixture.count("rmb.relay.stream.dropped")).isEqualTo(3);
    }

    @Test
    void fastWritersArePausedAndNothingIsLost() {
        RelaySettings.Limits few = new RelaySettings.Limits(2 << 20, 100, 64 << 10, 128 << 10, 8, 4096, 0, 0, 1, 16, 1);
        RelayServer relay = fixture.relay(settings -> settings.limits(few));
        TestClient a = fixture.connect(relay, A);
        TestClient b = fixture.connect(relay, B);
        for (int i = 0; i < 500; i++) {
            a.send(a.request("u" + i, B, null, 10_000));
        }
        for (int i = 0; i < 500; i++) {
            assertThat(b.next().uid()).isEqualTo("u" + i);
        }
        assertThat(fixture.count("rmb.relay.pauses")).isPositive();
        await().until(() ->
                fixture.meters.get("rmb.relay.inflight.bytes").gauge().value() == 0);
    }

    @Test
    void overTheRateLimitMessagesAreDroppedAndTheSessionStays() {
        RelayServer relay =
                fixture.relay(settings -> settings.limits(RelaySettings.Limits.DEFAULT.withRate(5, 100_000)));
        TestClient a = fixture.connect(relay, A);
        TestClient b = fixture.connect(relay, B);
        a.send(a.request("big", B, null, 200_000));
        assertThat(a.nextError()).isEqualTo("exceeded rate limits, dropping message");
        for (int i = 0; i < 12; i++) {
            a.sendRequest("u" + i, B);
        }
        assertThat(b.next().uid()).isEqualTo("u0");
        assertThat(a.nextError()).isEqualTo("exceeded rate limits, dropping message");
        a.send(a.response("r", B));
        assertThat(a.closed).isNotDone();
        b.sendRequest("other twin", A);
        List<String> uids = new java.util.ArrayList<>();
        await().until(() -> {
            a.received.forEach(envelope -> uids.add(envelope.uid()));
            return uids.contains("other twin");
        });
    }
}
