package io.threefold.rmb.tfchain.metadata;

import io.threefold.rmb.tfchain.scale.Blake2;
import io.threefold.rmb.tfchain.scale.Twox;

/** How a map's key becomes part of a storage key; in the order of the tags in metadata. */
public enum StorageHasher {
    BLAKE2_128,
    BLAKE2_256,
    BLAKE2_128_CONCAT,
    TWOX_128,
    TWOX_256,
    TWOX_64_CONCAT,
    IDENTITY;

    /** The hash of a SCALE encoded key, followed by the key itself for the {@code CONCAT} ones. */
    public byte[] hash(byte[] key) {
        return switch (this) {
            case BLAKE2_128 -> Blake2.hash128(key);
            case BLAKE2_256 -> Blake2.hash256(key);
            case BLAKE2_128_CONCAT -> StorageKeys.join(Blake2.hash128(key), key);
            case TWOX_128 -> Twox.hash128(key);
            case TWOX_256 -> Twox.hash256(key);
            case TWOX_64_CONCAT -> StorageKeys.join(Twox.hash64(key), key);
            case IDENTITY -> key.clone();
        };
    }
}
