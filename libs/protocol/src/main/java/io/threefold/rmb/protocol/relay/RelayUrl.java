package io.threefold.rmb.protocol.relay;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A relay as users name it: the domain that stands in twins' records, and where it is really reached.
 *
 * @param domain lower case, no scheme, no port, one domain
 * @param url {@code ws} or {@code wss} with a host, a port if one was given, and a path that is not empty; no query
 */
public record RelayUrl(String domain, URI url) {
    private static final int MAX_LENGTH = 2048;

    /** What {@link #parse} returns. */
    public sealed interface Result {}

    /** A usable relay. */
    public record Parsed(RelayUrl relay) implements Result {}

    /**
     * Not usable.
     *
     * @param problem one sentence without the text that was given
     */
    public record Invalid(String problem) implements Result {}

    /**
     * Reads {@code relay.example}, {@code wss://relay.example[:port][/path]}, {@code ws://…}, or either behind
     * {@code domain=}, when it is registered under another name than it is reached at (for example because it has a port).
     */
    public static Result parse(String text) {
        String trimmed = text.strip();
        if (trimmed.isEmpty() || trimmed.length() > MAX_LENGTH) {
            return new Invalid("a relay is a domain or a ws:// or wss:// URL of 1 to 2048 characters");
        }
        int equals = trimmed.indexOf('=');
        String name = equals < 0 ? null : trimmed.substring(0, equals).strip();
        String address = equals < 0 ? trimmed : trimmed.substring(equals + 1).strip();
        URI url = url(address);
        if (url == null) {
            return new Invalid(
                    "a relay's URL is ws:// or wss:// with a host, perhaps a port and a path, and nothing else");
        }
        String domain = (name == null ? url.getHost() : name).toLowerCase(Locale.ROOT);
        if (domain.indexOf('_') >= 0) {
            return new Invalid("a relay's domain may not hold '_', which separates domains on the chain");
        }
        String problem = RelayAddress.problem("_" + domain);
        if (problem != null || domain.isEmpty() || domain.startsWith(".")) {
            return new Invalid("the domain under which the relay is registered "
                    + (problem == null ? "is empty or begins with a dot" : problem)
                    + "; write domain=url to name it apart from its URL");
        }
        return new Parsed(new RelayUrl(domain, url));
    }

    /** Where to open a WebSocket: the whole query is the token (PROTOCOL §4). */
    public URI withToken(String token) {
        return URI.create(url + "?" + token);
    }

    private static @Nullable URI url(String address) {
        boolean hasScheme = address.contains("://");
        try {
            URI uri = new URI(hasScheme ? address : "wss://" + address);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            String host = uri.getHost();
            boolean other = uri.getRawUserInfo() != null
                    || uri.getRawQuery() != null
                    || uri.getRawFragment() != null
                    || uri.getPort() == 0
                    || uri.getPort() > 65535;
            if (!(scheme.equals("ws") || scheme.equals("wss")) || host == null || host.isEmpty() || other) {
                return null;
            }
            String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
            String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
            return new URI(scheme + "://" + host.toLowerCase(Locale.ROOT) + port + path);
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
