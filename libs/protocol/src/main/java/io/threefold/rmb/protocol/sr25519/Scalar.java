package io.threefold.rmb.protocol.sr25519;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Arithmetic modulo the group order ℓ = 2^252 + c on 32 little-endian bytes. Nine limbs of 28 bits are exactly 252 bits,
 * so what lies above is folded down by multiplying with −c. Constant time, except where a method says otherwise.
 */
final class Scalar {
    static final int BYTES = 32;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int LIMB = 28;
    private static final long LIMB_MASK = (1L << LIMB) - 1;
    private static final int LOW = 9;
    private static final int WIDE = 19;

    /** ℓ in limbs; the first five are c. */
    private static final long[] ORDER = {0xcf5d3ed, 0x12631a5, 0x79cd658, 0xf9dea2f, 0x14de, 0, 0, 0, 0, 1};

    private Scalar() {}

    /** 64 little-endian bytes modulo ℓ. */
    static byte[] reduceWide(byte[] wide) {
        long[] limbs = new long[WIDE];
        for (int i = 0; i < WIDE; i++) {
            limbs[i] = limb(wide, i);
        }
        return reduce(limbs);
    }

    /** {@code a·b + c} modulo ℓ; each below 2^256. */
    static byte[] multiplyAdd(byte[] a, byte[] b, byte[] c) {
        long[] x = limbs(a);
        long[] y = limbs(b);
        long[] sum = Arrays.copyOf(limbs(c), WIDE);
        for (int i = 0; i <= LOW; i++) {
            for (int j = 0; j <= LOW; j++) {
                sum[i + j] += x[i] * y[j];
            }
        }
        carry(sum, WIDE);
        byte[] out = reduce(sum);
        Arrays.fill(x, 0);
        Arrays.fill(y, 0);
        return out;
    }

    /** {@code a + b} modulo ℓ; each below 2^256. */
    static byte[] add(byte[] a, byte[] b) {
        byte[] one = new byte[BYTES];
        one[0] = 1;
        return multiplyAdd(a, one, b);
    }

    /** Whether 32 bytes from the offset are below ℓ. Takes variable time. */
    static boolean isCanonical(byte[] bytes, int offset) {
        byte[] scalar = Arrays.copyOfRange(bytes, offset, offset + BYTES);
        for (int i = LOW; i >= 0; i--) {
            long limb = limb(scalar, i);
            if (limb != ORDER[i]) {
                return limb < ORDER[i];
            }
        }
        return false;
    }

    private static long[] limbs(byte[] scalar) {
        long[] limbs = new long[LOW + 1];
        for (int i = 0; i <= LOW; i++) {
            limbs[i] = limb(scalar, i);
        }
        return limbs;
    }

    /** Bits 28·i to 28·i + 27; what lies behind the end is zero. */
    private static long limb(byte[] bytes, int i) {
        int bit = LIMB * i;
        int at = Math.min(bit / 8, bytes.length - 8);
        return (long) LONGS.get(bytes, at) >>> bit - 8 * at & LIMB_MASK;
    }

    /** Takes 19 limbs of 28 bits, the last one may be larger; wipes them. */
    private static byte[] reduce(long[] t) {
        long[] high = new long[WIDE - LOW];
        fold(t, high, WIDE); // below 2^385 in size
        fold(t, high, 14); // below 2^258
        fold(t, high, LOW + 1); // above −2^132, below 2^252 + 2^132
        long mask = t[LOW] >> 63;
        for (int i = 0; i <= LOW; i++) {
            t[i] += ORDER[i] & mask;
        }
        carry(t, LOW + 1);
        for (int i = 0; i <= LOW; i++) {
            high[i] = t[i] - ORDER[i];
        }
        carry(high, LOW + 1);
        mask = high[LOW] >> 63;
        byte[] out = new byte[BYTES];
        for (int i = 0; i <= LOW; i++) {
            long limb = t[i] & mask | high[i] & ~mask;
            int bit = LIMB * i;
            int at = Math.min(bit / 8, BYTES - 8);
            LONGS.set(out, at, (long) LONGS.get(out, at) | limb << bit - 8 * at);
        }
        Arrays.fill(t, 0);
        Arrays.fill(high, 0);
        return out;
    }

    /** Replaces what lies above 2^252, in limbs 9 to {@code size}, by its product with −c. */
    private static void fold(long[] t, long[] high, int size) {
        for (int i = LOW; i < size; i++) {
            high[i - LOW] = t[i];
            t[i] = 0;
        }
        for (int i = 0; i < size - LOW; i++) {
            for (int j = 0; j < 5; j++) {
                t[i + j] -= high[i] * ORDER[j];
            }
        }
        carry(t, Math.max(LOW + 1, size - 5));
    }

    /** Makes all limbs but the last one 28 bits and not negative. */
    private static void carry(long[] t, int size) {
        for (int i = 0; i < size - 1; i++) {
            t[i + 1] += t[i] >> LIMB;
            t[i] &= LIMB_MASK;
        }
    }
}
