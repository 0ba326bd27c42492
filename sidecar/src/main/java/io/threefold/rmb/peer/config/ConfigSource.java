package io.threefold.rmb.peer.config;

import io.threefold.rmb.peer.catalogue.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the configuration comes from: defaults, then file, then environment, then options; the last one wins. */
public final class ConfigSource {
    private final Layer environment;
    private final CommandLineOptions options;
    private final boolean inKubernetes;

    private ConfigSource(Layer environment, CommandLineOptions options, boolean inKubernetes) {
        this.environment = environment;
        this.options = options;
        this.inKubernetes = inKubernetes;
    }

    /** Reads options and environment; the file comes with {@link #load}. */
    public static ConfigSource of(String[] arguments, Map<String, String> environment, String version)
            throws ConfigException {
        CommandLineOptions options = CommandLineOptions.parse(arguments, version);
        return new ConfigSource(
                Environment.of(environment), options, environment.containsKey("KUBERNETES_SERVICE_HOST"));
    }

    /** Help or version text, when that was asked for. */
    public @Nullable String printed() {
        return options.printed();
    }

    /** The file or folder that is read, if any. */
    public Optional<Path> file() {
        List<String> texts = options.layer().values().get(Settings.CONFIG.key());
        if (texts == null) {
            texts = environment.values().get(Settings.CONFIG.key());
        }
        return texts == null ? Optional.empty() : Optional.of(Path.of(texts.getFirst()));
    }

    /** Reads the file again and merges. */
    public Configuration load() throws ConfigException {
        List<Layer> layers = new ArrayList<>();
        String hash = null;
        Optional<Path> file = file();
        if (file.isPresent()) {
            ConfigFile read = ConfigFile.read(file.get());
            layers.add(read.layer());
            hash = read.hash();
        }
        layers.add(environment);
        layers.add(options.layer());
        return Configuration.of(layers, hash, inKubernetes);
    }
}
