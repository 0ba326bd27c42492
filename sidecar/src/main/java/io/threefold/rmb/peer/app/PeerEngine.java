package io.threefold.rmb.peer.app;

import io.threefold.rmb.peer.catalogue.Metrics;
import io.threefold.rmb.peer.catalogue.Settings;
import io.threefold.rmb.peer.config.Configuration;
import io.threefold.rmb.peer.flow.MessageFlow;
import io.threefold.rmb.peer.flow.StandardCommands;
import io.threefold.rmb.peer.link.LinkIdentity;
import io.threefold.rmb.peer.link.RelayPool;
import io.threefold.rmb.peer.link.RelayStatus;
import io.threefold.rmb.peer.registration.Registration;
import io.threefold.rmb.peer.role.RoleIdentity;
import io.threefold.rmb.peer.role.RoleService;
import io.threefold.rmb.peer.role.RoleSettings;
import io.threefold.rmb.peer.role.RoleStatus;
import io.threefold.rmb.peer.status.FlowMeters;
import io.threefold.rmb.peer.status.Heartbeats;
import io.threefold.rmb.peer.status.LinkMeters;
import io.threefold.rmb.peer.status.PeerMeters;
import io.threefold.rmb.peer.status.StatusBoard.Section;
import io.threefold.rmb.peer.store.RedisFinding;
import io.threefold.rmb.peer.store.RedisStore;
import io.threefold.rmb.peer.store.StoreException;
import io.threefold.rmb.peer.store.StoreKeys;
import io.threefold.rmb.protocol.envelope.Address;
import io.threefold.rmb.protocol.identity.Identity;
import io.threefold.rmb.protocol.token.RelayToken;
import io.threefold.rmb.tfchain.Chain;
import io.threefold.rmb.tfchain.ChainTwinRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Puts chain, Redis, relay links and message flow together and starts and stops them in order. */
final class PeerEngine implements Engine {
    /** What the engine is given. */
    record Parts(
            EngineSettings settings,
            Identity identity,
            Vertx vertx,
            PeerMeters meters,
            Heartbeats heartbeats,
            InstantSource clock,
            Exit exit) {}

    /** What exists once the twin is known and Redis is there. */
    record Running(
            long twin, RedisStore store, RedisFinding finding, RelayPool pool, RoleService role, MessageFlow flow) {}

    private static final Logger LOG = Logger.getLogger("io.threefold.rmb.peer");
    private static final Duration REDIS_PATIENCE = Duration.ofSeconds(5);
    private static final Duration HAND_OVER = Duration.ofSeconds(1);
    private static final Duration LOOP_DEADLINE = Duration.ofSeconds(30);

    private final Parts parts;
    private final Chain chain;
    private final ChainTwinRegistry registry;
    private final OwnTwin ownTwin;
    private volatile @Nullable Registration registration;
    private volatile RedisStore.@Nullable Opening opening;
    private volatile @Nullable Running running;
    private volatile @Nullable Long twin;
    private volatile boolean serving;
    private volatile boolean quiescing;
    private volatile boolean stopped;
    private volatile Configuration configuration;

    PeerEngine(Parts parts) {
        this.parts = parts;
        configuration = parts.settings().configuration();
        chain = new Chain(parts.vertx(), parts.settings().rpc(), parts.clock());
        registry = new ChainTwinRegistry(chain, parts.settings().registry(), parts.clock());
        ownTwin = new OwnTwin(
                registry,
                parts.identity().account(),
                configuration.on(Settings.WAIT_FOR_TWIN),
                this::later,
                parts.exit());
        parts.meters().gauge(Metrics.CHAIN_CONNECTED, () -> chainConnected() ? 1 : 0);
        parts.meters().gauge(Metrics.TWINS_CACHED, () -> registry.status().cachedTwins());
        parts.meters().gauge(Metrics.REGISTERED, () -> {
            Registration now = registration;
            return now != null && now.status().state() == Registration.State.REGISTERED ? 1 : 0;
        });
    }

