package io.threefold.rmb.devnet.app;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParameterException;

/** Starts a devnet. What a user can have got wrong is told before the framework starts, in one line. */
@QuarkusMain(name = "devnet")
public final class DevnetMain {
    /** An option is wrong, or a part cannot start. */
    static final int EXIT_SETTING = 2;

    /** What was asked for, handed over to the framework's instance of {@link DevnetApplication}. */
    record Launch(DevnetSettings settings, long startedNanos) {}

    static final AtomicReference<@Nullable Launch> LAUNCH = new AtomicReference<>();

    private DevnetMain() {}

    /** Entry point; {@code --help} lists the options. */
    public static void main(String... arguments) {
        long started = System.nanoTime();
        try {
            DevnetOptions options = DevnetOptions.parse(arguments);
            if (options.help()) {
                System.out.print(DevnetOptions.usage());
                return;
            }
            LAUNCH.set(new Launch(options.settings(), started));
            System.setProperty("quarkus.http.host", options.host());
            System.setProperty("quarkus.http.port", Integer.toString(options.managementPort()));
            System.setProperty("quarkus.log.console.json.enabled", Boolean.toString(options.json()));
            if (options.debug()) {
                System.setProperty("quarkus.log.category.\"io.threefold.rmb\".level", "DEBUG");
            }
        } catch (ParameterException e) {
            System.err.println("rmb devnet: " + e.getMessage() + " (--help lists the options)");
            System.exit(EXIT_SETTING);
            return;
        }
        Quarkus.run(DevnetApplication.class, (code, failure) -> {
            if (failure != null) {
                System.err.println("rmb devnet: " + reason(failure));
            }
            System.exit(failure == null ? code : EXIT_SETTING);
        });
    }

    private static String reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof java.net.BindException) {
                return "the management port is taken: give another --management-port";
            }
        }
        return failure.toString();
    }
}
