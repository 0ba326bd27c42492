package io.threefold.rmb.peer.flow;

import com.google.protobuf.ByteString;
import io.threefold.rmb.protocol.identity.AccountId;
import io.threefold.rmb.protocol.identity.Identity;
import io.threefold.rmb.tfchain.Twin;
import io.threefold.rmb.tfchain.TwinLookup;
import io.threefold.rmb.tfchain.TwinRegistry;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A chain in a map, with a cache that can be stale. */
final class FakeRegistry implements TwinRegistry {
    final Map<Long, Twin> chain = new ConcurrentHashMap<>();
    final Map<Long, Twin> stale = new ConcurrentHashMap<>();
    final AtomicInteger refreshes = new AtomicInteger();
    volatile boolean down;

    void put(long id, Identity identity, boolean withKey) {
        ByteString key = withKey ? identity.encryption().publicKey() : null;
        chain.put(id, new Twin(id, identity.account(), new TreeSet<>(List.of("relay.test")), key));
    }

    @Override
    public CompletionStage<TwinLookup> byId(long id) {
        Twin old = stale.get(id);
        return old == null ? look(id) : CompletableFuture.completedStage(new TwinLookup.Found(old));
    }

    private CompletionStage<TwinLookup> look(long id) {
        if (down) {
            return CompletableFuture.completedStage(new TwinLookup.Unavailable("the chain is down"));
        }
        Twin twin = chain.get(id);
        return CompletableFuture.completedStage(twin == null ? new TwinLookup.Absent() : new TwinLookup.Found(twin));
    }

    @Override
    public CompletionStage<TwinLookup> byAccount(AccountId account) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<TwinLookup> refresh(long id) {
        refreshes.incrementAndGet();
        stale.remove(id);
        return look(id);
    }
}
