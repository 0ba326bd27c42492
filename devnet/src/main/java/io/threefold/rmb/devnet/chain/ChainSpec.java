package io.threefold.rmb.devnet.chain;

import io.threefold.rmb.protocol.identity.AccountId;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/**
 * What a new chain begins with.
 *
 * @param salt any bytes; another salt is another genesis hash
 * @param balances in 10^-7 TFT, each at least {@link RuntimeConstants#EXISTENTIAL_DEPOSIT}
 * @param twins ids and accounts occur once
 */
public record ChainSpec(byte[] salt, Map<AccountId, BigInteger> balances, List<TwinRecord> twins) {
    /** @throws IllegalArgumentException with one sentence for users when two twins share an id or an account */
    public ChainSpec {
        balances = Map.copyOf(balances);
        twins = List.copyOf(twins);
        long ids = twins.stream().map(TwinRecord::id).distinct().count();
        long accounts = twins.stream().map(TwinRecord::account).distinct().count();
        if (ids < twins.size()) {
            throw new IllegalArgumentException("two twins have the same id");
        }
        if (accounts < twins.size()) {
            throw new IllegalArgumentException("two twins have the same account");
        }
    }
}
