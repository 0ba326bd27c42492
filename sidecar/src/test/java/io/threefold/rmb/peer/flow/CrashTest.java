package io.threefold.rmb.peer.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.threefold.rmb.peer.store.TestRedis;
import io.threefold.rmb.protocol.queue.IncomingRequest;
import io.threefold.rmb.protocol.queue.IncomingResponse;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** DESIGN §4.4 between two of ours: peers that die at any instant lose nothing and hand nothing over twice. */
class CrashTest {
    private static final int REQUESTS = 300;
    private static final int DEATHS = 12;

    @Test
    void peersThatDieUnderTrafficLoseNothingAndHandNothingOverTwice() throws Exception {
        Random random = new Random(7);
        try (TestRedis redisA = new TestRedis();
                TestRedis redisB = new TestRedis();
                FakeNetwork network = new FakeNetwork();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            // Now and then a connection dies before the Pong.
            network.script = e -> switch (e.uid().hashCode() % 7) {
                case 0 -> FakeNetwork.Behaviour.DELIVER_TWICE;
                default -> null;
            };
            FakeRegistry registry = new FakeRegistry();
            Peer a = new Peer(7, "//Alice", redisA, network, registry, InstantSource.system()).start();
            Peer b = new Peer(42, "//Bob", redisB, network, registry, InstantSource.system()).start();
            List<String> handled = new CopyOnWriteArrayList<>();
            var service = threads.submit(() -> {
                while (handled.size() < REQUESTS) {
                    IncomingRequest request = b.pop("work");
                    if (request != null) {
                        handled.add(request.data().toStringUtf8());
                        b.answer(request, request.data().toStringUtf8());
                    }
                }
            });
            var client = threads.submit(() -> {
                for (int i = 0; i < REQUESTS; i++) {
                    a.ask("work", "back", Integer.toString(i), 120, 42L);
                }
            });
            for (int death = 0; death < DEATHS; death++) {
                long seen = network.seen.size();
                long until = seen + 5 + random.nextInt(40);
                org.awaitility.Awaitility.await()
                        .atMost(2, TimeUnit.SECONDS)
                        .pollInterval(1, TimeUnit.MILLISECONDS)
                        .until(() -> network.seen.size() >= until || handled.size() == REQUESTS);
                Peer victim = random.nextBoolean() ? a : b;
                victim.kill();
                victim.start();
            }
            client.get(30, TimeUnit.SECONDS);
            Set<String> answers = new HashSet<>();
            for (IncomingResponse response : a.outcomes("back", REQUESTS)) {
                assertThat(response.error()).isNull();
                answers.add(response.data().toStringUtf8());
            }
            service.get(30, TimeUnit.SECONDS);
            assertThat(answers).hasSize(REQUESTS);
            assertThat(handled).hasSize(REQUESTS).doesNotHaveDuplicates();
            assertThat(redisA.client().llen("back")).isZero();
            assertThat(redisB.client().llen("msgbus.work")).isZero();
            a.close();
            b.close();
        }
    }
}
