package io.threefold.rmb.e2e.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.threefold.rmb.peer.link.Confirmation;
import io.threefold.rmb.peer.link.FrameHead;
import io.threefold.rmb.peer.link.LinkIdentity;
import io.threefold.rmb.peer.link.LinkObserver;
import io.threefold.rmb.peer.link.LinkSettings;
import io.threefold.rmb.peer.link.OutgoingFrame;
import io.threefold.rmb.peer.link.RelayPool;
import io.threefold.rmb.peer.role.Role;
import io.threefold.rmb.peer.role.RoleIdentity;
import io.threefold.rmb.peer.role.RoleService;
import io.threefold.rmb.peer.role.RoleSettings;
import io.threefold.rmb.protocol.envelope.Address;
import io.threefold.rmb.protocol.envelope.Envelope;
import io.threefold.rmb.protocol.envelope.EnvelopeCodec;
import io.threefold.rmb.protocol.envelope.Message;
import io.threefold.rmb.protocol.envelope.Payload;
import io.threefold.rmb.protocol.identity.AccountId;
import io.threefold.rmb.protocol.identity.Identity;
import io.threefold.rmb.protocol.identity.KeyType;
import io.threefold.rmb.protocol.relay.RelayUrl;
import io.threefold.rmb.protocol.token.RelayToken;
import io.threefold.rmb.relay.RelayServer;
import io.threefold.rmb.relay.RelaySettings;
import io.threefold.rmb.tfchain.Twin;
import io.threefold.rmb.tfchain.TwinLookup;
import io.threefold.rmb.tfchain.TwinRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.embedded.RedisServer;

/** The peer's links and roles on our relay and a real Redis. */
@Timeout(120)
class LinksOnRelayTest {
    private static final String DOMAIN = "relay.test";

    private final Vertx vertx = Vertx.vertx();
    private final Vertx relayVertx = Vertx.vertx();
    private final Identity identity =
            Identity.fromSecret(("0x" + "17".repeat(32)).getBytes(StandardCharsets.US_ASCII), KeyType.ED25519);
    private final List<RelayPool> pools = new ArrayList<>();
    private RedisServer redis;
    private RelayServer relay;
    private int port;

    /** All twins have the same key and the one relay. */
    private final class Twins implements TwinRegistry {
        @Override
        public CompletionStage<TwinLookup> byId(long id) {
            return CompletableFuture.completedFuture(
                    new TwinLookup.Found(new Twin(id, identity.account(), new TreeSet<>(List.of(DOMAIN)), null)));
        }

        @Override
        public CompletionStage<TwinLookup> byAccount(AccountId account) {
            return CompletableFuture.completedFuture(new TwinLookup.Absent());
        }

        @Override
        public CompletionStage<TwinLookup> refresh(long id) {
            return byId(id);
        }
    }

    @BeforeEach
    void start() throws Exception {
        redis = RedisServer.newRedisServer()
                .port(freePort())
                .setting("bind 127.0.0.1")
                .setting("save \"\"")
                .build();
        redis.start();
        port = freePort();
        relay = relay();
    }

    private RelayServer relay() throws Exception {
        var settings = RelaySettings.builder(
                        "redis://127.0.0.1:" + redis.ports().getFirst(), DOMAIN)
                .listen("127.0.0.1", port)
                .build();
        return new RelayServer(relayVertx, new Twins(), settings, new SimpleMeterRegistry(), InstantSource.system())
                .start()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        for (var pool : pools) {
            pool.stop(Duration.ZERO).toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
        relay.stop().toCompletableFuture().get(20, TimeUnit.SECONDS);
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        // Not waited for: after a relay was stopped under traffic this may never complete.
        relayVertx.close();
        redis.stop();
    }

    /** Below the ports of outgoing connections: one of those may hold the port while the relay is away. */
    private static int freePort() {
        for (var candidate :
                ThreadLocalRandom.current().ints(100, 20_000, 30_000).toArray()) {
            try (var socket = new ServerSocket(candidate)) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                continue;
            }
        }
        throw new IllegalStateException("no free port");
    }

    private RelayPool pool(long twin, String session, List<String> inbound) {
        var pool = new RelayPool(
                vertx,
                LinkSettings.defaults(),
                new LinkIdentity(
                        twin,
                        session,
                        sid -> RelayToken.issue(twin, sid, Instant.now().getEpochSecond(), 300, identity::signTagged)),
                InstantSource.system(),
                frame -> {
                    inbound.add(FrameHead.of(frame.bytes()).uid());
                    return CompletableFuture.completedFuture(null);
                },
                LinkObserver.NONE);
        pools.add(pool);
        return pool;
    }

    private RelayUrl url() {
        return new RelayUrl(DOMAIN, URI.create("ws://127.0.0.1:" + port + "/"));
    }

    private OutgoingFrame frame(String uid, long from, long to, int size) {
        var envelope = Envelope.of(uid, Address.of(from), Address.of(to), new Message.Request("t"), 300)
                .withTimes(Instant.now().getEpochSecond(), 300)
                .withPayload(new Payload.Plain(ByteString.copyFrom(new byte[size])));
        return new OutgoingFrame(
                uid,
                Address.of(to),
                EnvelopeCodec.encodeToByteString(envelope),
                new TreeSet<>(List.of(DOMAIN)),
                Instant.now().plusSeconds(60));
    }

