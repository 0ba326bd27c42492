package io.threefold.rmb.devnet.chain;

import io.threefold.rmb.protocol.identity.AccountId;
import io.threefold.rmb.protocol.identity.KeyType;

/** Tells whether a 64-byte signature is the account's over the message. */
@FunctionalInterface
public interface SignatureCheck {
    boolean verify(KeyType keyType, AccountId account, byte[] message, byte[] signature);
}
