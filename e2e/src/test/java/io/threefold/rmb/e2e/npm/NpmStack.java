package io.threefold.rmb.e2e.npm;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.threefold.rmb.e2e.bot.Bot;
import io.threefold.rmb.e2e.process.Installation;
import io.threefold.rmb.e2e.process.Ports;
import io.threefold.rmb.e2e.process.RedisProcess;
import io.threefold.rmb.e2e.stack.DevnetProcess;
import io.threefold.rmb.e2e.stack.PeerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A devnet that clients from npm can use, and services behind peers of ours. */
final class NpmStack implements AutoCloseable {
    private static final int HTTPS = 443;

    private final Installation installation;
    private final boolean tls;
    private final DevnetProcess devnet;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    /** A twin that is on the chain from the beginning, without an encryption key. */
    record Twin(long id, String secret, String keyType) {}

    private NpmStack(Installation installation, boolean tls, DevnetProcess devnet) {
        this.installation = installation;
        this.tls = tls;
        this.devnet = devnet;
        parts.push(devnet);
    }

    /** Whether this machine lets us serve at the port that a domain alone stands for. */
    static boolean canServeHttps() {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), HTTPS));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** @param tls {@code wss://localhost} as on a real network, else {@code ws} with addresses no real chain takes */
    static NpmStack start(Installation installation, boolean tls, List<Twin> twins) throws IOException {
        Path data = installation.work().resolve("data");
        delete(installation.work());
        Files.createDirectories(data);
        List<Map<String, Object>> entries = new ArrayList<>();
        for (Twin twin : twins) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("id", twin.id());
            entry.put("mnemonic", twin.secret());
            entry.put("keyType", twin.keyType());
            entry.put("relays", List.of(DevnetProcess.DOMAIN));
            entries.add(entry);
        }
        Path file = installation.work().resolve("twins.json");
        new ObjectMapper().writeValue(file.toFile(), entries);
        List<String> options = new ArrayList<>(List.of("--twins", file.toString(), "--data", data.toString()));
        options.add(tls ? "--tls" : "--lax-relay-addresses");
        DevnetProcess devnet =
                DevnetProcess.start(installation, Ports.free(), tls ? HTTPS : Ports.free(), List.copyOf(options));
        return new NpmStack(installation, tls, devnet);
    }

    /** Starts a peer, its Redis and a service; returns when the peer is connected. */
    void serve(String name, Twin twin, List<String> more, Map<String, UnaryOperator<byte[]>> commands) {
        RedisProcess redis =
                keep(RedisProcess.start("redis-" + name, installation.work().resolve("redis-" + name), Ports.free()));
        List<String> options = new ArrayList<>(more);
        if (tls) {
            options.addAll(List.of("--ca-file", ca().toString()));
        }
        PeerProcess peer = keep(PeerProcess.launch(
                installation,
                new PeerProcess.Options(
                        "peer-" + name,
                        twin.secret(),
                        twin.keyType(),
                        redis.url(),
                        List.of(devnet.chainUrl()),
                        List.of(DevnetProcess.DOMAIN + "=" + devnet.relayUrl()),
                        options)));
        Bot bot = keep(new Bot(redis.url()));
        commands.forEach(bot::serve);
        peer.awaitReady();
    }

    DevnetProcess devnet() {
        return devnet;
    }

    /** As the npm client needs it: it registers this without {@code wss://}, or with {@code ws:/}, on the chain. */
    String relayForClients() {
        return tls ? devnet.relayUrl() : "ws://localhost:" + devnet.relayPort();
    }

    /** What makes Node trust the relay. */
    Map<String, String> nodeEnvironment() {
        return tls ? Map.of("NODE_EXTRA_CA_CERTS", ca().toString()) : Map.of();
    }

    private Path ca() {
        return installation.work().resolve("data/tls/ca.pem");
    }

    private <T extends AutoCloseable> T keep(T part) {
        parts.push(part);
        return part;
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (var all = Files.walk(folder)) {
                for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    @Override
    public void close() throws Exception {
        while (!parts.isEmpty()) {
            parts.pop().close();
        }
    }
}