    private void later(Duration delay, Runnable task) {
        parts.vertx().setTimer(Math.max(1, delay.toMillis()), id -> {
            if (!stopped) {
                task.run();
            }
        });
    }

    @Override
    public void start() {
        chain.start();
        ownTwin.find(configuration.get(Settings.TWIN_ID)).thenAccept(id -> {
            // Making the first connections takes a moment, which an event loop does not have.
            Thread starter = new Thread(() -> openRedis(id), "rmb-start");
            starter.setDaemon(true);
            starter.start();
        });
    }

    private void openRedis(long id) {
        twin = id;
        if (stopped) {
            return;
        }
        LOG.infof("This is twin %d, account %s.", id, parts.identity().account().toSs58());
        String slot = configuration.get(Settings.REDIS_SHARED)
                ? configuration.get(Settings.SESSION_ID).orElse("main")
                : "main";
        RedisStore.Opening attempt = RedisStore.open(parts.settings().store(), new StoreKeys(id, slot), parts.clock());
        opening = attempt;
        later(REDIS_PATIENCE, () -> {
            if (!attempt.store().isDone()) {
                LOG.warn("Redis cannot be reached yet: check redis.url and that it runs. The peer keeps trying.");
            }
        });
        attempt.store()
                .thenCompose(store -> store.check().thenAccept(finding -> run(id, store, finding)))
                .exceptionally(error -> {
                    failed(error);
                    return null;
                });
    }

    private void failed(Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        if (stopped) {
            return;
        }
        if (cause instanceof StoreException || cause instanceof IllegalArgumentException) {
            parts.exit().leave(1, String.valueOf(cause.getMessage()));
        } else {
            LOG.error("The peer could not start", cause);
            parts.exit()
                    .leave(1, "The peer could not start: " + cause.getClass().getSimpleName() + "; the log has more.");
        }
    }

    private synchronized void run(long id, RedisStore store, RedisFinding finding) {
        if (stopped) {
            store.close();
            return;
        }
        finding.warnings().forEach(LOG::warn);
        String session = configuration.get(Settings.SESSION_ID).orElse(null);
        Identity identity = parts.identity();
        CompletableFuture<MessageFlow> flowLater = new CompletableFuture<>();
        LinkMeters linkMeters = new LinkMeters(parts.meters(), this::relays);
        RelayPool pool = new RelayPool(
                parts.vertx(),
                parts.settings().links(),
                new LinkIdentity(
                        id,
                        session,
                        tokenSession -> RelayToken.issue(
                                id,
                                tokenSession,
                                parts.clock().instant().getEpochSecond(),
                                RelayToken.DEFAULT_TTL_SECONDS,
                                identity::signTagged)),
                parts.clock(),
                frame -> flowLater.thenCompose(flow -> flow.accept(frame)),
                linkMeters);
        RoleService role = new RoleService(
                pool,
                new RoleIdentity(id, session, identity.account(), identity::signTagged, Version.current()),
                RoleSettings.defaults(),
                parts.clock(),
                status -> {});
        role.start();
        MessageFlow flow = new MessageFlow(new MessageFlow.Parts(
                parts.settings().flow(),
                identity,
                new Address(id, session),
                registry,
                pool,
                store,
                new StandardCommands(Version.current()),
                new FlowMeters(parts.meters()),
                parts.clock()));
        flowLater.complete(flow);
        running = new Running(id, store, finding, pool, role, flow);
        FlowMeters.gauges(parts.meters(), flow::stats);
        flow.onQuiesceAsked(this::quiesce);
        Heartbeats.Beat links = beat("links");
        parts.vertx().setPeriodic(1000, timer -> pool.execute(links::now));
        roleMetrics(role);
        pool.setRelays(configuration.get(Settings.RELAYS));
        flow.start().whenComplete((done, error) -> {
            if (error != null) {
                failed(error);
            } else {
                serving = true;
                flow.heartbeat(beat("flow")::now);
                LOG.info("Messages are taken from Redis now.");
            }
        });
        register(id, role);
    }

