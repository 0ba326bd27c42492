package io.threefold.rmb.devnet.chain;

import io.threefold.rmb.tfchain.scale.Blake2;
import io.threefold.rmb.tfchain.scale.Hex;
import io.threefold.rmb.tfchain.scale.ScaleWriter;
import java.util.List;

/**
 * A block header. Its hash is BLAKE2b-256 of its SCALE form, as subxt computes it; the two roots are plain hashes and
 * prove nothing (this chain has no tries).
 *
 * @param parentHash 32 bytes
 * @param stateRoot 32 bytes: hash over the parent's root and this block's changes
 * @param extrinsicsRoot 32 bytes: hash over the SCALE form of the extrinsics
 * @param digest SCALE-encoded digest items
 */
public record Header(byte[] parentHash, long number, byte[] stateRoot, byte[] extrinsicsRoot, List<byte[]> digest) {
    /** The SCALE form that is hashed. */
    public byte[] encode() {
        ScaleWriter out = new ScaleWriter()
                .raw(parentHash)
                .compact(number)
                .raw(stateRoot)
                .raw(extrinsicsRoot)
                .raw(encodedDigest());
        return out.toBytes();
    }

    /** The digest as {@code System.Digest} stores it. */
    byte[] encodedDigest() {
        ScaleWriter out = new ScaleWriter().compact(digest.size());
        digest.forEach(out::raw);
        return out.toBytes();
    }

    /** With {@code 0x}. */
    public String hash() {
        return Hex.encode(Blake2.hash256(encode()));
    }
}
