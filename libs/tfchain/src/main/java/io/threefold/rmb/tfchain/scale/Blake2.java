package io.threefold.rmb.tfchain.scale;

import org.bouncycastle.crypto.digests.Blake2bDigest;

/** BLAKE2b without key, as Substrate names it by the bits of its output. */
public final class Blake2 {
    private Blake2() {}

    /** 16 bytes. */
    public static byte[] hash128(byte[] data) {
        return hash(data, 128);
    }

    /** 32 bytes. */
    public static byte[] hash256(byte[] data) {
        return hash(data, 256);
    }

    private static byte[] hash(byte[] data, int bits) {
        Blake2bDigest digest = new Blake2bDigest(bits);
        digest.update(data, 0, data.length);
        byte[] out = new byte[bits / 8];
        digest.doFinal(out, 0);
        return out;
    }
}
