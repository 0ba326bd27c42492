package io.threefold.rmb.peer.app;

import io.threefold.rmb.peer.catalogue.Choices.Level;
import io.threefold.rmb.peer.catalogue.Metrics;
import io.threefold.rmb.peer.catalogue.Setting;
import io.threefold.rmb.peer.catalogue.Settings;
import io.threefold.rmb.peer.config.ConfigException;
import io.threefold.rmb.peer.config.Configuration;
import io.threefold.rmb.peer.status.PeerMeters;
import io.threefold.rmb.protocol.identity.Identity;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Applies changed files without a restart, and says what needs one. {@link #look} runs on one thread; the rest on any.
 */
final class Reloader implements AutoCloseable {
    private static final org.jboss.logging.Logger LOG = org.jboss.logging.Logger.getLogger("io.threefold.rmb.peer");
    /** Held, since log levels set on a logger that nobody holds are lost. */
    private static final Logger ROOT = Logger.getLogger("io.threefold.rmb");

    private final Launch launch;
    private final Consumer<Configuration> apply;
    private final Runnable caChanged;
    private final PeerMeters meters;
    private final FileWatch watch = new FileWatch();
    private final Set<String> restartNeeded = new TreeSet<>();
    private volatile Configuration configuration;
    private volatile Configuration read;
    private volatile List<String> restart = List.of();
    private volatile @Nullable String problem;

    Reloader(Launch launch, Consumer<Configuration> apply, Runnable caChanged, PeerMeters meters) {
        this.caChanged = caChanged;
        this.launch = launch;
        this.apply = apply;
        this.meters = meters;
        this.configuration = launch.configuration();
        this.read = launch.configuration();
        watch.changed(files());
    }

    /** The configuration in force; settings that need a restart may differ from what was really started with. */
    Configuration configuration() {
        return configuration;
    }

    private List<Path> files() {
        List<Path> files = new ArrayList<>();
        launch.source().file().ifPresent(given -> {
            files.add(given);
            for (String name : List.of("peer.yaml", "peer.yml", "peer.properties")) {
                files.add(given.resolve(name));
            }
        });
        launch.configuration().get(Settings.CA_FILE).ifPresent(files::add);
        if (launch.configuration().isGiven(Settings.MNEMONIC_FILE)) {
            launch.configuration().get(Settings.MNEMONIC_FILE).ifPresent(files::add);
        }
        return files;
    }

    /** Looks at the files and does what follows. */
    void look() {
        Set<Path> changed = watch.changed(files());
        if (changed.isEmpty()) {
            return;
        }
        try {
            Configuration next = launch.source().load();
            boolean ca = launch.configuration()
                    .get(Settings.CA_FILE)
                    .map(changed::contains)
                    .orElse(false);
            boolean secret = launch.configuration()
                    .get(Settings.MNEMONIC_FILE)
                    .map(changed::contains)
                    .orElse(false);
            take(next, ca);
            if (secret) {
                compareSecret();
            }
            problem = null;
        } catch (ConfigException e) {
            problem = e.getMessage();
            meters.counter(Metrics.CONFIG_RELOADS, "failed").increment();
            LOG.errorf("A changed file was not applied, the peer goes on as before. %s", e.getMessage());
        }
    }

    private void take(Configuration next, boolean caChanged) throws ConfigException {
        List<Setting<?>> different = next.differences(read);
        if (caChanged) {
            reloadCa();
        }
        read = next;
        if (different.isEmpty()) {
            return;
        }
        boolean secretDiffers = restartNeeded.contains(Settings.MNEMONIC_FILE.key());
        restartNeeded.clear();
        if (secretDiffers) {
            restartNeeded.add(Settings.MNEMONIC_FILE.key());
        }
        next.differences(launch.configuration()).stream()
                .filter(setting -> setting.effect() == Setting.Effect.RESTART)
                .forEach(setting -> restartNeeded.add(setting.key()));
        restart = List.copyOf(restartNeeded);
        configuration = next;
        if (different.contains(Settings.LOG_LEVEL)) {
            ROOT.setLevel(level(next.get(Settings.LOG_LEVEL)));
        }
        apply.accept(next);
        meters.counter(Metrics.CONFIG_RELOADS, restart.isEmpty() ? "applied" : "restart-needed")
                .increment();
        LOG.infof(
                "Configuration reloaded, changed: %s.",
                String.join(", ", different.stream().map(Setting::key).toList()));
        if (!restart.isEmpty()) {
            LOG.warnf("These changes need a restart of the peer: %s.", String.join(", ", restart));
        }
    }

    /** Another path than at the start needs a restart, and is reported as such. */
    private void reloadCa() throws ConfigException {
        TrustedCa ca = launch.settings().ca();
        if (ca != null) {
            ca.reload();
            caChanged.run();
            meters.counter(Metrics.CONFIG_RELOADS, "applied").increment();
            LOG.info("The CA file was read again; new connections trust what it holds now.");
        }
    }

    private static java.util.logging.Level level(Level level) {
        return org.jboss.logmanager.Level.parse(Launch.level(level));
    }

    /** Another key would be another twin: nothing a running peer may turn into. */
    private void compareSecret() throws ConfigException {
        try (Identity changed = IdentityLoader.load(launch.configuration())) {
            if (changed.account().equals(launch.identity().account())) {
                restartNeeded.remove(Settings.MNEMONIC_FILE.key());
            } else if (restartNeeded.add(Settings.MNEMONIC_FILE.key())) {
                meters.counter(Metrics.CONFIG_RELOADS, "restart-needed").increment();
                LOG.warnf(
                        "The mnemonic file holds the key of another account now, %s: restart the peer to use it.",
                        changed.account().toSs58());
            }
            restart = List.copyOf(restartNeeded);
        }
    }

    /** The status section. */
    JsonObject json() {
        return new JsonObject()
                .put("hash", configuration.fileHash())
                .put("warnings", new JsonArray(configuration.warnings()))
                .put("restartNeeded", new JsonArray(restart))
                .put("problem", problem);
    }

    @Override
    public void close() {
        launch.identity().close();
    }
}
