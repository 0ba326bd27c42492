package io.threefold.rmb.e2e.bench;

import io.threefold.rmb.e2e.process.Installation;
import io.threefold.rmb.e2e.process.ManagedProcess;
import io.threefold.rmb.e2e.process.Ports;
import io.threefold.rmb.e2e.process.RedisProcess;
import io.threefold.rmb.e2e.process.StepFailed;
import io.threefold.rmb.e2e.stack.DevTwins;
import io.threefold.rmb.e2e.stack.DevnetProcess;
import io.threefold.rmb.e2e.stack.PeerProcess;
import io.threefold.rmb.protocol.identity.KeyType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The processes of a bench run: devnet, and a Redis and a peer on each side. */
final class BenchStack implements AutoCloseable {
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Map<String, ProcessUse> processes = new LinkedHashMap<>();
    private final RedisProcess clientRedis;
    private final RedisProcess serviceRedis;
    private final long serviceTwin;
    private final Map<String, Double> idleMib;

    private BenchStack(Installation installation, Optional<String> relayUrl, Optional<Integer> chainPort) {
        try {
            List<String> more = new ArrayList<>();
            DevnetProcess devnet = keep(DevnetProcess.start(installation, chainPort.orElseGet(Ports::free), more));
            processes.put("devnet", use(devnet.process()));
            String relay = DevnetProcess.DOMAIN + "=" + relayUrl.orElse(devnet.relayUrl());
            clientRedis = redis(installation, "client");
            serviceRedis = redis(installation, "service");
            try (DevTwins twins = new DevTwins(devnet.chainUrl())) {
                DevTwins.Owned client = twins.create("//Alice", KeyType.SR25519);
                DevTwins.Owned service = twins.create("//Bob", KeyType.SR25519);
                serviceTwin = service.id();
                PeerProcess clientPeer = peer(installation, "client", client, clientRedis, devnet, relay);
                PeerProcess servicePeer = peer(installation, "service", service, serviceRedis, devnet, relay);
                clientPeer.awaitReady();
                servicePeer.awaitReady();
                twins.awaitRegistered(client.id());
                twins.awaitRegistered(service.id());
            }
            idleMib = new LinkedHashMap<>();
            processes.forEach((name, use) -> idleMib.put(name, use.residentMib()));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    static BenchStack start(Optional<String> relayUrl, Optional<Integer> chainPort) {
        try {
            Path work = Files.createTempDirectory("rmb-bench");
            return new BenchStack(Installation.here(work), relayUrl, chainPort);
        } catch (IOException e) {
            throw new StepFailed("no temporary folder: " + e.getMessage(), e);
        }
    }

    private RedisProcess redis(Installation installation, String who) {
        RedisProcess redis =
                keep(RedisProcess.start("redis-" + who, installation.work().resolve("redis-" + who), Ports.free()));
        processes.put("redis-" + who, use(redis.process()));
        return redis;
    }

    private PeerProcess peer(
            Installation installation,
            String who,
            DevTwins.Owned twin,
            RedisProcess redis,
            DevnetProcess devnet,
            String relay) {
        PeerProcess peer = keep(PeerProcess.launch(
                installation,
                new PeerProcess.Options(
                        "peer-" + who,
                        twin.secret(),
                        twin.keyType(),
                        redis.url(),
                        List.of(devnet.chainUrl()),
                        List.of(relay),
                        List.of())));
        processes.put("peer-" + who, use(peer.process()));
        return peer;
    }

    private static ProcessUse use(ManagedProcess process) {
        return new ProcessUse(process.pid());
    }

    String clientRedis() {
        return clientRedis.url();
    }

    String serviceRedis() {
        return serviceRedis.url();
    }

    long serviceTwin() {
        return serviceTwin;
    }

    Map<String, ProcessUse> processes() {
        return processes;
    }

    Map<String, Double> idleMib() {
        return idleMib;
    }

    private <T extends AutoCloseable> T keep(T part) {
        parts.push(part);
        return part;
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                System.err.println("while stopping: " + e.getMessage());
            }
        }
    }
}
