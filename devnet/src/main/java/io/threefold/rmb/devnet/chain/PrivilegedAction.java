package io.threefold.rmb.devnet.chain;

import io.threefold.rmb.protocol.identity.AccountId;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** What the operator of a devnet may have done in the next block without a signature. */
public sealed interface PrivilegedAction {
    /**
     * Gives an account money.
     *
     * @param amount in 10^-7 TFT, at least {@link RuntimeConstants#EXISTENTIAL_DEPOSIT}
     */
    record Fund(AccountId account, BigInteger amount) implements PrivilegedAction {}

    /** Stores a twin with the next free id, unless the account has one. */
    record AddTwin(AccountId account, byte @Nullable [] relay, byte @Nullable [] pk) implements PrivilegedAction {}
}
