package io.threefold.rmb.peer.role;

import io.threefold.rmb.protocol.envelope.Address;
import io.threefold.rmb.protocol.envelope.EnvelopeSigning;
import io.threefold.rmb.protocol.identity.AccountId;
import org.jspecify.annotations.Nullable;

/**
 * Who takes part in the role protocol.
 *
 * @param session our session id; null for a lone peer
 * @param account our twin's account: the other pods sign with the same key
 * @param version our version, as {@code rmb.version} tells it
 */
public record RoleIdentity(
        long twin, @Nullable String session, AccountId account, EnvelopeSigning.Signer signer, String version) {
    Address own() {
        return new Address(twin, session);
    }
}
