package io.threefold.rmb.tfchain.rpc;

import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which proxy to use for which host, as {@code HTTPS_PROXY}, {@code HTTP_PROXY}, {@code ALL_PROXY} and {@code NO_PROXY}
 * say it in upper or lower case (lower case wins, as with curl). wss goes over the first, ws over the second.
 *
 * @param secure for wss; null for none
 * @param plain for ws; null for none
 * @param direct hosts reached without: {@code *}, a host, {@code .suffix}, {@code host:port}
 */
public record ProxySettings(@Nullable URI secure, @Nullable URI plain, List<String> direct) {
    /** Everything is reached directly. */
    public static final ProxySettings NONE = new ProxySettings(null, null, List.of());

    public ProxySettings {
        direct = List.copyOf(direct);
    }

    /**
     * Reads the usual variables.
     *
     * @throws IllegalArgumentException naming the variable (never its value: it may hold a password) when one is no URL
     */
    public static ProxySettings fromEnvironment(Map<String, String> environment) {
        URI all = url(environment, "ALL_PROXY");
        URI secure = url(environment, "HTTPS_PROXY");
        URI plain = url(environment, "HTTP_PROXY");
        List<String> direct = new ArrayList<>();
        String noProxy = value(environment, "NO_PROXY");
        for (String part : noProxy == null ? new String[0] : noProxy.split(",", -1)) {
            String host = part.strip().toLowerCase(Locale.ROOT);
            if (!host.isEmpty()) {
                direct.add(host);
            }
        }
        return new ProxySettings(secure == null ? all : secure, plain == null ? all : plain, direct);
    }

    /** The proxy for a URL, or null to connect directly. */
    public @Nullable ProxyOptions forUrl(URI url) {
        boolean tls = "wss".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
        URI proxy = tls ? secure : plain;
        if (proxy == null || isDirect(url.getHost(), url.getPort() < 0 ? tls ? 443 : 80 : url.getPort())) {
            return null;
        }
        ProxyOptions options = new ProxyOptions()
                .setHost(bare(proxy.getHost()))
                .setPort(proxy.getPort() > 0 ? proxy.getPort() : 3128)
                .setType(
                        proxy.getScheme().toLowerCase(Locale.ROOT).startsWith("socks5")
                                ? ProxyType.SOCKS5
                                : ProxyType.HTTP);
        String user = proxy.getRawUserInfo();
        if (user != null) {
            int colon = user.indexOf(':');
            options.setUsername(decoded(colon < 0 ? user : user.substring(0, colon)));
            options.setPassword(colon < 0 ? "" : decoded(user.substring(colon + 1)));
        }
        return options;
    }

    private boolean isDirect(String host, int port) {
        String name = bare(host).toLowerCase(Locale.ROOT);
        for (String entry : direct) {
            String rule = entry;
            int colon = rule.lastIndexOf(':');
            if (colon > 0 && rule.indexOf(':') == colon) {
                if (!rule.substring(colon + 1).equals(Integer.toString(port))) {
                    continue;
                }
                rule = rule.substring(0, colon);
            }
            String suffix = rule.startsWith("*.") ? rule.substring(2) : rule.startsWith(".") ? rule.substring(1) : rule;
            if (rule.equals("*") || name.equals(suffix) || name.endsWith("." + suffix)) {
                return true;
            }
        }
        return false;
    }

    private static String bare(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static @Nullable String value(Map<String, String> environment, String name) {
        String lower = environment.get(name.toLowerCase(Locale.ROOT));
        return lower == null ? environment.get(name) : lower;
    }

    private static @Nullable URI url(Map<String, String> environment, String name) {
        String text = value(environment, name);
        if (text == null || text.isBlank()) {
            return null;
        }
        URI url;
        try {
            url = URI.create(text.contains("://") ? text.strip() : "http://" + text.strip());
        } catch (IllegalArgumentException e) {
            url = null;
        }
        if (url == null || url.getHost() == null) {
            throw new IllegalArgumentException(name + " must look like http://host:port");
        }
        return url;
    }

    /** Without user and password. */
    @Override
    public String toString() {
        return "ProxySettings[" + (secure == null ? "" : "secure ") + (plain == null ? "" : "plain ") + direct + "]";
    }
}
