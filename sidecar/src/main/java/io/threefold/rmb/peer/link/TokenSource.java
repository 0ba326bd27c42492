package io.threefold.rmb.peer.link;

import org.jspecify.annotations.Nullable;

/** Makes relay tokens (PROTOCOL §4). Called for every attempt to connect, so that a token never outlives its time. */
@FunctionalInterface
public interface TokenSource {
    /**
     * A fresh token: the whole query string of the WebSocket URL.
     *
     * @param session the session id, null for the session without one
     */
    String fresh(@Nullable String session);
}
