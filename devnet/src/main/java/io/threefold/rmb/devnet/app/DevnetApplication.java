package io.threefold.rmb.devnet.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/** The framework's edge: starts a {@link Devnet}, says what there is, and stops it with the process. */
@Singleton
public class DevnetApplication implements QuarkusApplication {
    private final Vertx vertx;
    private final MeterRegistry meters;
    private volatile @Nullable Devnet devnet;

    /** Takes what the framework made. */
    public DevnetApplication(Vertx vertx, MeterRegistry meters) {
        this.vertx = vertx;
        this.meters = meters;
    }

    @Override
    public int run(String... arguments) {
        DevnetMain.Launch launch = Objects.requireNonNull(DevnetMain.LAUNCH.get(), "started by DevnetMain");
        try (Devnet started = Devnet.start(launch.settings(), vertx, meters, InstantSource.system())) {
            devnet = started;
            Duration took = Duration.ofNanos(System.nanoTime() - launch.startedNanos());
            System.out.print(Welcome.text(started, launch.settings(), managementUrl(launch.settings()), took));
            System.out.flush();
            Quarkus.waitForExit();
            return 0;
        } catch (DevnetException e) {
            System.err.println("rmb devnet: " + e.getMessage());
            return DevnetMain.EXIT_SETTING;
        } finally {
            devnet = null;
        }
    }

    /** Before the framework takes its event loops away. */
    void stop(@Observes ShutdownEvent event) {
        Devnet running = devnet;
        if (running != null) {
            running.close();
        }
    }

    private static String managementUrl(DevnetSettings settings) {
        // Quarkus writes the port it got back into the configuration.
        int port = ConfigProvider.getConfig().getValue("quarkus.http.port", Integer.class);
        String host = settings.host().equals("0.0.0.0") ? "127.0.0.1" : settings.host();
        return "http://" + host + ":" + port;
    }

    /** What runs; null before and after. */
    @Nullable Devnet devnet() {
        return devnet;
    }
}
