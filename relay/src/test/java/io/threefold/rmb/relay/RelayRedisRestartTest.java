package io.threefold.rmb.relay;

import static io.threefold.rmb.relay.RelayFixture.A;
import static io.threefold.rmb.relay.RelayFixture.B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.threefold.rmb.protocol.envelope.Envelope;
import io.threefold.rmb.protocol.envelope.Message;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RelayRedisRestartTest {
    @TempDir
    Path data;

    @Test
    void sessionsStayAndNothingConfirmedIsLost() {
        try (TestRedis redis = TestRedis.start(data);
                RelayFixture fixture = new RelayFixture(redis.url())) {
            RelayServer relay = fixture.relay();
            TestClient a = fixture.connect(relay, A);
            TestClient b = fixture.connect(relay, B);
            for (int i = 0; i < 200; i++) {
                a.sendRequest("before" + i, B);
            }
            for (int i = 0; i < 200; i++) {
                assertThat(b.next().uid()).isEqualTo("before" + i);
            }
            redis.stop();
            for (int i = 0; i < 200; i++) {
                a.sendRequest("during" + i, B);
            }
            a.send(a.ping("ping"));
            await().until(() -> !relay.health().redisConnected());
            assertThat(a.received).as("no pong while nothing can be stored").isEmpty();
            redis.start();
            for (Envelope envelope = a.next(); !(envelope.message() instanceof Message.Pong); envelope = a.next()) {
                throw new AssertionError("an error: " + envelope);
            }
            for (int i = 0; i < 200; i++) {
                a.sendRequest("after" + i, B);
            }
            Set<String> seen = new HashSet<>();
            int last = -1;
            while (!seen.contains("after199")) {
                String uid = b.next().uid();
                seen.add(uid);
                if (uid.startsWith("after")) {
                    int number = Integer.parseInt(uid.substring(5));
                    assertThat(number).as("order").isGreaterThanOrEqualTo(last);
                    last = number;
                }
            }
            for (int i = 0; i < 200; i++) {
                assertThat(seen).contains("during" + i, "after" + i);
            }
            assertThat(a.closed).isNotDone();
            assertThat(b.closed).isNotDone();
        }
    }

    @Test
    void killedUnderTrafficNothingConfirmedIsLost() {
        try (TestRedis redis = TestRedis.start(data);
                RelayFixture fixture = new RelayFixture(redis.url())) {
            RelayServer relay = fixture.relay();
            TestClient a = fixture.connect(relay, A);
            TestClient b = fixture.connect(relay, B);
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < 300; i++) {
                    a.sendRequest(round + "-" + i, B);
                    if (i == 150) {
                        redis.stop();
                        redis.start();
                    }
                }
                assertThat(a.barrier()).isEmpty();
            }
            Set<String> seen = new HashSet<>();
            await().until(() -> {
                for (Envelope next = b.received.poll(); next != null; next = b.received.poll()) {
                    seen.add(next.uid());
                }
                return seen.size() == 900;
            });
        }
    }
}
