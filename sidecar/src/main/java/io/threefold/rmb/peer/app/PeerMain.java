package io.threefold.rmb.peer.app;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.threefold.rmb.peer.config.ConfigException;
import io.threefold.rmb.peer.config.ConfigSource;
import java.io.Console;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Starts the peer. Everything a user can have got wrong is told before the framework starts, in one line. */
@QuarkusMain
public final class PeerMain {
    /** A setting is wrong. */
    static final int EXIT_SETTING = 2;
    /** The account has no twin and nobody asked to wait for one. */
    static final int EXIT_NO_TWIN = 3;

    /** Handed over to the framework's instance of {@link PeerApplication}. */
    static final AtomicReference<@Nullable Launch> LAUNCH = new AtomicReference<>();

    /** Tells of each certificate in a signed jar, before anybody could have asked for that. Held: it would be forgotten. */
    private static final Logger NOISE = Logger.getLogger("jdk.event.security");

    private PeerMain() {}

    /** Entry point; {@code --help} lists the options. */
    public static void main(String... arguments) {
        NOISE.setLevel(Level.OFF);
        // Lettuce would start the flight recorder: seconds and megabytes for events nobody asked for.
        System.setProperty("io.lettuce.core.jfr", "false");
        try {
            ConfigSource source = Launch.source(arguments, System.getenv());
            String printed = source.printed();
            if (printed != null) {
                System.out.print(printed);
                return;
            }
            Launch launch = Launch.of(source, System.getenv());
            Properties framework = launch.framework(onTerminal());
            framework.forEach((name, value) -> System.setProperty((String) name, (String) value));
            LAUNCH.set(launch);
        } catch (ConfigException e) {
            System.err.println("rmb-peer: " + e.getMessage());
            System.exit(EXIT_SETTING);
            return;
        }
        Quarkus.run(PeerApplication.class);
    }

    private static boolean onTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }
}
