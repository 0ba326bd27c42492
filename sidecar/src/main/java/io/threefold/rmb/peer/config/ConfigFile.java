package io.threefold.rmb.peer.config;

import io.threefold.rmb.peer.catalogue.Setting;
import io.threefold.rmb.peer.catalogue.Settings;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * A configuration file as it was read.
 *
 * @param file the file itself, also when a folder was given
 * @param hash lower-case hex SHA-256 of its bytes
 */
record ConfigFile(Path file, String hash, Layer layer) {
    /** A ConfigMap cannot be larger. */
    static final int MAX_BYTES = 1 << 20;

    private static final int MAX_KEYS = 1024;
    private static final List<String> NAMES = List.of("peer.yaml", "peer.yml", "peer.properties");
    private static final Map<String, Setting<?>> BY_KEY =
            Settings.ALL.stream().collect(Collectors.toUnmodifiableMap(Setting::key, s -> s));

    /** Finds the file for what {@code --config} names. */
    static Path locate(Path given) throws ConfigException {
        if (!Files.isDirectory(given)) {
            return given;
        }
        for (String name : NAMES) {
            Path file = given.resolve(name);
            if (Files.exists(file)) {
                return file;
            }
        }
        throw new ConfigException(
                "config (" + Settings.CONFIG.handle() + ")",
                "the folder holds none of " + String.join(", ", NAMES),
                "Mount the ConfigMap with one of these keys, or name a file.");
    }

    static ConfigFile read(Path given) throws ConfigException {
        Path file = locate(given);
        byte[] bytes = SmallFile.bounded(file, MAX_BYTES, "config (" + Settings.CONFIG.handle() + ")");
        String place = "config file " + file.getFileName();
        String text = text(bytes, place);
        Map<String, Object> flat = new LinkedHashMap<>();
        if (file.getFileName().toString().endsWith(".properties")) {
            properties(text, flat, place);
        } else {
            yaml(text, flat, place);
        }
        return new ConfigFile(file, sha256(bytes), layer(flat, place));
    }

    private static String text(byte[] bytes, String place) throws ConfigException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ConfigException(place, "must be UTF-8 text", "Save it as UTF-8.");
        }
    }

    private static void properties(String text, Map<String, Object> flat, String place) throws ConfigException {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigException(place, "must be a properties file", "Look for a broken \\u escape.");
        }
        properties.stringPropertyNames().stream().sorted().forEach(key -> flat.put(key, properties.getProperty(key)));
    }

    private static void yaml(String text, Map<String, Object> flat, String place) throws ConfigException {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setMaxAliasesForCollections(10);
        options.setNestingDepthLimit(10);
        options.setCodePointLimit(MAX_BYTES);
        Object root;
        try {
            root = new Yaml(new SafeConstructor(options)).load(text);
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new ConfigException(place + ", line " + line, "must be YAML", "Check indentation and quotes there.");
        } catch (YAMLException e) {
            throw new ConfigException(place, "must be YAML of modest depth", "Check its structure.");
        }
        if (root == null) {
            return;
        }
        if (!(root instanceof Map<?, ?> map)) {
            throw new ConfigException(place, "must be a YAML map of settings", "Begin lines with KEY: VALUE.");
        }
        flatten("", map, flat);
        if (flat.size() > MAX_KEYS) {
            throw new ConfigException(
                    place, "must have at most " + MAX_KEYS + " keys", "Remove what is not a setting.");
        }
    }

    private static void flatten(String prefix, Map<?, ?> map, Map<String, Object> flat) {
        map.forEach((name, value) -> {
            String key = prefix + name;
            if (value instanceof Map<?, ?> inner && !BY_KEY.containsKey(key)) {
                flatten(key + ".", inner, flat);
            } else if (value != null) {
                flat.put(key, value);
            }
        });
    }

    private static Layer layer(Map<String, Object> flat, String place) throws ConfigException {
        Map<String, List<String>> values = new LinkedHashMap<>();
        List<String> warnings = new ArrayList<>();
        for (Map.Entry<String, Object> entry : flat.entrySet()) {
            Setting<?> setting = BY_KEY.get(entry.getKey());
            if (setting == null || setting == Settings.CONFIG) {
                warnings.add(place + ": " + printable(entry.getKey()) + " is no setting and is ignored.");
                continue;
            }
            if (setting.secret()) {
                throw new ConfigException(
                        place + ", " + setting.key(),
                        "must not be in a configuration file",
                        "Put it into a file of its own and name that with identity.mnemonicFile.");
            }
            List<String> texts = texts(setting, entry.getValue(), place);
            if (!texts.isEmpty()) {
                values.put(setting.key(), texts);
            }
        }
        return new Layer(place, values, warnings);
    }

    private static List<String> texts(Setting<?> setting, Object value, String place) throws ConfigException {
        if (value instanceof List<?> list) {
            List<String> texts = new ArrayList<>();
            for (Object item : list) {
                texts.add(item instanceof Map<?, ?> map ? command(map) : scalar(setting, item, place));
            }
            return texts;
        }
        String text = scalar(setting, value, place);
        return text.isEmpty() ? List.of() : Environment.split(setting, text);
    }

    private static String scalar(Setting<?> setting, Object value, String place) throws ConfigException {
        if (value instanceof String || value instanceof Number || value instanceof Boolean) {
            return value.toString().strip();
        }
        throw new ConfigException(
                place + ", " + setting.key(),
                setting.type().rule(),
                "Write it as text, for example " + setting.example() + ".");
    }

    /** A command rule written as a map, as in an RmbService, in its text form. */
    private static String command(Map<?, ?> map) {
        StringBuilder text = new StringBuilder(String.valueOf(map.get("name")));
        map.forEach((key, value) -> {
            switch (String.valueOf(key)) {
                case "name" -> {}
                case "allowTwins" -> text.append(";allow=").append(joined(value));
                case "denyTwins" -> text.append(";deny=").append(joined(value));
                default -> text.append(';').append(key).append('=').append(value);
            }
        });
        return text.toString();
    }

    private static String joined(Object value) {
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).collect(Collectors.joining(","))
                : String.valueOf(value);
    }

    private static String printable(String key) {
        String cut = key.length() > 80 ? key.substring(0, 80) + "…" : key;
        return cut.replaceAll("\\p{Cntrl}", " ");
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
