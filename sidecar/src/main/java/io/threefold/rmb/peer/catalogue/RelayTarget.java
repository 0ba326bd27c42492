package io.threefold.rmb.peer.catalogue;

import java.net.URI;

/**
 * A relay as a user names it: the domain that the chain knows and the URL at which it is reached (PROTOCOL §7).
 *
 * @param domain without scheme and port, lower case
 * @param url {@code ws} or {@code wss}, without path, query and user
 */
public record RelayTarget(String domain, URI url) {
    @Override
    public String toString() {
        return domain + "=" + url;
    }
}
