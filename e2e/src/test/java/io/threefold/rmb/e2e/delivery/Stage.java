package io.threefold.rmb.e2e.delivery;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.threefold.rmb.e2e.process.Installation;
import io.threefold.rmb.e2e.process.Ports;
import io.threefold.rmb.e2e.process.RedisProcess;
import io.threefold.rmb.e2e.process.TcpLink;
import io.threefold.rmb.e2e.stack.DevTwins;
import io.threefold.rmb.e2e.stack.DevnetProcess;
import io.threefold.rmb.e2e.stack.PeerProcess;
import io.threefold.rmb.protocol.identity.KeyType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** A devnet and whatever a test puts around it. Logs stay in {@code e2e/target/delivery}. */
final class Stage implements AutoCloseable {
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Installation installation;
    private final DevnetProcess devnet;
    private final TcpLink chain;
    private final DevTwins twins;

    Stage(String name) {
        try {
            Path target = Files.createDirectories(Path.of("target", "delivery"));
            installation = Installation.here(Files.createTempDirectory(target.toAbsolutePath(), name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (String program : List.of("sidecar", "relay", "devnet")) {
            Path built = installation.root().resolve(program + "/target/quarkus-app/quarkus-run.jar");
            assumeTrue(
                    Files.exists(built), () -> "skipped: " + program + " is not packaged; mvn verify does that first");
        }
        devnet = keep(DevnetProcess.start(installation, List.of()));
        chain = keep(TcpLink.to(Integer.parseInt(devnet.chainUrl().replaceAll(".*:", ""))));
        twins = keep(new DevTwins(devnet.chainUrl()));
    }

    DevnetProcess devnet() {
        return devnet;
    }

    DevTwins twins() {
        return twins;
    }

    Installation installation() {
        return installation;
    }

    /** The wire between the peers and the chain. */
    TcpLink chain() {
        return chain;
    }

    String chainUrl() {
        return "ws://127.0.0.1:" + chain.port();
    }

    /** A wire to the devnet's relay. */
    TcpLink wireToRelay() {
        return keep(TcpLink.to(devnet.relayPort()));
    }

    DevTwins.Owned twin(String name) {
        return twins.create("//" + name, KeyType.SR25519);
    }

    RedisProcess redis(String name) {
        return keep(RedisProcess.start("redis-" + name, installation.work().resolve("redis-" + name), Ports.free()));
    }

    /** A peer of the twin with a Redis and an app that echoes; not yet ready. */
    Site site(String name, DevTwins.Owned twin, String relay, String... more) {
        RedisProcess redis = redis(name);
        PeerProcess peer = keep(PeerProcess.launch(
                installation,
                new PeerProcess.Options(
                        "peer-" + name,
                        twin.secret(),
                        twin.keyType(),
                        redis.url(),
                        List.of(chainUrl()),
                        List.of(relay),
                        List.of(more))));
        return new Site(twin, redis, peer, Traffic.serve(keep(new CarefulApp(redis.url()))));
    }

    <T extends AutoCloseable> T keep(T part) {
        parts.push(part);
        return part;
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                System.out.println("delivery: while stopping: " + e);
            }
        }
    }
}
