package io.threefold.rmb.devnet.chain;

import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A block of this chain.
 *
 * @param hash of the header, with {@code 0x}
 * @param extrinsics as they were submitted, length included; the first one sets the time (but in block 0)
 * @param changes storage keys to new values, null where removed
 */
public record Block(Header header, String hash, List<byte[]> extrinsics, SortedMap<String, byte @Nullable []> changes) {
    /** The block's number. */
    public long number() {
        return header.number();
    }

    /** About how many bytes keeping it takes. */
    long weight() {
        long bytes = 512;
        for (byte[] extrinsic : extrinsics) {
            bytes += extrinsic.length;
        }
        for (byte @Nullable [] value : changes.values()) {
            bytes += 256 + (value == null ? 0 : value.length);
        }
        return bytes;
    }
}
