package io.threefold.rmb.protocol.identity;

import org.bouncycastle.crypto.digests.Blake2bDigest;

/** BLAKE2b as Substrate uses it: unkeyed, with short outputs. */
public final class Hashes {
    private Hashes() {}

    /** BLAKE2b with a 16-byte output ({@code blake2_128}). */
    public static byte[] blake2b128(byte[]... parts) {
        return blake2b(128, parts);
    }

    /** BLAKE2b with a 32-byte output ({@code blake2_256}). */
    public static byte[] blake2b256(byte[]... parts) {
        return blake2b(256, parts);
    }

    /** BLAKE2b with a 64-byte output ({@code blake2_512}). */
    public static byte[] blake2b512(byte[]... parts) {
        return blake2b(512, parts);
    }

    private static byte[] blake2b(int bits, byte[]... parts) {
        Blake2bDigest digest = new Blake2bDigest(bits);
        for (byte[] part : parts) {
            digest.update(part, 0, part.length);
        }
        byte[] out = new byte[bits / 8];
        digest.doFinal(out, 0);
        return out;
    }
}
