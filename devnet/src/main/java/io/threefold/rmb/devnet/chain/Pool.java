package io.threefold.rmb.devnet.chain;

import io.threefold.rmb.protocol.identity.AccountId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Extrinsics that wait for a block; bounded in all, per account and in bytes. Not thread-safe. */
final class Pool {
    static final int MAX_EXTRINSICS = 4096;
    static final int MAX_PER_ACCOUNT = 512;
    static final long MAX_BYTES = 4L << 20;
    private static final int MAX_BANNED = 4096;

    /**
     * One that waits.
     *
     * @param birth the block whose hash was signed as its checkpoint
     */
    record Entry(String hash, SignedExtrinsic extrinsic, AccountId signer, long birth, long arrival) {
        long nonce() {
            return extrinsic.nonce();
        }
    }

    private final Map<String, Entry> byHash = new HashMap<>();
    private final Map<AccountId, NavigableMap<Long, Entry>> byAccount = new HashMap<>();
    private final LinkedHashSet<String> banned = new LinkedHashSet<>();
    private long bytes;
    private long arrivals;

    boolean contains(String hash) {
        return byHash.containsKey(hash);
    }

    /** Whether it was included a short while ago. */
    boolean isBanned(String hash) {
        return banned.contains(hash);
    }

    void ban(String hash) {
        banned.add(hash);
        if (banned.size() > MAX_BANNED) {
            banned.removeFirst();
        }
    }

    @Nullable Entry find(AccountId account, long nonce) {
        NavigableMap<Long, Entry> own = byAccount.get(account);
        return own == null ? null : own.get(nonce);
    }

    boolean hasRoom(AccountId account, int length) {
        NavigableMap<Long, Entry> own = byAccount.get(account);
        return byHash.size() < MAX_EXTRINSICS
                && (own == null || own.size() < MAX_PER_ACCOUNT)
                && bytes + length <= MAX_BYTES;
    }

    void add(String hash, SignedExtrinsic extrinsic, AccountId signer, long birth) {
        Entry entry = new Entry(hash, extrinsic, signer, birth, arrivals++);
        byHash.put(hash, entry);
        byAccount.computeIfAbsent(signer, account -> new TreeMap<>()).put(extrinsic.nonce(), entry);
        bytes += extrinsic.bytes().length;
    }

    void remove(Entry entry) {
        if (byHash.remove(entry.hash()) == null) {
            return;
        }
        bytes -= entry.extrinsic().bytes().length;
        NavigableMap<Long, Entry> own = byAccount.get(entry.signer());
        if (own != null) {
            own.remove(entry.nonce());
            if (own.isEmpty()) {
                byAccount.remove(entry.signer());
            }
        }
    }

    int size() {
        return byHash.size();
    }

    List<Entry> all() {
        return List.copyOf(byHash.values());
    }

    /** The nonce after the extrinsics of this account that could go into the next block. */
    long nextNonce(AccountId account, long onChain) {
        long next = onChain;
        while (find(account, next) != null) {
            next++;
        }
        return next;
    }

    /**
     * What could go into the next block, in the order of arrival, nonces of an account ascending.
     *
     * @param onChain each account's next nonce
     */
    List<Entry> ready(ToLongFunction<AccountId> onChain) {
        record Slot(long arrival, Entry entry) {}
        List<Slot> slots = new ArrayList<>();
        byAccount.forEach((account, own) -> {
            long next = onChain.applyAsLong(account);
            long arrival = 0;
            for (Entry entry = own.get(next); entry != null; entry = own.get(++next)) {
                arrival = Math.max(arrival, entry.arrival());
                slots.add(new Slot(arrival, entry));
            }
        });
        slots.sort(Comparator.comparingLong(Slot::arrival)
                .thenComparingLong(slot -> slot.entry().nonce()));
        return slots.stream().map(Slot::entry).toList();
    }
}