    private static Confirmation get(CompletionStage<Confirmation> stage) throws Exception {
        return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    @Test
    void deliversInOrderAndConfirms() throws Exception {
        var inbound = Collections.synchronizedList(new ArrayList<String>());
        var sender = pool(1, null, Collections.synchronizedList(new ArrayList<>()));
        var receiver = pool(2, null, inbound);
        sender.setRelays(List.of(url()));
        receiver.setRelays(List.of(url()));
        await().until(() -> sender.connected() && receiver.connected());
        var begun = System.nanoTime();
        var stages = new ArrayList<CompletionStage<Confirmation>>();
        var sent = new ArrayList<String>();
        for (int i = 0; i < 3000; i++) {
            sent.add("m" + i);
            stages.add(sender.send(frame("m" + i, 1, 2, i % 500 == 0 ? 256 << 10 : 100)));
        }
        for (var stage : stages) {
            assertThat(get(stage)).isEqualTo(new Confirmation.Confirmed(DOMAIN));
        }
        var confirmed = System.nanoTime();
        await().until(() -> inbound.size() >= 3000);
        System.out.printf(
                "3000 frames: confirmed after %d ms, delivered after %d ms%n",
                (confirmed - begun) / 1_000_000, (System.nanoTime() - begun) / 1_000_000);
        assertThat(inbound).containsExactlyElementsOf(sent);
        begun = System.nanoTime();
        for (int i = 0; i < 50; i++) {
            get(sender.send(frame("x" + i, 1, 2, 100)));
        }
        System.out.printf(
                "one in flight: confirmed after %.1f ms each%n", (System.nanoTime() - begun) / 50 / 1_000_000.0);
    }

    @Test
    void nothingIsLostWhenTheRelayRestartsUnderTraffic() throws Exception {
        var inbound = Collections.synchronizedList(new ArrayList<String>());
        var sender = pool(1, null, Collections.synchronizedList(new ArrayList<>()));
        var receiver = pool(2, null, inbound);
        sender.setRelays(List.of(url()));
        receiver.setRelays(List.of(url()));
        await().until(() -> sender.connected() && receiver.connected());
        var open = new ArrayList<Map.Entry<String, CompletionStage<Confirmation>>>();
        for (int i = 0; i < 2000; i++) {
            open.add(Map.entry("m" + i, sender.send(frame("m" + i, 1, 2, 100))));
            if (i == 1000) {
                relay.stop().toCompletableFuture().get(20, TimeUnit.SECONDS);
                relay = relay();
            }
        }
        var again = 0;
        for (int round = 0; round < 20 && !open.isEmpty(); round++) {
            var rest = new ArrayList<Map.Entry<String, CompletionStage<Confirmation>>>();
            for (var entry : open) {
                if (!(get(entry.getValue()) instanceof Confirmation.Confirmed)) {
                    again++;
                    rest.add(Map.entry(entry.getKey(), sender.send(frame(entry.getKey(), 1, 2, 100))));
                }
            }
            open.clear();
            open.addAll(rest);
        }
        assertThat(open).isEmpty();
        await().atMost(Duration.ofSeconds(30)).until(() -> new LinkedHashSet<>(inbound).size() == 2000);
        System.out.println("relay restart: " + again + " sent again, " + (inbound.size() - 2000) + " delivered twice");
    }

    @Test
    void podsAgreeOnOneLeader() throws Exception {
        var services = new ArrayList<RoleService>();
        var leads = new ArrayList<RelayPool>();
        for (var session : List.of("a", "b", "c")) {
            var pool = pool(1, session, Collections.synchronizedList(new ArrayList<>()));
            var service = new RoleService(
                    pool,
                    new RoleIdentity(1, session, identity.account(), identity::signTagged, "1.0"),
                    RoleSettings.defaults(),
                    InstantSource.system(),
                    status -> {});
            service.start();
            pool.setRelays(List.of(url()));
            service.recordedRelays(new TreeSet<>(List.of(DOMAIN)));
            services.add(service);
            leads.add(pool);
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> settled(services));
        var first = leader(services);
        var begun = System.nanoTime();
        services.get(first)
                .handOver(Duration.ofSeconds(5))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        await().pollInterval(Duration.ofMillis(10)).until(() -> {
            var now = leader(services);
            return now >= 0 && now != first;
        });
        var clean = (System.nanoTime() - begun) / 1_000_000;
        assertThat(clean).isLessThan(1000);
        var second = leader(services);
        var third = 3 - first - second;
        await().until(() -> services.get(third).status().leader() != null
                && services.get(third).status().rank() > 0);
        begun = System.nanoTime();
        leads.get(second).stop(Duration.ZERO);
        await().pollInterval(Duration.ofMillis(10))
                .until(() -> services.get(third).status().role() == Role.PRIMARY);
        var crash = (System.nanoTime() - begun) / 1_000_000;
        assertThat(crash).isLessThan(5000);
        System.out.println("fail-over on our relay: clean " + clean + " ms, socket gone " + crash + " ms");
    }

    private static boolean settled(List<RoleService> services) {
        return leader(services) >= 0
                && services.stream()
                                .filter(s -> s.status().leader() != null
                                        && s.status().rank() > 0)
                                .count()
                        == services.size() - 1;
    }

    /** Its place in the list, -1 when there is not exactly one. */
    private static int leader(List<RoleService> services) {
        var leaders =
                services.stream().filter(s -> s.status().role() == Role.PRIMARY).toList();
        return leaders.size() == 1 ? services.indexOf(leaders.getFirst()) : -1;
    }
}
