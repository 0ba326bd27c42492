package io.threefold.rmb.peer.app;

import io.threefold.rmb.peer.catalogue.Metrics;
import io.threefold.rmb.peer.catalogue.Settings;
import io.threefold.rmb.peer.config.Configuration;
import io.threefold.rmb.peer.status.HealthCheck;
import io.threefold.rmb.peer.status.HealthSource;
import io.threefold.rmb.peer.status.Heartbeats;
import io.threefold.rmb.peer.status.PeerMeters;
import io.threefold.rmb.peer.status.StatusBoard;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/** One running peer: its engine, what is told about it, its reloads and its end. */
final class PeerProcess {
    /** Makes the engine; it may use what the process offers. */
    @FunctionalInterface
    interface EngineFactory {
        Engine make(Configuration configuration, PeerMeters meters, Heartbeats heartbeats, Engine.Exit exit);
    }

    private static final Logger LOG = Logger.getLogger("io.threefold.rmb.peer");
    private static final Duration LOOP_DEADLINE = Duration.ofSeconds(30);
    private static final Duration STATUS_TICK = Duration.ofMillis(200);
    private static final Duration RELOAD_TICK = Duration.ofMillis(500);

    private final Instant startedAt;
    private final ScheduledThreadPoolExecutor housekeeping;
    private final Heartbeats heartbeats = new Heartbeats(System::nanoTime);
    private final Heartbeats.Beat housekeepingBeat;
    private final StatusBoard board;
    private final Engine engine;
    private final Reloader reloader;
    private final Engine.Exit exit;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private volatile int exitCode;

    PeerProcess(Launch launch, PeerMeters meters, InstantSource clock, EngineFactory engines, Engine.Exit exit) {
        this.exit = exit;
        startedAt = clock.instant();
        housekeeping = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "rmb-housekeeping");
            thread.setDaemon(true);
            return thread;
        });
        housekeeping.setRemoveOnCancelPolicy(true);
        housekeepingBeat = heartbeats.register("housekeeping", LOOP_DEADLINE);
        board = new StatusBoard(startedAt, housekeeping);
        engine = engines.make(launch.configuration(), meters, heartbeats, this::leave);
        reloader = new Reloader(launch, engine::apply, engine::caChanged, meters);
        sections(launch);
        gauges(meters);
    }

    void start() {
        Configuration configuration = reloader.configuration();
        configuration.warnings().forEach(LOG::warn);
        engine.start();
        repeat(STATUS_TICK, board::poll);
        repeat(RELOAD_TICK, () -> {
            housekeepingBeat.now();
            reloader.look();
        });
    }

    private void repeat(Duration every, Runnable task) {
        housekeeping.scheduleWithFixedDelay(
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException e) {
                        LOG.warn("housekeeping failed and will be tried again", e);
                    }
                },
                every.toMillis(),
                every.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void leave(int code, String line) {
        exitCode = code;
        exit.leave(code, line);
    }

    /** Drains and closes; blocks until that is done or the time is over. May be called more than once. */
    void stop() {
        if (!stopping.compareAndSet(false, true)) {
            return;
        }
        Duration deadline = reloader.configuration().get(Settings.SHUTDOWN_TIMEOUT);
        LOG.infof("Stopping: answering and sending what is under way, at most %d s.", deadline.toSeconds());
        board.releaseAll();
        try {
            engine.stop(deadline).toCompletableFuture().get(deadline.toMillis() + 500, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn("Stopped before everything was sent; what is left stays in Redis for the next start.");
        } catch (ExecutionException e) {
            LOG.warn("Stopping failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        housekeeping.shutdownNow();
        reloader.close();
        LOG.info("Stopped.");
    }

    int exitCode() {
        return exitCode;
    }

    StatusBoard board() {
        return board;
    }

    HealthSource health() {
        return new HealthSource() {
            @Override
            public HealthCheck started() {
                return new HealthCheck(
                        engine.redisConnected() && engine.serving(),
                        Map.of(
                                "redis", upDown(engine.redisConnected()),
                                "chain", upDown(engine.chainConnected()),
                                "phase", engine.phase()));
            }

            @Override
            public HealthCheck ready() {
                return new HealthCheck(
                        engine.redisConnected() && engine.serving() && engine.relayConnected() && !stopping.get(),
                        Map.of(
                                "redis", upDown(engine.redisConnected()),
                                "relay", upDown(engine.relayConnected()),
                                "chain", upDown(engine.chainConnected()),
                                "phase", engine.phase()));
            }

            @Override
            public HealthCheck live() {
                Map<String, String> stuck = new LinkedHashMap<>();
                heartbeats
                        .stuck()
                        .forEach((loop, silence) -> stuck.put(loop, "silent for " + silence.toSeconds() + " s"));
                return new HealthCheck(stuck.isEmpty(), stuck);
            }
        };
    }

    private static String upDown(boolean up) {
        return up ? "connected" : "not connected";
    }

    private void sections(Launch launch) {
        String version = Version.current();
        board.add(new StatusBoard.Section(
                "peer",
                () -> new JsonObject()
                        .put("version", version)
                        .put("startedAt", startedAt.toString())
                        .put("phase", stopping.get() ? "stopping" : engine.phase())
                        .put("account", launch.identity().account().toSs58())
                        .put("keyType", launch.identity().keyType().name().toLowerCase(java.util.Locale.ROOT))
                        .put(
                                "session",
                                reloader.configuration()
                                        .get(Settings.SESSION_ID)
                                        .orElse(null)),
                () -> stopping.get() ? "stopping" : engine.phase()));
        board.add(new StatusBoard.Section(
                "health", this::healthJson, () -> healthJson().encode()));
        engine.sections().forEach(board::add);
        board.add(new StatusBoard.Section(
                "config", reloader::json, () -> reloader.json().encode()));
    }

    private JsonObject healthJson() {
        HealthSource health = health();
        JsonArray stuck = new JsonArray();
        heartbeats.stuck().keySet().forEach(stuck::add);
        return new JsonObject()
                .put("started", health.started().up())
                .put("ready", health.ready().up())
                .put("live", health.live().up())
                .put("stuckLoops", stuck);
    }

    private void gauges(PeerMeters meters) {
        meters.gauge(Metrics.INFO, () -> 1, Version.current());
        meters.gauge(Metrics.READY, () -> health().ready().up() ? 1 : 0);
        meters.gauge(Metrics.REDIS_CONNECTED, () -> engine.redisConnected() ? 1 : 0);
        meters.gauge(Metrics.STATUS_WAITERS, board::waiting);
        heartbeats
                .silences()
                .keySet()
                .forEach(loop -> meters.gauge(
                        Metrics.LOOP_SILENCE, () -> heartbeats.silence(loop).toMillis() / 1000.0, loop));
    }
}
