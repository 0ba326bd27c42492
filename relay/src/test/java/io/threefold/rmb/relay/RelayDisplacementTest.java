package io.threefold.rmb.relay;

import static io.threefold.rmb.relay.RelayFixture.A;
import static io.threefold.rmb.relay.RelayFixture.B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.threefold.rmb.protocol.envelope.Address;
import io.threefold.rmb.protocol.identity.KeyType;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class RelayDisplacementTest extends RelayTestBase {
    private void displaces(RelayServer first, RelayServer second) {
        TestClient a = fixture.connect(first, A);
        try (RawSocket old = RawSocket.upgrade(first.port(), "/?" + TestClient.token(B, KeyType.ED25519))) {
            a.sendRequest("u1", B);
            assertThat(old.nextOf(RawSocket.BINARY)).isNotNull();
            TestClient newcomer = fixture.connect(second, B);
            RawSocket.Frame close = old.nextOf(RawSocket.CLOSE);
            assertThat(close).isNotNull();
            assertThat(close.data()).as("no status").isEmpty();
            assertThat(old.next()).as("end of stream").isNull();
            assertThat(newcomer.next().uid()).as("was never acknowledged").isEqualTo("u1");
            // The clean-up of the older connection must not harm the newcomer.
            await().until(() -> fixture.count("rmb.relay.session.ends", "reason", "displaced") == 1);
            for (int i = 0; i < 20; i++) {
                a.send(a.request("f" + i, B, "fail-fast", 1));
                assertThat(newcomer.next().uid()).isEqualTo("f" + i);
            }
            assertThat(newcomer.closed).isNotDone();
        }
    }

    @Test
    void aNewcomerWinsInOneProcess() {
        RelayServer relay = fixture.relay();
        displaces(relay, relay);
    }

    @Test
    void aNewcomerWinsOnSeveralEventLoops() {
        RelayServer relay = fixture.relay(settings -> settings.limits(RelaySettings.Limits.DEFAULT.withEventLoops(3)));
        displaces(relay, relay);
    }

    @Test
    void sessionsOnSeveralEventLoopsKeepOrder() {
        RelayServer relay = fixture.relay(settings -> settings.limits(RelaySettings.Limits.DEFAULT.withEventLoops(3)));
        TestClient a = fixture.connect(relay, A);
        TestClient b = fixture.connect(relay, B);
        TestClient c = fixture.connect(relay, new Address(B.twin(), "c"));
        for (int i = 0; i < 500; i++) {
            a.sendRequest("u" + i, B);
            a.sendRequest("u" + i, c.address);
        }
        for (int i = 0; i < 500; i++) {
            assertThat(b.next().uid()).isEqualTo("u" + i);
            assertThat(c.next().uid()).isEqualTo("u" + i);
        }
        assertThat(a.barrier()).isEmpty();
    }

    @Test
    void aNewcomerWinsAcrossProcesses() {
        displaces(fixture.relay(), fixture.relay());
    }

    @Test
    void processesDeliverForEachOther() {
        RelayServer one = fixture.relay();
        RelayServer two = fixture.relay();
        TestClient a = fixture.connect(one, A);
        TestClient b = fixture.connect(two, B);
        for (int i = 0; i < 300; i++) {
            a.sendRequest("u" + i, B);
        }
        for (int i = 0; i < 300; i++) {
            assertThat(b.next().uid()).isEqualTo("u" + i);
        }
        a.send(a.request("ff", B, "fail-fast", 1));
        assertThat(b.next().uid()).isEqualTo("ff");
        b.close();
        await().untilAsserted(() -> {
            a.send(a.request("off", B, "fail-fast", 1));
            assertThat(a.nextError()).isEqualTo("destination offline");
        });
    }

    @Test
    void manyReconnectsEndWithTheLast() {
        RelayServer one = fixture.relay();
        RelayServer two = fixture.relay();
        TestClient last = null;
        for (int i = 0; i < 10; i++) {
            last = fixture.connect(i % 3 == 0 ? one : two, B);
        }
        TestClient a = fixture.connect(one, A);
        a.send(a.request("u", B, "fail-fast", 1));
        assertThat(last.next().uid()).isEqualTo("u");
        await().until(() -> one.health().sessions() + two.health().sessions() == 2);
    }

    @Test
    void sessionsOfAKilledProcessCountAsConnectedUntilTheirLeaseRunsOut() {
        RelayServer one = fixture.relay();
        TestClient a = fixture.connect(one, A);
        Vertx doomed = Vertx.vertx();
        var two = new RelayServer(
                doomed,
                fixture.twins,
                fixture.settings(RelayFixture.DOMAIN).build(),
                fixture.meters,
                InstantSource.system());
        RelayFixture.await(two.start());
        TestClient b = fixture.connect(two, B);
        a.send(a.request("u", B, "fail-fast", 1));
        assertThat(b.next().uid()).isEqualTo("u");
        RelayFixture.await(doomed.close().toCompletionStage());
        await().pollInterval(Duration.ofMillis(200)).until(() -> {
            a.send(a.request("off", B, "fail-fast", 1));
            return !a.received.isEmpty();
        });
        assertThat(a.nextError()).isEqualTo("destination offline");
        // What came meanwhile was kept, and what was delivered without an acknowledgement comes again.
        assertThat(fixture.connect(one, B).next().uid()).isIn("u", "off");
    }

    @Test
    void registrationsThatRedisHasLostAreMadeAgain() {
        RelayServer relay = fixture.relay();
        TestClient a = fixture.connect(relay, A);
        TestClient b = fixture.connect(relay, B);
        try (RedisClient client = RedisClient.create(redis.url())) {
            client.connect().sync().flushall();
            client.connect().sync().scriptFlush();
        }
        await().until(() -> {
            a.send(a.request("u", B, "fail-fast", 1));
            return !b.received.isEmpty();
        });
    }

    @Test
    void whoeverStopsGivesItsSessionsUp() {
        RelayServer one = fixture.relay();
        TestClient a = fixture.connect(one, A);
        RelayServer two = fixture.relay();
        fixture.connect(two, B);
        fixture.stop(two);
        a.send(a.request("u", B, "fail-fast", 1));
        assertThat(a.nextError()).isEqualTo("destination offline");
    }
}
