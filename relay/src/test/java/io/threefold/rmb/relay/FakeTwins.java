package io.threefold.rmb.relay;

import io.threefold.rmb.protocol.identity.AccountId;
import io.threefold.rmb.protocol.identity.Identity;
import io.threefold.rmb.protocol.identity.KeyType;
import io.threefold.rmb.tfchain.Twin;
import io.threefold.rmb.tfchain.TwinLookup;
import io.threefold.rmb.tfchain.TwinRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** A chain in memory, with real keys. Answers what the cache says, which may be older than what {@link #refresh} says. */
public final class FakeTwins implements TwinRegistry {
    private final Map<Long, Twin> chain = new ConcurrentHashMap<>();
    private final Map<Long, Twin> stale = new ConcurrentHashMap<>();
    private volatile String problem = "";

    /** The key pair that {@link #add} gives a twin. */
    public static Identity identity(long twin, KeyType type) {
        return Identity.fromSecret(("//twin" + twin).getBytes(StandardCharsets.US_ASCII), type);
    }

    public void add(long twin, String... relays) {
        add(twin, KeyType.ED25519, relays);
    }

    public void add(long twin, KeyType type, String... relays) {
        try (Identity identity = identity(twin, type)) {
            chain.put(twin, new Twin(twin, identity.account(), new TreeSet<>(List.of(relays)), null));
        }
    }

    /** A twin of a given account. */
    public void put(long twin, AccountId account, String... relays) {
        chain.put(twin, new Twin(twin, account, new TreeSet<>(List.of(relays)), null));
    }

    /** Has {@link #byId} answer another record than the chain's until somebody refreshes. */
    public void cacheOld(long twin, AccountId account, String... relays) {
        stale.put(twin, new Twin(twin, account, new TreeSet<>(List.of(relays)), null));
    }

    /** No answers until it is empty. */
    public void fail(String reason) {
        problem = reason;
    }

    @Override
    public CompletionStage<TwinLookup> byId(long id) {
        return CompletableFuture.completedFuture(find(stale.getOrDefault(id, chain.get(id))));
    }

    @Override
    public CompletionStage<TwinLookup> byAccount(AccountId account) {
        return CompletableFuture.completedFuture(find(chain.values().stream()
                .filter(twin -> twin.account().equals(account))
                .findFirst()
                .orElse(null)));
    }

    @Override
    public CompletionStage<TwinLookup> refresh(long id) {
        stale.remove(id);
        return CompletableFuture.completedFuture(find(chain.get(id)));
    }

    private TwinLookup find(Twin twin) {
        if (!problem.isEmpty()) {
            return new TwinLookup.Unavailable(problem);
        }
        return twin == null ? new TwinLookup.Absent() : new TwinLookup.Found(twin);
    }
}
