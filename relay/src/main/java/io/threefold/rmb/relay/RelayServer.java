package io.threefold.rmb.relay;

import io.lettuce.core.RedisURI;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.threefold.rmb.protocol.envelope.Address;
import io.threefold.rmb.relay.federation.Federation;
import io.threefold.rmb.relay.http.FederationEndpoint;
import io.threefold.rmb.relay.http.RelayFront;
import io.threefold.rmb.relay.http.SignaturePool;
import io.threefold.rmb.relay.metrics.RelayMetric;
import io.threefold.rmb.relay.metrics.RelayMetrics;
import io.threefold.rmb.relay.routing.Delivery;
import io.threefold.rmb.relay.routing.Router;
import io.threefold.rmb.relay.session.RateLimits;
import io.threefold.rmb.relay.session.Sessions;
import io.threefold.rmb.relay.store.RelayStore;
import io.threefold.rmb.tfchain.TwinRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A relay (PROTOCOL §8). Any number of them, in one process or many, may share a Redis and a key prefix, and then act as one.
 * Needs nothing but what the constructor takes; does not own it. Thread-safe; start and stop once.
 */
public final class RelayServer {
    private static final System.Logger LOG = System.getLogger(RelayServer.class.getName());
    private static final String PUBLIC_METRICS = "rmb_relay_";
    private static final long MAX_TICK_MILLIS = 5000;
    private static final long STOP_GRACE_MILLIS = 200;
    private static final int MAX_REQUEST_LINE = 8 << 10;
    private static final int MAX_HEADERS = 16 << 10;
    private static final int IDLE_BEFORE_UPGRADE_SECONDS = 120;

    private final Vertx vertx;
    private final WatchedRegistry twins;
    private final RelaySettings settings;
    private final MeterRegistry meters;
    private final InstantSource clock;
    private final String process = HexFormat.of().formatHex(randomBytes());
    private final List<Long> timers = new ArrayList<>();
    private volatile @Nullable Running running;

    /**
     * @param vertx serves all sessions on its event loops
     * @param twins reads twins; nothing here blocks on it
     * @param meters gets the metrics of {@link RelayMetric}; when it is or holds a Prometheus registry, {@code GET /metrics}
     *     shows it
     */
    public RelayServer(
            Vertx vertx, TwinRegistry twins, RelaySettings settings, MeterRegistry meters, InstantSource clock) {
        this.vertx = vertx;
        this.twins = new WatchedRegistry(twins);
        this.settings = settings;
        this.meters = meters;
        this.clock = clock;
    }

    private record Running(
            RelayStore store,
            Sessions sessions,
            Federation federation,
            SignaturePool signatures,
            RelayMetrics metrics,
            List<HttpServer> servers) {}

    /** Connects to Redis and listens; the stage fails when either cannot be done. */
    public CompletionStage<RelayServer> start() {
        var listener = new Relayed();
        var store = new RelayStore.Settings(
                RedisURI.create(settings.redis().url()),
                settings.redis().prefix(),
                process,
                settings.streams(),
                settings.redis().timeout(),
                settings.redis().lease());
        return RelayStore.open(vertx, store, listener)
                .thenCompose(opened -> assemble(opened, listener).toCompletionStage());
    }

    private Future<RelayServer> assemble(RelayStore store, Relayed listener) {
        var metrics = new RelayMetrics(meters, settings.name());
        var sessions = new Sessions(vertx, store.sessions(), settings);
        var delivery = new Delivery(store.streams(), sessions, metrics);
        var federation = new Federation(vertx, settings, twins, delivery, store.journal(), metrics, clock);
        var router = new Router(delivery, twins, federation, settings, metrics, clock);
        RelaySettings.Limits limits = settings.limits();
        var rates = new RateLimits(limits.messagesPerMinute(), limits.bytesPerMinute(), clock);
        var signatures = new SignaturePool(limits.verifierThreads(), limits.verifierQueue());
        sessions.start(store.streams(), delivery, router, rates, metrics, clock);
        listener.sessions = sessions;
        metrics.gauge(RelayMetric.REDIS_CONNECTED, () -> store.isConnected() ? 1 : 0);
        metrics.gauge(RelayMetric.REDIS_UNFINISHED, store::unfinished);
        metrics.gauge(RelayMetric.REGISTRY_AVAILABLE, () -> twins.problem().isEmpty() ? 1 : 0);
        var endpoint = new FederationEndpoint(vertx, settings, twins, signatures, delivery, rates, metrics, clock);
        var front =
                new RelayFront(vertx, settings, sessions, twins, signatures, endpoint, scrape(meters), metrics, clock);
        var servers = new ArrayList<HttpServer>();
        var all = new Running(store, sessions, federation, signatures, metrics, servers);
        federation.tick();
        return listen(servers, front, sharedPort())
                .map(listening -> {
                    running = all;
                    long renew = Math.max(1000, settings.redis().lease().toMillis() / 3);
                    every(
                            Math.min(
                                    MAX_TICK_MILLIS,
                                    Math.max(20, settings.timing().deadAfter().toMillis() / 10)),
                            sessions::tick);
                    every(renew, sessions::renew);
                    every(renew, federation::tick);
                    every(settings.timing().lookInterval().toMillis(), sessions::wakeAll);
                    LOG.log(
                            System.Logger.Level.INFO,
                            "relay {0} listens at {1}:{2}",
                            String.join(", ", settings.domains()),
                            settings.host(),
                            Integer.toString(servers.getFirst().actualPort()));
                    return this;
                })
                .onFailure(error -> release(all));
    }

