package io.threefold.rmb.protocol.encryption;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The AES keys shared with recently used peers, since making one costs about 200 µs. Bounded: the one unused for longest is
 * wiped and forgotten, and made again when needed. Safe for use by many threads.
 */
public final class SharedKeys implements AutoCloseable {
    private final EncryptionKeyPair own;
    private final int capacity;
    private final ReentrantLock lock = new ReentrantLock();
    private final LinkedHashMap<ByteString, byte[]> keys = new LinkedHashMap<>(16, 0.75f, true);
    private boolean closed;

    /**
     * An empty cache.
     *
     * @param own stays the caller's to close
     * @param capacity at least 1; each entry costs about 200 bytes
     */
    public SharedKeys(EncryptionKeyPair own, int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity must be at least 1, not " + capacity);
        }
        this.own = own;
        this.capacity = capacity;
    }

    /** The number of keys held now. */
    public int size() {
        lock.lock();
        try {
            return keys.size();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The key shared with a peer.
     *
     * @return a copy of 32 bytes, for the caller to wipe
     * @throws InvalidPeerKeyException when the peer's key cannot be used; such keys are not kept
     * @throws IllegalStateException after {@link #close()} of this or of the own key pair
     */
    byte[] get(ByteString peerPublicKey) {
        lock.lock();
        try {
            byte[] known = keys.get(peerPublicKey);
            if (known != null) {
                return known.clone();
            }
            if (closed) {
                throw new IllegalStateException("the shared keys are closed");
            }
        } finally {
            lock.unlock();
        }
        byte[] made = own.sharedKey(peerPublicKey);
        lock.lock();
        try {
            if (!closed) {
                wipe(keys.put(peerPublicKey, made.clone()));
                if (keys.size() > capacity) {
                    Map.Entry<ByteString, byte[]> eldest = keys.pollFirstEntry();
                    wipe(eldest.getValue());
                }
            }
            return made;
        } finally {
            lock.unlock();
        }
    }

    private static void wipe(byte @Nullable [] key) {
        if (key != null) {
            Arrays.fill(key, (byte) 0);
        }
    }

    /** Wipes and forgets every key. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            keys.values().forEach(SharedKeys::wipe);
            keys.clear();
        } finally {
            lock.unlock();
        }
    }
}
