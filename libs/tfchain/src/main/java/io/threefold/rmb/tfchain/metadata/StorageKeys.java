package io.threefold.rmb.tfchain.metadata;

import io.threefold.rmb.tfchain.scale.Twox;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Storage keys by rule (TFCHAIN §2), for when no metadata is at hand; else see {@link StorageEntry#key(byte[]...)}. */
public final class StorageKeys {
    private StorageKeys() {}

    /** twox128(prefix) and twox128(item): the key of a plain item, and what all keys of a map begin with. 32 bytes. */
    public static byte[] item(String prefix, String item) {
        return join(
                Twox.hash128(prefix.getBytes(StandardCharsets.UTF_8)),
                Twox.hash128(item.getBytes(StandardCharsets.UTF_8)));
    }

    /** The key of a map entry. */
    public static byte[] entry(String prefix, String item, StorageHasher hasher, byte[] encodedKey) {
        return join(item(prefix, item), hasher.hash(encodedKey));
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.write(part, 0, part.length);
        }
        return out.toByteArray();
    }
}
