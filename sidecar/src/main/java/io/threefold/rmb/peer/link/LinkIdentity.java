package io.threefold.rmb.peer.link;

import io.threefold.rmb.protocol.envelope.Address;
import org.jspecify.annotations.Nullable;

/**
 * Whose sessions these are.
 *
 * @param twin our twin
 * @param session our session id; null for a lone peer, which uses the session without an id for everything
 */
public record LinkIdentity(long twin, @Nullable String session, TokenSource tokens) {
    /** The address that every envelope sent over our own session has as its source. */
    public Address own() {
        return new Address(twin, session);
    }
}
