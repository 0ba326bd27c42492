package io.threefold.rmb.relay.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.threefold.rmb.relay.RelayHealth;
import io.threefold.rmb.relay.RelayServer;
import io.threefold.rmb.tfchain.Chain;
import io.threefold.rmb.tfchain.ChainTwinRegistry;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.jspecify.annotations.Nullable;

/** The framework's edge: makes a chain registry and a relay, and follows the program's life. */
@Singleton
public class RelayApplication implements QuarkusApplication {
    private static final System.Logger LOG = System.getLogger(RelayApplication.class.getName());
    private static final long START_SECONDS = 30;
    private static final long STOP_SECONDS = 5;

    private final Vertx vertx;
    private final MeterRegistry meters;
    private volatile @Nullable RelayServer relay;
    private volatile @Nullable Chain chain;
    private volatile @Nullable ChainTwinRegistry twins;

    /** Takes what the framework made. */
    @Inject
    public RelayApplication(Vertx vertx, MeterRegistry meters) {
        this.vertx = vertx;
        this.meters = meters;
    }

    @Override
    public int run(String... arguments) throws InterruptedException {
        RelayConfiguration configuration =
                Objects.requireNonNull(RelayMain.CONFIGURATION.get(), "started by RelayMain");
        InstantSource clock = InstantSource.system();
        var newChain = new Chain(vertx, configuration.chain(), clock);
        var registry = new ChainTwinRegistry(newChain, configuration.twins(), clock);
        chain = newChain;
        twins = registry;
        newChain.start();
        var server = new RelayServer(vertx, registry, configuration.relay(), meters, clock);
        try {
            server.start().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException | TimeoutException e) {
            System.err.println("rmb-relay: cannot start: " + reason(e)
                    + ". Check that Redis answers (--redis) and that the address is free (--listen).");
            return RelayMain.EXIT_START;
        }
        relay = server;
        Quarkus.waitForExit();
        return 0;
    }

    private static String reason(Throwable error) {
        Throwable cause = error;
        while ((cause instanceof CompletionException || cause instanceof java.util.concurrent.ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    void stop(@Observes ShutdownEvent event) {
        RelayServer server = relay;
        if (server != null) {
            try {
                server.stop().toCompletableFuture().get(STOP_SECONDS, TimeUnit.SECONDS);
            } catch (Exception e) {
                LOG.log(System.Logger.Level.WARNING, "the relay did not stop in time");
            }
        }
        ChainTwinRegistry registry = twins;
        if (registry != null) {
            registry.close();
        }
        Chain connected = chain;
        if (connected != null) {
            connected.close();
        }
    }

    /** Ready: it listens and Redis answers. The chain's state is shown; without it the relay still serves known twins. */
    @Produces
    @Singleton
    @Readiness
    AsyncHealthCheck ready() {
        return () -> Uni.createFrom().item(() -> {
            RelayServer server = relay;
            var answer = HealthCheckResponse.named("relay");
            if (server == null) {
                return answer.down().build();
            }
            RelayHealth health = server.health();
            answer.withData("redis", health.redisConnected() ? "connected" : "away")
                    .withData("registry", health.registryAvailable() ? "available" : health.registryProblem())
                    .withData("sessions", health.sessions());
            return answer.status(health.isReady()).build();
        });
    }

    /** Live: the event loop that answers this moves. */
    @Produces
    @Singleton
    @Liveness
    AsyncHealthCheck live() {
        return () -> Uni.createFrom().item(() -> HealthCheckResponse.up("loops"));
    }
}
