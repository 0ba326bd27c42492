package io.threefold.rmb.peer.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.ShutdownEvent;
import io.threefold.rmb.peer.status.PeerMeters;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The framework's edge: hands its parts to {@link PeerProcess} and follows its life. */
@Singleton
public class PeerApplication implements QuarkusApplication {
    private final Vertx vertx;
    private final MeterRegistry meters;
    private volatile @Nullable PeerProcess process;

    /** Takes what the framework made. */
    @Inject
    public PeerApplication(Vertx vertx, MeterRegistry meters) {
        this.vertx = vertx;
        this.meters = meters;
    }

    @Override
    public int run(String... arguments) {
        Launch launch = Objects.requireNonNull(PeerMain.LAUNCH.get(), "started by PeerMain");
        InstantSource clock = InstantSource.system();
        PeerProcess started = new PeerProcess(
                launch,
                new PeerMeters(meters),
                clock,
                (configuration, peerMeters, heartbeats, exit) -> new PeerEngine(new PeerEngine.Parts(
                        launch.settings(), launch.identity(), vertx, peerMeters, heartbeats, clock, exit)),
                PeerApplication::leave);
        process = started;
        started.start();
        Quarkus.waitForExit();
        return started.exitCode();
    }

    private static void leave(int code, String line) {
        System.err.println("rmb-peer: " + line);
        Quarkus.asyncExit(code);
    }

    void routes(@Observes Router router) {
        ManagementRoutes.install(router, () -> process);
    }

    void stop(@Observes ShutdownEvent event) {
        PeerProcess running = process;
        if (running != null) {
            running.stop();
        }
    }

    /** The process, once it has started. */
    @Nullable PeerProcess process() {
        return process;
    }
}
