package io.threefold.rmb.peer.link;

import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The proxy of a relay by the usual environment variables: {@code HTTPS_PROXY} for wss, {@code HTTP_PROXY} for ws,
 * {@code NO_PROXY} with host names, domains ({@code .example.org}), addresses, {@code host:port} and {@code *}. Lower-case
 * names win. Loopback is never proxied.
 */
final class Proxies {
    private final Map<String, String> environment;

    Proxies(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * @throws IllegalArgumentException when the variable is no proxy URL; the text names the variable, never its value,
     *     which may hold a password
     */
    @Nullable ProxyOptions forRelay(Target relay) {
        var name = relay.tls() ? "HTTPS_PROXY" : "HTTP_PROXY";
        var value = variable(name);
        if (value == null || bypassed(relay)) {
            return null;
        }
        try {
            return parse(value.contains("://") ? URI.create(value) : URI.create("http://" + value));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + " is not a proxy URL such as http://user:password@host:3128");
        }
    }

    private static ProxyOptions parse(URI uri) {
        var scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        var type = switch (scheme) {
            case "http" -> ProxyType.HTTP;
            case "socks5", "socks5h", "socks" -> ProxyType.SOCKS5;
            default -> throw new IllegalArgumentException("unsupported proxy scheme");
        };
        if (uri.getHost() == null) {
            throw new IllegalArgumentException("no host");
        }
        var options = new ProxyOptions().setType(type).setHost(uri.getHost());
        options.setPort(uri.getPort() != -1 ? uri.getPort() : type == ProxyType.HTTP ? 80 : 1080);
        var user = uri.getRawUserInfo();
        if (user != null) {
            var colon = user.indexOf(':');
            options.setUsername(decode(colon < 0 ? user : user.substring(0, colon)));
            options.setPassword(colon < 0 ? "" : decode(user.substring(colon + 1)));
        }
        return options;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private boolean bypassed(Target relay) {
        var host = relay.host().toLowerCase(Locale.ROOT);
        if (host.equals("localhost") || host.startsWith("127.") || host.equals("::1")) {
            return true;
        }
        var value = variable("NO_PROXY");
        List<String> entries = value == null ? List.of() : Arrays.asList(value.split("[,\\s]+"));
        return entries.stream()
                .map(e -> e.toLowerCase(Locale.ROOT))
                .anyMatch(e -> e.equals("*")
                        || matches(e, host)
                        || e.endsWith(":" + relay.port()) && matches(e.substring(0, e.lastIndexOf(':')), host));
    }

    private static boolean matches(String entry, String host) {
        var domain = entry.startsWith("*.") ? entry.substring(1) : entry;
        if (domain.isEmpty()) {
            return false;
        }
        return domain.startsWith(".")
                ? host.endsWith(domain) || host.equals(domain.substring(1))
                : host.equals(domain) || host.endsWith("." + domain);
    }

    private @Nullable String variable(String name) {
        var lower = environment.get(name.toLowerCase(Locale.ROOT));
        var value = lower != null ? lower : environment.get(name);
        return value == null || value.isBlank() ? null : value.strip();
    }
}