    private Heartbeats.Beat beat(String loop) {
        parts.meters()
                .gauge(
                        Metrics.LOOP_SILENCE,
                        () -> parts.heartbeats().silence(loop).toMillis() / 1000.0,
                        loop);
        return parts.heartbeats().register(loop, LOOP_DEADLINE);
    }

    private void roleMetrics(RoleService role) {
        parts.meters().gauge(Metrics.PRIMARY, () -> switch (role.status().role()) {
            case LONE, PRIMARY -> 1;
            case STANDBY, FOREIGN -> 0;
        });
        parts.meters().gauge(Metrics.ROLE_CHANGES, () -> role.status().changes());
    }

    private void register(long id, RoleService role) {
        OwnRecord record = new OwnRecord(id, chain, registry, parts.identity(), this::later);
        record.follow(role::recordedRelays);
        Registration made =
                record.registration(parts.settings().writer(), configuration.get(Settings.CHAIN_UPDATE), parts.clock());
        registration = made;
        made.want(EngineSettings.domains(configuration));
    }

    private void quiesce() {
        if (!quiescing) {
            LOG.info("Asked to quiesce: no new requests are taken, what is under way goes on.");
            quiescing = true;
            Running now = running;
            if (now != null) {
                now.role().handOver(HAND_OVER);
            }
        }
    }

    @Override
    public boolean redisConnected() {
        Running now = running;
        return now != null && now.store().connected();
    }

    @Override
    public boolean serving() {
        return serving;
    }

    @Override
    public boolean relayConnected() {
        Running now = running;
        return now != null && now.pool().connected();
    }

    @Override
    public boolean chainConnected() {
        return chain.connection().connected() != null;
    }

    @Override
    public String phase() {
        if (stopped) {
            return "stopping";
        }
        if (twin == null) {
            return ownTwin.phase();
        }
        if (quiescing) {
            return "quiescing";
        }
        return serving ? "serving" : "waiting for Redis";
    }

    private @Nullable RoleStatus role() {
        Running now = running;
        return now == null ? null : now.role().status();
    }

    private Map<String, RelayStatus> relays() {
        Running now = running;
        return now == null ? Map.of() : now.pool().statuses();
    }

    @Override
    public List<Section> sections() {
        return new EngineSections(
                        () -> twin,
                        ownTwin::problem,
                        this::role,
                        this::relays,
                        () -> running,
                        registry::status,
                        () -> registration)
                .all();
    }

    @Override
    public synchronized void apply(Configuration next) {
        configuration = next;
        Running now = running;
        if (now != null) {
            now.flow().apply(EngineSettings.flow(next));
            now.pool().setRelays(next.get(Settings.RELAYS));
        }
        Registration registering = registration;
        if (registering != null) {
            registering.want(EngineSettings.domains(next));
        }
    }

    @Override
    public void caChanged() {
        TrustedCa ca = parts.settings().ca();
        Running now = running;
        if (ca != null && now != null) {
            now.pool().trust(ca.pem());
        }
    }

    @Override
    public CompletionStage<Void> stop(Duration deadline) {
        Running now;
        synchronized (this) {
            stopped = true;
            now = running;
        }
        ownTwin.stop();
        Registration registering = registration;
        if (registering != null) {
            registering.stop();
        }
        if (now == null) {
            RedisStore.Opening attempt = opening;
            if (attempt != null) {
                attempt.cancel().run();
            }
            closeChain();
            return CompletableFuture.completedStage(null);
        }
        Duration closing = deadline.dividedBy(5);
        boolean answerWaiting = !configuration.get(Settings.REDIS_SHARED);
        now.role().handOver(HAND_OVER);
        return now.flow()
                .drain(deadline.minus(closing), answerWaiting)
                .thenCompose(flushed -> {
                    if (!flushed) {
                        LOG.warn("Not everything was sent in time; it stays in Redis for the next start.");
                    }
                    return now.pool().stop(closing);
                })
                .thenRun(() -> {
                    now.flow().stop();
                    now.store().close();
                    closeChain();
                });
    }

    private void closeChain() {
        registry.close();
        chain.close();
    }
}
