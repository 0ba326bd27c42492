package io.threefold.rmb.relay;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.threefold.rmb.protocol.envelope.Address;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** Relays and clients of one test, on a Redis; closes them all. */
public final class RelayFixture implements AutoCloseable {
    static final String DOMAIN = "relay.one";
    static final Address A = Address.of(7);
    static final Address B = Address.of(8);

    final Vertx vertx = Vertx.vertx();
    final FakeTwins twins = new FakeTwins();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<RelayServer> relays = new ArrayList<>();
    private final List<TestClient> clients = new ArrayList<>();
    private final String redis;

    RelayFixture(String redis) {
        this.redis = redis;
        twins.add(A.twin(), DOMAIN);
        twins.add(B.twin(), DOMAIN);
    }

    RelaySettings.Builder settings(String domain) {
        return RelaySettings.builder(redis, domain)
                .listen("127.0.0.1", 0)
                .redis(new RelaySettings.Redis(
                        redis,
                        domain + ":" + System.identityHashCode(this) + ":",
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(3)));
    }

    RelayServer relay() {
        return relay(builder -> builder);
    }

    RelayServer relay(UnaryOperator<RelaySettings.Builder> change) {
        return relay(DOMAIN, change);
    }

    RelayServer relay(String domain, UnaryOperator<RelaySettings.Builder> change) {
        var relay =
                new RelayServer(vertx, twins, change.apply(settings(domain)).build(), meters, InstantSource.system());
        await(relay.start());
        relays.add(relay);
        return relay;
    }

    void stop(RelayServer relay) {
        relays.remove(relay);
        await(relay.stop());
    }

    TestClient connect(RelayServer relay, Address address) {
        TestClient client = TestClient.connect(vertx, relay.port(), address);
        clients.add(client);
        return client;
    }

    double count(String meter, String... tags) {
        return meters.find(meter).tags(tags).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(15, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        clients.forEach(TestClient::close);
        relays.forEach(relay -> await(relay.stop()));
        await(vertx.close().toCompletionStage());
    }
}
