package io.threefold.rmb.devnet.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.threefold.rmb.relay.RelayHealth;
import io.threefold.rmb.relay.RelayServer;
import io.threefold.rmb.relay.RelaySettings;
import io.threefold.rmb.tfchain.Chain;
import io.threefold.rmb.tfchain.ChainTwinRegistry;
import io.threefold.rmb.tfchain.RegistrySettings;
import io.threefold.rmb.tfchain.rpc.RpcSettings;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The relay of a devnet. It reads twins from the chain over the network, as every relay does. */
final class RelayPart implements AutoCloseable {
    private final Chain chain;
    private final ChainTwinRegistry registry;
    private final RelayServer server;

    private RelayPart(Chain chain, ChainTwinRegistry registry, RelayServer server) {
        this.chain = chain;
        this.registry = registry;
        this.server = server;
    }

    static RelayPart start(
            DevnetSettings settings,
            @Nullable LocalCa ca,
            String redisUrl,
            String chainUrl,
            Vertx vertx,
            MeterRegistry meters,
            InstantSource clock)
            throws DevnetException {
        int port = port(settings);
        Chain chain = new Chain(
                vertx,
                RpcSettings.of(List.of(URI.create(chainUrl)))
                        .withBackoff(Duration.ofMillis(100), Duration.ofSeconds(1)),
                clock);
        ChainTwinRegistry registry = new ChainTwinRegistry(
                chain,
                // Twins are made while one watches: their absence is not believed for long.
                RegistrySettings.defaults()
                        .withTimes(
                                Duration.ofMinutes(10),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(30)),
                clock);
        chain.start();
        RelayServer server =
                new RelayServer(vertx, registry, relaySettings(settings, port, ca, redisUrl), meters, clock);
        RelayPart part = new RelayPart(chain, registry, server);
        try {
            Devnet.await(server.start());
            return part;
        } catch (ExecutionException e) {
            part.close();
            throw new DevnetException(
                    "the relay cannot start on " + settings.host() + ":" + port + " with Redis at " + redisUrl + " ("
                            + Devnet.reason(e) + "): check --relay-port and --redis",
                    e);
        } catch (TimeoutException | InterruptedException e) {
            part.close();
            throw Devnet.interrupted("the relay", e);
        }
    }

    /** Lax addresses have the port in them, so that must be known before. */
    private static int port(DevnetSettings settings) throws DevnetException {
        Integer port = settings.relayPort();
        if (port == null) {
            throw new IllegalArgumentException("no relay wanted");
        }
        if (port != 0 || !settings.laxRelayAddresses()) {
            return port;
        }
        try (ServerSocket probe = new ServerSocket(0)) {
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new DevnetException("no port is free for the relay: " + e.getMessage(), e);
        }
    }

    private static RelaySettings relaySettings(
            DevnetSettings settings, int port, @Nullable LocalCa ca, String redisUrl) {
        RelaySettings.Federation usual = RelaySettings.Federation.DEFAULT;
        RelaySettings.Federation federation = new RelaySettings.Federation(
                settings.routes(),
                settings.trust() != null ? settings.trust() : ca == null ? null : ca.ca(),
                usual.timeout(),
                usual.maxBackoff(),
                usual.maxQueued(),
                usual.maxQueuedBytes(),
                usual.connections(),
                usual.maxInboundBytes());
        return RelaySettings.builder(redisUrl, domains(settings, port).toArray(new String[0]))
                .listen(settings.host(), port)
                .tls(tls(settings, ca))
                .federation(federation)
                .build();
    }

    private static RelaySettings.@Nullable Tls tls(DevnetSettings settings, @Nullable LocalCa ca) {
        return switch (settings.tls()) {
            case null -> null;
            case DevnetSettings.Tls.Given(var certificate, var key) -> new RelaySettings.Tls(certificate, key);
            case DevnetSettings.Tls.Generated ignored ->
                ca == null ? null : new RelaySettings.Tls(ca.certificate(), ca.key());
        };
    }

    /**
     * With lax addresses also what clients make of our URL: {@code host:port}, and {@code ws:/host:port} as the
     * TypeScript client writes {@code ws://host:port} (CLIENTS §12).
     */
    static List<String> domains(DevnetSettings settings, int port) {
        Set<String> domains = new LinkedHashSet<>(settings.domains());
        if (settings.laxRelayAddresses() && port != 0) {
            Set<String> hosts = new LinkedHashSet<>(settings.domains());
            hosts.addAll(List.of("localhost", "127.0.0.1", "[::1]"));
            for (String host : hosts) {
                for (String scheme : List.of("", "ws:/", "ws://", "wss:/", "wss://")) {
                    domains.add(scheme + host + ":" + port);
                }
            }
        }
        return new ArrayList<>(domains);
    }

    int port() {
        return server.port();
    }

    RelayHealth health() {
        return server.health();
    }

    @Override
    public void close() throws DevnetException {
        try {
            Devnet.await(server.stop());
        } catch (ExecutionException | TimeoutException | InterruptedException e) {
            throw Devnet.interrupted("the relay", e);
        } finally {
            registry.close();
            chain.close();
        }
    }
}
