package io.threefold.rmb.peer.catalogue;

import io.threefold.rmb.peer.catalogue.ValueType.Unfit;
import io.threefold.rmb.protocol.relay.RelayUrl;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The value types of {@link Settings}. */
final class Types {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})\\s*(|B|KiB|MiB)");
    private static final Pattern TIME = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    private Types() {}

    /** Parses one text. */
    @FunctionalInterface
    interface One<T> {
        T parse(String text) throws Unfit;
    }

    static <T> ValueType<T> one(String label, String rule, One<T> parser) {
        return new ValueType<>(label, rule, "", texts -> {
            if (texts.size() != 1) {
                throw new Unfit(texts.isEmpty() ? "must be set" : "must be given once");
            }
            return parser.parse(texts.getFirst());
        });
    }

    static <T> ValueType<Optional<T>> optional(ValueType<T> type) {
        return new ValueType<>(
                type.label(),
                type.rule(),
                type.separator(),
                texts -> texts.isEmpty()
                        ? Optional.empty()
                        : Optional.of(type.parser().parse(texts)));
    }

    static <T> ValueType<List<T>> list(int max, String separator, String label, String rule, One<T> parser) {
        return new ValueType<>(label, rule, separator, texts -> {
            if (texts.size() > max) {
                throw new Unfit("must have at most " + max + " entries");
            }
            List<T> values = new ArrayList<>(texts.size());
            for (String text : texts) {
                values.add(parser.parse(text));
            }
            return List.copyOf(values);
        });
    }

    static ValueType<String> text(String label, String rule, String regex) {
        Pattern pattern = Pattern.compile(regex);
        return one(label, rule, text -> {
            if (!pattern.matcher(text).matches()) {
                throw new Unfit(rule);
            }
            return text;
        });
    }

    static ValueType<Boolean> flag() {
        String rule = "must be true or false";
        return one("BOOLEAN", rule, text -> switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new Unfit(rule);
        });
    }

    static ValueType<Integer> number(int min, int max) {
        String rule = "must be a whole number from " + min + " to " + max;
        return one("NUMBER", rule, text -> (int) bounded(text, min, max, rule));
    }

    static ValueType<Long> twin() {
        String rule = "must be a twin id, a whole number from 1 to 4294967295";
        return one("TWIN", rule, text -> bounded(text, 1, 0xFFFF_FFFFL, rule));
    }

    static ValueType<Integer> size(int min, int max) {
        String rule = "must be a size from " + sizeText(min) + " to " + sizeText(max) + ", like 64KiB or 1MiB";
        return one("SIZE", rule, text -> parseSize(text, min, max, rule));
    }

    static int parseSize(String text, int min, int max, String rule) throws Unfit {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            throw new Unfit(rule);
        }
        long unit = switch (matcher.group(2)) {
            case "KiB" -> 1024;
            case "MiB" -> 1024 * 1024;
            default -> 1;
        };
        long value = Long.parseLong(matcher.group(1)) * unit;
        if (value < min || value > max) {
            throw new Unfit(rule);
        }
        return (int) value;
    }

    static String sizeText(long bytes) {
        if (bytes >= 1 << 20 && bytes % (1 << 20) == 0) {
            return (bytes >> 20) + "MiB";
        }
        return bytes >= 1024 && bytes % 1024 == 0 ? (bytes >> 10) + "KiB" : bytes + "B";
    }

    static ValueType<Duration> time(Duration min, Duration max) {
        String rule = "must be a time from " + timeText(min) + " to " + timeText(max) + ", like 500ms, 30s, 5m or 1h";
        return one("TIME", rule, text -> {
            Matcher matcher = TIME.matcher(text);
            if (!matcher.matches()) {
                throw new Unfit(rule);
            }
            long amount = Long.parseLong(matcher.group(1));
            Duration value = switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                default -> Duration.ofHours(amount);
            };
            if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
                throw new Unfit(rule);
            }
            return value;
        });
    }

    static String timeText(Duration time) {
        long millis = time.toMillis();
        if (millis == 0 || millis % 1000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        if (seconds % 3600 == 0) {
            return seconds / 3600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    static <E extends Enum<E>> ValueType<E> choice(Class<E> type) {
        String names =
                Arrays.stream(type.getEnumConstants()).map(Types::spelling).collect(Collectors.joining(" or "));
        String rule = "must be " + names;
        return one(names.replace(" or ", "|"), rule, text -> {
            for (E value : type.getEnumConstants()) {
                if (spelling(value).equalsIgnoreCase(text)) {
                    return value;
                }
            }
            throw new Unfit(rule);
        });
    }

    private static String spelling(Enum<?> value) {
        StringBuilder words = new StringBuilder();
        for (String word : value.name().toLowerCase(Locale.ROOT).split("_")) {
            words.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
        }
        return words.toString();
    }

    static ValueType<Path> path() {
        String rule = "must be the path of a file";
        return one("PATH", rule, text -> {
            try {
                return Path.of(text);
            } catch (InvalidPathException e) {
                throw new Unfit(rule);
            }
        });
    }

    static ValueType<URI> url(Set<String> schemes, String rule) {
        return one("URL", rule, text -> parseUrl(text, schemes, rule));
    }

    static URI parseUrl(String text, Set<String> schemes, String rule) throws Unfit {
        try {
            URI url = new URI(text);
            String scheme = url.getScheme();
            if (scheme == null
                    || !schemes.contains(scheme.toLowerCase(Locale.ROOT))
                    || url.getHost() == null
                    || url.getPort() > 65535
                    || url.getFragment() != null) {
                throw new Unfit(rule);
            }
            return url;
        } catch (URISyntaxException e) {
            throw new Unfit(rule);
        }
    }

    static final String CHAIN_RULE =
            "must be ws:// or wss:// URLs of tfchain nodes, with the port where it is not 80 or 443";

    static final String RELAY_RULE = "must be a relay's host name, a ws:// or wss:// URL, or DOMAIN=URL";

    static RelayUrl relay(String text) throws Unfit {
        return switch (RelayUrl.parse(text)) {
            case RelayUrl.Parsed parsed -> parsed.relay();
            case RelayUrl.Invalid invalid -> throw new Unfit(invalid.problem());
        };
    }

    static final String REDIS_RULE = "must be a redis://, rediss:// or unix:// URL";

    /** Checked here only roughly; Lettuce parses it. */
    static String redis(String text) throws Unfit {
        if (text.startsWith("unix://") && text.length() > 7) {
            return text;
        }
        try {
            URI url = new URI(text);
            if (url.getHost() == null || !Set.of("redis", "rediss").contains(url.getScheme())) {
                throw new Unfit(REDIS_RULE);
            }
        } catch (URISyntaxException e) {
            throw new Unfit(REDIS_RULE);
        }
        return text;
    }

    private static long bounded(String text, long min, long max, String rule) throws Unfit {
        if (text.isEmpty() || text.length() > 12 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new Unfit(rule);
        }
        long value = Long.parseLong(text);
        if (value < min || value > max) {
            throw new Unfit(rule);
        }
        return value;
    }
}