    /** Vert.x shares a port between servers only when it is named, so a free one has to be found before. */
    private int sharedPort() {
        if (settings.port() != 0 || settings.limits().eventLoops() <= 1) {
            return settings.port();
        }
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(settings.host(), 0));
            return probe.getLocalPort();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "no free port found at {0}: {1}", settings.host(), e.getMessage());
            return 0;
        }
    }

    /** One server per event loop, all at the same port: Vert.x hands connections out in turn. */
    private Future<Void> listen(List<HttpServer> servers, RelayFront front, int port) {
        if (servers.size() >= settings.limits().eventLoops()) {
            return Future.succeededFuture();
        }
        Promise<HttpServer> listening = Promise.promise();
        ((VertxInternal) vertx)
                .createEventLoopContext()
                .runOnContext(ignored -> vertx.createHttpServer(options(port))
                        .requestHandler(front)
                        .listen()
                        .onComplete(listening));
        return listening.future().compose(server -> {
            servers.add(server);
            return listen(servers, front, server.actualPort());
        });
    }

    private synchronized void every(long millis, Runnable action) {
        timers.add(vertx.setPeriodic(millis, ignored -> action.run()));
    }

    private HttpServerOptions options(int port) {
        int frame = settings.limits().maxFrameBytes();
        var options = new HttpServerOptions()
                .setHost(settings.host())
                .setPort(port)
                .setMaxInitialLineLength(MAX_REQUEST_LINE)
                .setMaxHeaderSize(MAX_HEADERS)
                .setMaxWebSocketFrameSize(frame)
                .setMaxWebSocketMessageSize(frame)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setCompressionSupported(false)
                .setDecompressionSupported(false)
                .setHttp2ClearTextEnabled(false)
                .setHandle100ContinueAutomatically(true)
                .setTcpNoDelay(true)
                .setIdleTimeout(IDLE_BEFORE_UPGRADE_SECONDS);
        RelaySettings.Tls tls = settings.tls();
        if (tls != null) {
            options.setSsl(true)
                    .setUseAlpn(false)
                    .setKeyCertOptions(new PemKeyCertOptions()
                            .setCertPath(tls.certificate().toString())
                            .setKeyPath(tls.key().toString()));
        }
        return options;
    }

    /** Only what concerns the relay: this page is public. */
    private static Supplier<@Nullable String> scrape(MeterRegistry meters) {
        return () -> {
            PrometheusMeterRegistry prometheus = prometheus(meters);
            return prometheus == null
                    ? null
                    : prometheus
                            .scrape()
                            .lines()
                            .filter(line -> line.startsWith(PUBLIC_METRICS)
                                    || line.startsWith("# HELP " + PUBLIC_METRICS)
                                    || line.startsWith("# TYPE " + PUBLIC_METRICS))
                            .collect(Collectors.joining("\n", "", "\n"));
        };
    }

    private static @Nullable PrometheusMeterRegistry prometheus(MeterRegistry meters) {
        if (meters instanceof PrometheusMeterRegistry prometheus) {
            return prometheus;
        }
        if (meters instanceof CompositeMeterRegistry composite) {
            for (MeterRegistry one : composite.getRegistries()) {
                if (one instanceof PrometheusMeterRegistry prometheus) {
                    return prometheus;
                }
            }
        }
        return null;
    }

    /** The port it listens at. */
    public int port() {
        Running now = running;
        if (now == null) {
            throw new IllegalStateException("the relay does not run");
        }
        return now.servers().getFirst().actualPort();
    }

    /** How it is. */
    public RelayHealth health() {
        Running now = running;
        return new RelayHealth(
                now != null,
                now != null && now.store().isConnected(),
                twins.problem().isEmpty(),
                twins.problem(),
                now == null ? 0 : now.sessions().count());
    }

    /** Ends all sessions with a Close frame, gives them up in Redis and stops listening. Nothing that is stored is lost. */
    public synchronized CompletionStage<Void> stop() {
        timers.forEach(vertx::cancelTimer);
        timers.clear();
        Running now = running;
        running = null;
        if (now == null) {
            return CompletableFuture.completedFuture(null);
        }
        now.sessions().stop();
        return Future.<Void>future(promise -> vertx.setTimer(STOP_GRACE_MILLIS, ignored -> promise.complete()))
                .compose(ignored -> Future.all(
                                now.servers().stream().map(HttpServer::close).toList())
                        .<Void>mapEmpty())
                .onComplete(ignored -> release(now))
                .toCompletionStage();
    }

    private static void release(Running all) {
        all.federation().close();
        all.signatures().close();
        all.metrics().close();
        all.store().close();
    }

    private static byte[] randomBytes() {
        byte[] bytes = new byte[8];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    /** What other processes tell us, passed on once there are sessions. */
    private static final class Relayed implements RelayStore.Listener {
        private volatile @Nullable Sessions sessions;

        @Override
        public void messageFor(Address session) {
            Sessions now = sessions;
            if (now != null) {
                now.wake(session);
            }
        }

        @Override
        public void displaced(Address session, String owner) {
            Sessions now = sessions;
            if (now != null) {
                now.displaced(session, owner);
            }
        }

        @Override
        public void missedSome() {
            Sessions now = sessions;
            if (now != null) {
                now.wakeAll();
            }
        }
    }
}
