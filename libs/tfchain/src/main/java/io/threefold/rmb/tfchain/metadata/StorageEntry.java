package io.threefold.rmb.tfchain.metadata;

import com.google.protobuf.ByteString;
import java.util.List;

/**
 * A storage item of a pallet.
 *
 * @param optional true when an absent value means "none", false when it means {@code defaultValue}
 * @param hashers one per key, none for a plain item
 * @param keyType type id, -1 for a plain item; a tuple when there are several hashers
 */
public record StorageEntry(
        String prefix,
        String name,
        boolean optional,
        List<StorageHasher> hashers,
        int keyType,
        int valueType,
        ByteString defaultValue) {
    /**
     * The storage key.
     *
     * @param encodedKeys SCALE encoded, one per hasher
     * @throws IllegalArgumentException when their number does not fit
     */
    public byte[] key(byte[]... encodedKeys) {
        if (encodedKeys.length != hashers.size()) {
            throw new IllegalArgumentException(prefix + "." + name + " takes " + hashers.size() + " keys");
        }
        byte[] key = StorageKeys.item(prefix, name);
        for (int i = 0; i < encodedKeys.length; i++) {
            key = StorageKeys.join(key, hashers.get(i).hash(encodedKeys[i]));
        }
        return key;
    }
}
