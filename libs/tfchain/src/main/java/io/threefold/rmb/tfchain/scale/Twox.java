package io.threefold.rmb.tfchain.scale;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Substrate's xxHash64 family: each 8 bytes of the result are the little-endian hash under the next seed, from 0. */
public final class Twox {
    private static final long P1 = 0x9E3779B185EBCA87L;
    private static final long P2 = 0xC2B2AE3D27D4EB4FL;
    private static final long P3 = 0x165667B19E3779F9L;
    private static final long P4 = 0x85EBCA77C2B2AE63L;
    private static final long P5 = 0x27D4EB2F165667C5L;

    private Twox() {}

    /** 8 bytes. */
    public static byte[] hash64(byte[] data) {
        return hash(data, 1);
    }

    /** 16 bytes. */
    public static byte[] hash128(byte[] data) {
        return hash(data, 2);
    }

    /** 32 bytes. */
    public static byte[] hash256(byte[] data) {
        return hash(data, 4);
    }

    private static byte[] hash(byte[] data, int words) {
        ByteBuffer out = ByteBuffer.allocate(8 * words).order(ByteOrder.LITTLE_ENDIAN);
        for (int seed = 0; seed < words; seed++) {
            out.putLong(xxh64(data, seed));
        }
        return out.array();
    }

    /** xxHash64 as its specification describes it. */
    static long xxh64(byte[] data, long seed) {
        ByteBuffer in = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        long hash;
        if (data.length >= 32) {
            long a = seed + P1 + P2;
            long b = seed + P2;
            long c = seed;
            long d = seed - P1;
            while (in.remaining() >= 32) {
                a = round(a, in.getLong());
                b = round(b, in.getLong());
                c = round(c, in.getLong());
                d = round(d, in.getLong());
            }
            hash = Long.rotateLeft(a, 1) + Long.rotateLeft(b, 7) + Long.rotateLeft(c, 12) + Long.rotateLeft(d, 18);
            hash = (hash ^ round(0, a)) * P1 + P4;
            hash = (hash ^ round(0, b)) * P1 + P4;
            hash = (hash ^ round(0, c)) * P1 + P4;
            hash = (hash ^ round(0, d)) * P1 + P4;
        } else {
            hash = seed + P5;
        }
        hash += data.length;
        while (in.remaining() >= 8) {
            hash = Long.rotateLeft(hash ^ round(0, in.getLong()), 27) * P1 + P4;
        }
        if (in.remaining() >= 4) {
            hash = Long.rotateLeft(hash ^ (in.getInt() & 0xffffffffL) * P1, 23) * P2 + P3;
        }
        while (in.hasRemaining()) {
            hash = Long.rotateLeft(hash ^ (in.get() & 0xff) * P5, 11) * P1;
        }
        hash = (hash ^ hash >>> 33) * P2;
        hash = (hash ^ hash >>> 29) * P3;
        return hash ^ hash >>> 32;
    }

    private static long round(long lane, long input) {
        return Long.rotateLeft(lane + input * P2, 31) * P1;
    }
}
