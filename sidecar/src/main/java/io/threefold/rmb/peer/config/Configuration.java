package io.threefold.rmb.peer.config;

import io.threefold.rmb.peer.catalogue.Choices.Switch;
import io.threefold.rmb.peer.catalogue.Setting;
import io.threefold.rmb.peer.catalogue.Settings;
import io.threefold.rmb.peer.catalogue.ValueType.Unfit;
import io.threefold.rmb.protocol.relay.RelayAddress;
import io.threefold.rmb.protocol.relay.RelayUrl;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Every setting with its checked value. Immutable; never prints values. */
public final class Configuration {
    private final Map<Setting<?>, Object> values;
    private final Set<Setting<?>> given;
    private final List<String> warnings;
    private final @Nullable String fileHash;
    private final boolean inKubernetes;

    private Configuration(
            Map<Setting<?>, Object> values,
            Set<Setting<?>> given,
            List<String> warnings,
            @Nullable String fileHash,
            boolean inKubernetes) {
        this.values = Map.copyOf(values);
        this.given = Set.copyOf(given);
        this.warnings = List.copyOf(warnings);
        this.fileHash = fileHash;
        this.inKubernetes = inKubernetes;
    }

    /** Merges layers, the strongest last, and checks everything. */
    static Configuration of(List<Layer> layers, @Nullable String fileHash, boolean inKubernetes)
            throws ConfigException {
        Map<Setting<?>, Object> values = new HashMap<>();
        Set<Setting<?>> given = new HashSet<>();
        List<String> warnings = new ArrayList<>();
        for (Layer layer : layers) {
            warnings.addAll(layer.warnings());
        }
        int secret = -1;
        int secretFile = -1;
        for (Setting<?> setting : Settings.ALL) {
            int found = -1;
            for (int i = 0; i < layers.size(); i++) {
                if (layers.get(i).values().containsKey(setting.key())) {
                    found = i;
                }
            }
            String origin = found < 0 ? "default" : layers.get(found).origin();
            List<String> texts = found < 0
                    ? setting.defaults()
                    : Objects.requireNonNull(layers.get(found).values().get(setting.key()));
            values.put(setting, parse(setting, texts, origin));
            if (found >= 0) {
                given.add(setting);
            }
            secret = setting == Settings.MNEMONIC ? found : secret;
            secretFile = setting == Settings.MNEMONIC_FILE ? found : secretFile;
        }
        if (secret >= 0 && secret == secretFile) {
            throw new ConfigException(
                    "identity.mnemonic and identity.mnemonicFile ("
                            + layers.get(secret).origin() + ")",
                    "must not both be set",
                    "Keep the file.");
        }
        if (secret > secretFile) {
            given.remove(Settings.MNEMONIC_FILE);
        } else {
            given.remove(Settings.MNEMONIC);
        }
        Configuration configuration = new Configuration(values, given, warnings, fileHash, inKubernetes);
        configuration.check();
        return configuration;
    }

    private static Object parse(Setting<?> setting, List<String> texts, String origin) throws ConfigException {
        try {
            return Objects.requireNonNull(setting.type().parser().parse(texts));
        } catch (Unfit e) {
            String next = setting.example() == null ? "" : "For example " + setting.example() + ".";
            throw new ConfigException(
                    setting.key() + " (" + setting.handle() + ", set by " + origin + ")",
                    Objects.requireNonNull(e.getMessage()),
                    next);
        }
    }

    private void check() throws ConfigException {
        if (!isGiven(Settings.MNEMONIC) && !isGiven(Settings.MNEMONIC_FILE)) {
            throw new ConfigException(
                    "identity.mnemonicFile (" + Settings.MNEMONIC_FILE.handle() + ")",
                    "must be set",
                    "Name a file that holds the twin's 12 to 24 words or its 0x seed.");
        }
        Set<String> domains = new HashSet<>();
        for (RelayUrl relay : get(Settings.RELAYS)) {
            if (!domains.add(relay.domain())) {
                throw new ConfigException(
                        "relays (" + Settings.RELAYS.handle() + ")",
                        "must name each domain once",
                        "Remove the second one, or write DOMAIN=URL.");
            }
        }
        if (domains.isEmpty()) {
            throw new ConfigException(
                    "relays (" + Settings.RELAYS.handle() + ")", "must name at least one relay", "Add one.");
        }
        String problem = RelayAddress.problem(RelayAddress.join(domains));
        if (get(Settings.CHAIN_UPDATE) && problem != null) {
            throw new ConfigException(
                    "relays (" + Settings.RELAYS.handle() + ")",
                    "what the chain would store " + problem,
                    "Name other relays, or leave the twin's record alone with --no-update.");
        }
        if (get(Settings.CHAIN_URLS).isEmpty()) {
            throw new ConfigException(
                    "chain.urls (" + Settings.CHAIN_URLS.handle() + ")", "must name at least one node", "Add one.");
        }
    }

    /** The checked value of a setting. */
    @SuppressWarnings("unchecked") // parse() put it there by the setting's own type
    public <T> T get(Setting<T> setting) {
        return (T) Objects.requireNonNull(values.get(setting));
    }

    /** True when somebody set it; of the two forms of the secret, the one that counts. */
    public boolean isGiven(Setting<?> setting) {
        return given.contains(setting);
    }

    /** Sentences about what was ignored or is unwise. */
    public List<String> warnings() {
        return warnings;
    }

    /** Lower-case hex SHA-256 of the configuration file's bytes; null without a file. */
    public @Nullable String fileHash() {
        return fileHash;
    }

    /** True in a pod. */
    public boolean inKubernetes() {
        return inKubernetes;
    }

    /** Decides an {@code Auto}. */
    public boolean on(Setting<Switch> setting) {
        return switch (get(setting)) {
            case TRUE -> true;
            case FALSE -> false;
            case AUTO -> inKubernetes;
        };
    }

    /** The settings whose value differs, in the order of the catalogue. */
    public List<Setting<?>> differences(Configuration other) {
        List<Setting<?>> different = new ArrayList<>();
        for (Setting<?> setting : Settings.ALL) {
            if (!get(setting).equals(other.get(setting))) {
                different.add(setting);
            }
        }
        return different;
    }

    @Override
    public String toString() {
        return "Configuration[" + given.size() + " settings given]";
    }
}
