package io.threefold.rmb.protocol.sr25519;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Prepared public keys of those who sign often. A key is prepared when its second signature was found good, so strangers
 * and forgers cost neither time nor memory. Each key has one place, shared with other keys; where places collide, the last
 * one wins. At most {@value #PLACES} keys, about 1 MB. Safe for use by many threads, without locks.
 */
final class KnownKeys {
    private static final int PLACES = 128;

    private final AtomicReferenceArray<Entry> places = new AtomicReferenceArray<>(PLACES);
    private final int salt = System.identityHashCode(this);

    /** Without a table, the key was seen once. */
    private record Entry(byte[] key, DoubleBase.@Nullable Prepared prepared) {}

    /** The prepared key, or null when it is not known well enough. */
    DoubleBase.@Nullable Prepared find(byte[] key) {
        Entry entry = places.get(place(key));
        return entry != null && Arrays.equals(entry.key, key) ? entry.prepared : null;
    }

    /** To be called when a signature made with a key that was not found has turned out good. */
    void verified(byte[] key, EdwardsPoint point) {
        int place = place(key);
        Entry entry = places.get(place);
        boolean seen = entry != null && Arrays.equals(entry.key, key);
        places.set(place, new Entry(key.clone(), seen ? DoubleBase.prepare(point) : null));
    }

    private int place(byte[] key) {
        int hash = 31 * Arrays.hashCode(key) + salt;
        return (hash ^ hash >>> 16) * 0x9e3779b1 >>> 32 - Integer.numberOfTrailingZeros(PLACES);
    }
}
