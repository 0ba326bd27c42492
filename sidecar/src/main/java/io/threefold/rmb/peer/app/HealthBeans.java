package io.threefold.rmb.peer.app;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.threefold.rmb.peer.status.HealthCheck;
import io.threefold.rmb.peer.status.HealthSource;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.function.Function;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/** {@code /q/health/started}, {@code ready} and {@code live}, answered on the event loop. */
@Singleton
public class HealthBeans {
    private final PeerApplication application;

    /** Asks the application's process. */
    public HealthBeans(PeerApplication application) {
        this.application = application;
    }

    @Produces
    @Singleton
    @Startup
    AsyncHealthCheck started() {
        return check("started", HealthSource::started);
    }

    @Produces
    @Singleton
    @Readiness
    AsyncHealthCheck ready() {
        return check("ready", HealthSource::ready);
    }

    @Produces
    @Singleton
    @Liveness
    AsyncHealthCheck live() {
        return check("live", HealthSource::live);
    }

    private AsyncHealthCheck check(String name, Function<HealthSource, HealthCheck> question) {
        return () -> Uni.createFrom().item(() -> {
            PeerProcess process = application.process();
            var builder = HealthCheckResponse.named(name);
            if (process == null) {
                // Between the first request and our own start; alive, but nothing else.
                return builder.status(name.equals("live")).build();
            }
            HealthCheck answer = question.apply(process.health());
            answer.data().forEach(builder::withData);
            return builder.status(answer.up()).build();
        });
    }
}
