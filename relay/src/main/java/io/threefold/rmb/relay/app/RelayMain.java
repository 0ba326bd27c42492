package io.threefold.rmb.relay.app;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.Console;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Starts the relay program. What is wrong with its settings is told in one line, before the framework starts. */
@QuarkusMain
public final class RelayMain {
    /** A setting is wrong. */
    static final int EXIT_SETTING = 2;
    /** It could not start: Redis, or the address to listen at. */
    static final int EXIT_START = 4;

    /** Handed over to the framework's instance of {@link RelayApplication}. */
    static final AtomicReference<@Nullable RelayConfiguration> CONFIGURATION = new AtomicReference<>();

    /** Tells of each certificate in a signed jar, before anybody could have asked for that. Held: it would be forgotten. */
    private static final Logger NOISE = Logger.getLogger("jdk.event.security");

    private RelayMain() {}

    /** Entry point; {@code --help} lists the options. */
    public static void main(String... arguments) {
        NOISE.setLevel(Level.OFF);
        try {
            RelayOptions.Read read = RelayOptions.read(arguments, System.getenv());
            if (read.print() != null) {
                System.out.print(read.print());
                return;
            }
            RelayConfiguration configuration = RelayConfiguration.of(read.options(), System.getenv());
            framework(configuration);
            CONFIGURATION.set(configuration);
        } catch (OptionException e) {
            System.err.println("rmb-relay: " + e.getMessage());
            System.exit(EXIT_SETTING);
            return;
        }
        Quarkus.run(RelayApplication.class);
    }

    /**
     * The framework's own settings. Not in an application.properties, which would reach every program that has this one in
     * its class path.
     */
    private static void framework(RelayConfiguration configuration) {
        Console console = System.console();
        boolean terminal = console != null && console.isTerminal();
        boolean json = configuration.logFormat().equals("json")
                || configuration.logFormat().equals("auto") && !terminal;
        set("quarkus.http.host", configuration.management().host());
        set("quarkus.http.port", Integer.toString(configuration.management().port()));
        set("quarkus.http.limits.max-body-size", "1K");
        set("quarkus.http.limits.max-connections", "64");
        set("quarkus.log.console.json.enabled", Boolean.toString(json));
        set("quarkus.log.console.format", "%d{HH:mm:ss.SSS} %-5p [%c{1}] %s%e%n");
        set("quarkus.log.console.stderr", "true");
        set("quarkus.log.category.\"io.threefold.rmb\".level", configuration.logLevel());
        set("quarkus.log.category.\"io.quarkus\".level", "WARN");
        set("quarkus.log.category.\"io.smallrye.health\".level", "WARN");
        set("quarkus.log.category.\"io.netty\".level", "WARN");
        set("quarkus.log.category.\"io.lettuce\".level", "ERROR");
        set("quarkus.log.category.\"io.vertx\".level", "ERROR");
        set("quarkus.log.category.\"io.vertx.core.net.impl\".level", "OFF");
    }

    private static void set(String name, String value) {
        if (System.getProperty(name) == null) {
            System.setProperty(name, value);
        }
    }
}
