package io.threefold.rmb.peer.link;

import io.threefold.rmb.protocol.relay.RelayUrl;

/** A relay's URL in the parts that a socket wants. */
record Target(RelayUrl relay) {
    String domain() {
        return relay.domain();
    }

    boolean tls() {
        return "wss".equals(relay.url().getScheme());
    }

    int port() {
        var port = relay.url().getPort();
        return port != -1 ? port : tls() ? 443 : 80;
    }

    /** The host without the brackets of an IPv6 literal. */
    String host() {
        var host = relay.url().getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    String path() {
        var path = relay.url().getRawPath();
        return path == null || path.isEmpty() ? "/" : path;
    }
}
