package io.threefold.rmb.devnet.app;

import io.threefold.rmb.devnet.rpc.ChainServer;
import io.threefold.rmb.relay.RelayHealth;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.time.InstantSource;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;
import org.jspecify.annotations.Nullable;

/** Started: chain and relay listen. Ready: blocks are durable and the relay serves. Live: blocks are made. */
@ApplicationScoped
public class DevnetHealth {
    private static final long STALLED_MILLIS = 30_000;

    private final DevnetApplication application;
    private final InstantSource clock = InstantSource.system();

    /** Looks at what the application runs. */
    public DevnetHealth(DevnetApplication application) {
        this.application = application;
    }

    @Produces
    @Startup
    @ApplicationScoped
    HealthCheck started() {
        return () -> HealthCheckResponse.named("devnet")
                .status(application.devnet() != null)
                .build();
    }

    @Produces
    @Readiness
    @ApplicationScoped
    HealthCheck ready() {
        return () -> {
            Devnet devnet = application.devnet();
            HealthCheckResponseBuilder answer = HealthCheckResponse.named("devnet");
            if (devnet == null) {
                return answer.down().withData("reason", "not started").build();
            }
            ChainServer.Status chain = devnet.chainStatus();
            RelayHealth relay = devnet.relayHealth();
            answer.withData("chain", devnet.chainUrl())
                    .withData("block", chain.head())
                    .withData("finalized", chain.finalized());
            String relayUrl = devnet.relayUrl();
            if (relayUrl != null) {
                answer.withData("relay", relayUrl);
            }
            String reason = reason(devnet, chain, relay);
            if (reason != null) {
                answer.withData("reason", reason);
            }
            return answer.status(reason == null).build();
        };
    }

    @Produces
    @Liveness
    @ApplicationScoped
    HealthCheck live() {
        return () -> {
            Devnet devnet = application.devnet();
            boolean moves =
                    devnet == null || clock.millis() - devnet.chainStatus().lastBlockMillis() < STALLED_MILLIS;
            return HealthCheckResponse.named("blocks").status(moves).build();
        };
    }

    private static @Nullable String reason(Devnet devnet, ChainServer.Status chain, @Nullable RelayHealth relay) {
        if (chain.failure() != null) {
            return chain.failure();
        }
        if (!devnet.redisRuns()) {
            return "the embedded Redis ended; start again";
        }
        if (relay != null && !relay.isReady()) {
            return "the relay is not connected to Redis";
        }
        return null;
    }
}
