package io.threefold.rmb.relay.app;

import io.lettuce.core.RedisURI;
import io.threefold.rmb.relay.RelaySettings;
import io.threefold.rmb.relay.store.StreamLimits;
import io.threefold.rmb.tfchain.RegistrySettings;
import io.threefold.rmb.tfchain.rpc.ProxySettings;
import io.threefold.rmb.tfchain.rpc.RpcSettings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the options mean.
 *
 * @param management where health and metrics are served
 * @param logLevel as JBoss LogManager names it
 */
record RelayConfiguration(
        RelaySettings relay,
        RpcSettings chain,
        RegistrySettings twins,
        HostPort management,
        String logLevel,
        String logFormat) {
    private static final Set<String> LEVELS = Set.of("ERROR", "WARN", "INFO", "DEBUG", "TRACE");
    private static final Set<String> FORMATS = Set.of("auto", "json", "text");

    /** An address to listen at. */
    record HostPort(String host, int port) {}

    static RelayConfiguration of(RelayOptions options, Map<String, String> environment) throws OptionException {
        List<String> domains = new ArrayList<>();
        for (String domain : list(options, RelayOption.DOMAIN)) {
            domains.add(domain(RelayOption.DOMAIN, domain));
        }
        if (domains.isEmpty()) {
            throw new OptionException(RelayOption.DOMAIN, "is missing, for example: relay.example");
        }
        String redis = redis(options);
        HostPort listen = hostPort(options, RelayOption.LISTEN);
        long[] limit = limit(options);
        RelaySettings relay = RelaySettings.builder(redis, domains.toArray(String[]::new))
                .listen(listen.host(), listen.port())
                .tls(tls(options))
                .redis(new RelaySettings.Redis(
                        redis,
                        prefix(options),
                        duration(options, RelayOption.REDIS_TIMEOUT),
                        duration(options, RelayOption.LEASE)))
                .streams(new StreamLimits(
                        number(options, RelayOption.QUEUE_LENGTH, 1, 10_000_000),
                        overflow(options),
                        duration(options, RelayOption.QUEUE_KEEP)))
                .limits(RelaySettings.Limits.DEFAULT
                        .withRate(limit[0], limit[1])
                        .withMaxFrameBytes(number(options, RelayOption.MAX_MESSAGE, 4096, 16 << 20))
                        .withMaxSessions(number(options, RelayOption.MAX_SESSIONS, 1, 1_000_000)))
                .federation(new RelaySettings.Federation(
                        routes(options),
                        file(options, RelayOption.FEDERATION_CA),
                        duration(options, RelayOption.FEDERATION_TIMEOUT),
                        RelaySettings.Federation.DEFAULT.maxBackoff(),
                        RelaySettings.Federation.DEFAULT.maxQueued(),
                        RelaySettings.Federation.DEFAULT.maxQueuedBytes(),
                        RelaySettings.Federation.DEFAULT.connections(),
                        RelaySettings.Federation.DEFAULT.maxInboundBytes()))
                .build();
        String cache = options.text(RelayOption.TWIN_CACHE);
        return new RelayConfiguration(
                relay,
                chain(options, environment),
                RegistrySettings.defaults().withMaxTwins(100_000).withSnapshot(cache.isEmpty() ? null : Path.of(cache)),
                hostPort(options, RelayOption.MANAGEMENT),
                oneOf(options, RelayOption.LOG_LEVEL, LEVELS, Locale.ROOT, true),
                oneOf(options, RelayOption.LOG_FORMAT, FORMATS, Locale.ROOT, false));
    }

    private static List<String> list(RelayOptions options, RelayOption option) {
        var parts = new ArrayList<String>();
        for (String part : options.text(option).split(",", -1)) {
            if (!part.isBlank()) {
                parts.add(part.strip());
            }
        }
        return parts;
    }

    private static String domain(RelayOption option, String text) throws OptionException {
        if (!text.matches("[A-Za-z0-9.-]{1,253}")) {
            throw new OptionException(
                    option, "takes domains without scheme and port, for example: " + option.example());
        }
        return text.toLowerCase(Locale.ROOT);
    }

    private static String redis(RelayOptions options) throws OptionException {
        String url = options.text(RelayOption.REDIS);
        try {
            RedisURI.create(url);
            return url;
        } catch (IllegalArgumentException e) {
            throw new OptionException(RelayOption.REDIS, "must look like redis://host:6379");
        }
    }

    private static String prefix(RelayOptions options) throws OptionException {
        String prefix = options.text(RelayOption.REDIS_PREFIX);
        if (!prefix.matches("[A-Za-z0-9:._-]{0,64}")) {
            throw new OptionException(RelayOption.REDIS_PREFIX, "takes up to 64 letters, digits and :._-");
        }
        return prefix;
    }

    private static HostPort hostPort(RelayOptions options, RelayOption option) throws OptionException {
        String text = options.text(option);
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            if (colon >= 0 && port >= 0 && port <= 65535) {
                String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
                return new HostPort(bare.isEmpty() ? "0.0.0.0" : bare, port);
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new OptionException(option, "must look like " + option.example());
    }

    private static RelaySettings.@Nullable Tls tls(RelayOptions options) throws OptionException {
        Path certificate = file(options, RelayOption.TLS_CERTIFICATE);
        Path key = file(options, RelayOption.TLS_KEY);
        if (certificate == null && key == null) {
            return null;
        }
        if (certificate == null) {
            throw new OptionException(RelayOption.TLS_CERTIFICATE, "is needed together with --tls-key");
        }
        if (key == null) {
            throw new OptionException(RelayOption.TLS_KEY, "is needed together with --tls-certificate");
        }
        return new RelaySettings.Tls(certificate, key);
    }

    private static @Nullable Path file(RelayOptions options, RelayOption option) throws OptionException {
        String text = options.text(option);
        if (text.isEmpty()) {
            return null;
        }
        Path path = Path.of(text);
        if (!Files.isReadable(path)) {
            throw new OptionException(option, "must name a readable file");
        }
        return path;
    }

    private static Map<String, URI> routes(RelayOptions options) throws OptionException {
        var routes = new HashMap<String, URI>();
        for (String part : list(options, RelayOption.ROUTE)) {
            int equals = part.indexOf('=');
            URI url = null;
            try {
                url = equals < 0 ? null : URI.create(part.substring(equals + 1));
            } catch (IllegalArgumentException e) {
                // told below
            }
            boolean good = url != null
                    && url.getHost() != null
                    && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()));
            if (!good || url == null) {
                throw new OptionException(RelayOption.ROUTE, "must look like " + RelayOption.ROUTE.example());
            }
            routes.put(domain(RelayOption.ROUTE, part.substring(0, equals)), url);
        }
        return routes;
    }

    private static long[] limit(RelayOptions options) throws OptionException {
        String[] parts = options.text(RelayOption.LIMIT).split(",", -1);
        try {
            long messages = Long.parseLong(parts[0].strip());
            long bytes = parts.length > 1 ? Long.parseLong(parts[1].strip()) : 0;
            if (parts.length <= 2 && messages >= 0 && bytes >= 0) {
                return new long[] {messages, bytes};
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new OptionException(RelayOption.LIMIT, "must look like " + RelayOption.LIMIT.example());
    }

    private static StreamLimits.Overflow overflow(RelayOptions options) throws OptionException {
        return switch (options.text(RelayOption.QUEUE_OVERFLOW)) {
            case "reject-new" -> StreamLimits.Overflow.REJECT_NEW;
            case "drop-oldest" -> StreamLimits.Overflow.DROP_OLDEST;
            default -> throw new OptionException(RelayOption.QUEUE_OVERFLOW, "must be reject-new or drop-oldest");
        };
    }

    private static RpcSettings chain(RelayOptions options, Map<String, String> environment) throws OptionException {
        var urls = new ArrayList<URI>();
        for (String text : list(options, RelayOption.CHAIN)) {
            try {
                URI url = URI.create(text);
                String problem = RpcSettings.problem(url);
                if (problem != null) {
                    throw new OptionException(RelayOption.CHAIN, "cannot be used: " + problem);
                }
                urls.add(url);
            } catch (IllegalArgumentException e) {
                throw new OptionException(RelayOption.CHAIN, "must look like " + RelayOption.CHAIN.example());
            }
        }
        if (urls.isEmpty()) {
            throw new OptionException(RelayOption.CHAIN, "is missing, for example: " + RelayOption.CHAIN.example());
        }
        try {
            return RpcSettings.of(urls).withProxy(ProxySettings.fromEnvironment(environment));
        } catch (IllegalArgumentException e) {
            throw new OptionException(String.valueOf(e.getMessage()));
        }
    }

    private static int number(RelayOptions options, RelayOption option, int least, int most) throws OptionException {
        try {
            int number = Integer.parseInt(options.text(option));
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new OptionException(option, "must be a number from " + least + " to " + most);
    }

    private static Duration duration(RelayOptions options, RelayOption option) throws OptionException {
        String text = options.text(option);
        try {
            Duration duration = text.matches("[0-9]+ms")
                    ? Duration.ofMillis(Long.parseLong(text, 0, text.length() - 2, 10))
                    : Duration.parse("PT" + text);
            if (duration.toMillis() >= 100 && duration.toDays() <= 30) {
                return duration;
            }
        } catch (java.time.format.DateTimeParseException | ArithmeticException | NumberFormatException e) {
            // told below
        }
        throw new OptionException(option, "must be a time like 500ms, 20s, 5m or 1h");
    }

    private static String oneOf(
            RelayOptions options, RelayOption option, Set<String> choices, Locale locale, boolean upper)
            throws OptionException {
        String text = options.text(option);
        String normal = upper ? text.toUpperCase(locale) : text.toLowerCase(locale);
        if (!choices.contains(normal)) {
            throw new OptionException(option, "must be as in: " + option.meaning());
        }
        return normal;
    }
}
