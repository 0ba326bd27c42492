package io.threefold.rmb.protocol.sr25519;

import static java.lang.Math.unsignedMultiplyHigh;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A number modulo 2^255 − 19 in five limbs of 51 bits; mutable, each operation writes its result into {@code this},
 * which may also be an operand. Nothing branches on or indexes by a value.
 *
 * <p>Bounds: products, squares and {@link #set} from bytes are <em>reduced</em>: limbs below 2^51 + 2^18. The factors of a
 * product may have limbs up to 2^54, which allows a few additions in between; each method says what it takes.
 */
final class Field51 {
    static final int BYTES = 32;
    static final long MASK = (1L << 51) - 1;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    long l0;
    long l1;
    long l2;
    long l3;
    long l4;

    /** Zero. */
    Field51() {}

    /** A constant, from 64 hex digits, big-endian. */
    static Field51 ofHex(String hex) {
        byte[] bytes = new byte[BYTES];
        for (int i = 0; i < BYTES; i++) {
            bytes[BYTES - 1 - i] = (byte) Integer.parseInt(hex, 2 * i, 2 * i + 2, 16);
        }
        Field51 out = new Field51();
        out.set(bytes, 0);
        return out;
    }

    static Field51 ofSmall(int value) {
        Field51 out = new Field51();
        out.l0 = value;
        return out;
    }

    Field51 copy() {
        Field51 out = new Field51();
        out.set(this);
        return out;
    }

    void set(Field51 a) {
        l0 = a.l0;
        l1 = a.l1;
        l2 = a.l2;
        l3 = a.l3;
        l4 = a.l4;
    }

    /** Reads 32 little-endian bytes and ignores the highest bit. Values of 2^255 − 19 and above are taken as they are. */
    void set(byte[] bytes, int offset) {
        long w0 = (long) LONGS.get(bytes, offset);
        long w1 = (long) LONGS.get(bytes, offset + 8);
        long w2 = (long) LONGS.get(bytes, offset + 16);
        long w3 = (long) LONGS.get(bytes, offset + 24);
        l0 = w0 & MASK;
        l1 = (w0 >>> 51 | w1 << 13) & MASK;
        l2 = (w1 >>> 38 | w2 << 26) & MASK;
        l3 = (w2 >>> 25 | w3 << 39) & MASK;
        l4 = w3 >>> 12 & MASK;
    }

    /** Writes the canonical 32 little-endian bytes. */
    void toBytes(byte[] out, int offset) {
        Field51 c = new Field51();
        c.canonical(this);
        LONGS.set(out, offset, c.l0 | c.l1 << 51);
        LONGS.set(out, offset + 8, c.l1 >>> 13 | c.l2 << 38);
        LONGS.set(out, offset + 16, c.l2 >>> 26 | c.l3 << 25);
        LONGS.set(out, offset + 24, c.l3 >>> 39 | c.l4 << 12);
    }

    /** {@code a + b}, limb by limb, without a carry. */
    void add(Field51 a, Field51 b) {
        l0 = a.l0 + b.l0;
        l1 = a.l1 + b.l1;
        l2 = a.l2 + b.l2;
        l3 = a.l3 + b.l3;
        l4 = a.l4 + b.l4;
    }

    /** {@code a − b} for a reduced b; adds less than 2^52 to a's limbs. */
    void sub(Field51 a, Field51 b) {
        l0 = a.l0 + 0xfffffffffffdaL - b.l0;
        l1 = a.l1 + 0xffffffffffffeL - b.l1;
        l2 = a.l2 + 0xffffffffffffeL - b.l2;
        l3 = a.l3 + 0xffffffffffffeL - b.l3;
        l4 = a.l4 + 0xffffffffffffeL - b.l4;
    }

    /** {@code a − b} for a b that is the sum of two reduced numbers; adds less than 2^53 to a's limbs. */
    void subSum(Field51 a, Field51 b) {
        l0 = a.l0 + 0x1fffffffffffb4L - b.l0;
        l1 = a.l1 + 0x1ffffffffffffcL - b.l1;
        l2 = a.l2 + 0x1ffffffffffffcL - b.l2;
        l3 = a.l3 + 0x1ffffffffffffcL - b.l3;
        l4 = a.l4 + 0x1ffffffffffffcL - b.l4;
    }

    /** {@code −a} for a reduced a; below 2^52. */
    void neg(Field51 a) {
        l0 = 0xfffffffffffdaL - a.l0;
        l1 = 0xffffffffffffeL - a.l1;
        l2 = 0xffffffffffffeL - a.l2;
        l3 = 0xffffffffffffeL - a.l3;
        l4 = 0xffffffffffffeL - a.l4;
    }

    /**
     * {@code a · b}; limbs of both below 2^54.
     *
     * <p>Per column, {@code h} sums ⌊x·y / 2^51⌋, which is the high word of (x·2^10)·(y·2^3), and {@code s} sums x·y modulo
     * 2^64. The sum of what is left below 2^51 of each product is then s − h·2^51: it is under 5·2^51, so nothing is lost.
     */
    void mul(Field51 a, Field51 b) {
        long a0 = a.l0;
        long a1 = a.l1;
        long a2 = a.l2;
        long a3 = a.l3;
        long a4 = a.l4;
        long b0 = b.l0;
        long b1 = b.l1;
        long b2 = b.l2;
        long b3 = b.l3;
        long b4 = b.l4;
        long n1 = 19 * b1;
        long n2 = 19 * b2;
        long n3 = 19 * b3;
        long n4 = 19 * b4;
        long x0 = a0 << 10;
        long x1 = a1 << 10;
        long x2 = a2 << 10;
        long x3 = a3 << 10;
        long x4 = a4 << 10;
        long y0 = b0 << 3;
        long y1 = b1 << 3;
        long y2 = b2 << 3;
        long y3 = b3 << 3;
        long y4 = b4 << 3;
        long w1 = n1 << 3;
        long w2 = n2 << 3;
        long w3 = n3 << 3;
        long w4 = n4 << 3;

        long h0 = unsignedMultiplyHigh(x0, y0)
                + unsignedMultiplyHigh(x1, w4)
                + unsignedMultiplyHigh(x2, w3)
                + unsignedMultiplyHigh(x3, w2)
                + unsignedMultiplyHigh(x4, w1);
        long s0 = a0 * b0 + a1 * n4 + a2 * n3 + a3 * n2 + a4 * n1;
        long h1 = unsignedMultiplyHigh(x0, y1)
                + unsignedMultiplyHigh(x1, y0)
                + unsignedMultiplyHigh(x2, w4)
                + unsignedMultiplyHigh(x3, w3)
                + unsignedMultiplyHigh(x4, w2);
        long s1 = a0 * b1 + a1 * b0 + a2 * n4 + a3 * n3 + a4 * n2;
        long h2 = unsignedMultiplyHigh(x0, y2)
                + unsignedMultiplyHigh(x1, y1)
                + unsignedMultiplyHigh(x2, y0)
                + unsignedMultiplyHigh(x3, w4)
                + unsignedMultiplyHigh(x4, w3);
        long s2 = a0 * b2 + a1 * b1 + a2 * b0 + a3 * n4 + a4 * n3;
        long h3 = unsignedMultiplyHigh(x0, y3)
                + unsignedMultiplyHigh(x1, y2)
                + unsignedMultiplyHigh(x2, y1)
                + unsignedMultiplyHigh(x3, y0)
                + unsignedMultiplyHigh(x4, w4);
        long s3 = a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0 + a4 * n4;
        long h4 = unsignedMultiplyHigh(x0, y4)
                + unsignedMultiplyHigh(x1, y3)
                + unsignedMultiplyHigh(x2, y2)
                + unsignedMultiplyHigh(x3, y1)
                + unsignedMultiplyHigh(x4, y0);
        long s4 = a0 * b4 + a1 * b3 + a2 * b2 + a3 * b1 + a4 * b0;

        carry(
                s0 - (h0 << 51) + 19 * h4,
                s1 - (h1 << 51) + h0,
                s2 - (h2 << 51) + h1,
                s3 - (h3 << 51) + h2,
                s4 - (h4 << 51) + h3);
    }

    /** {@code a²}; limbs of a below 2^53. */
    void sq(Field51 a) {
        sq(a, 1);
    }

    /** {@code a} squared {@code times} times over; limbs of a below 2^53. */
    void sq(Field51 a, int times) {
        long a0 = a.l0;
        long a1 = a.l1;
        long a2 = a.l2;
        long a3 = a.l3;
        long a4 = a.l4;
        for (int i = 0; i < times; i++) {
            long d0 = a0 << 1;
            long d1 = a1 << 1;
            long n3 = 19 * a3;
            long n4 = 19 * a4;
            long e2 = a2 << 1;
            long e3 = a3 << 1;

            long x0 = d0 << 9;
            long z0 = d0 << 10;
            long z1 = d1 << 10;
            long z2 = e2 << 10;
            long z3 = e3 << 10;
            long w3 = n3 << 3;
            long w4 = n4 << 3;

            // Column k = sum of a_i·a_j with i + j = k, doubled where i ≠ j, times 19 where i + j = k + 5.
            long h0 = unsignedMultiplyHigh(x0, a0 << 3) + unsignedMultiplyHigh(z1, w4) + unsignedMultiplyHigh(z2, w3);
            long s0 = a0 * a0 + d1 * n4 + e2 * n3;
            long h1 = unsignedMultiplyHigh(z0, a1 << 3)
                    + unsignedMultiplyHigh(z2, w4)
                    + unsignedMultiplyHigh(a3 << 10, w3);
            long s1 = d0 * a1 + e2 * n4 + a3 * n3;
            long h2 = unsignedMultiplyHigh(z0, a2 << 3)
                    + unsignedMultiplyHigh(a1 << 10, a1 << 3)
                    + unsignedMultiplyHigh(z3, w4);
            long s2 = d0 * a2 + a1 * a1 + e3 * n4;
            long h3 = unsignedMultiplyHigh(z0, a3 << 3)
                    + unsignedMultiplyHigh(z1, a2 << 3)
                    + unsignedMultiplyHigh(a4 << 10, w4);
            long s3 = d0 * a3 + d1 * a2 + a4 * n4;
            long h4 = unsignedMultiplyHigh(z0, a4 << 3)
                    + unsignedMultiplyHigh(z1, a3 << 3)
                    + unsignedMultiplyHigh(a2 << 10, a2 << 3);
            long s4 = d0 * a4 + d1 * a3 + a2 * a2;

            long r0 = s0 - (h0 << 51) + 19 * h4;
            long r1 = s1 - (h1 << 51) + h0;
            long r2 = s2 - (h2 << 51) + h1;
            long r3 = s3 - (h3 << 51) + h2;
            long r4 = s4 - (h4 << 51) + h3;
            a0 = (r0 & MASK) + 19 * (r4 >>> 51);
            a1 = (r1 & MASK) + (r0 >>> 51);
            a2 = (r2 & MASK) + (r1 >>> 51);
            a3 = (r3 & MASK) + (r2 >>> 51);
            a4 = (r4 & MASK) + (r3 >>> 51);
        }
        l0 = a0;
        l1 = a1;
        l2 = a2;
        l3 = a3;
        l4 = a4;
    }

    /** The same number with reduced limbs. */
    void reduce(Field51 a) {
        carry(a.l0, a.l1, a.l2, a.l3, a.l4);
    }

    /** Takes any unsigned limbs. Each limb hands its excess to the next at the same time, so there is no chain to wait for. */
    private void carry(long r0, long r1, long r2, long r3, long r4) {
        l0 = (r0 & MASK) + 19 * (r4 >>> 51);
        l1 = (r1 & MASK) + (r0 >>> 51);
        l2 = (r2 & MASK) + (r1 >>> 51);
        l3 = (r3 & MASK) + (r2 >>> 51);
        l4 = (r4 & MASK) + (r3 >>> 51);
    }

    /** The one representation of {@code a} below 2^255 − 19; takes any unsigned limbs. */
    void canonical(Field51 a) {
        reduce(a);
        long q = l0 + 19 >>> 51;
        q = l1 + q >>> 51;
        q = l2 + q >>> 51;
        q = l3 + q >>> 51;
        q = l4 + q >>> 51;
        long r0 = l0 + 19 * q;
        long r1 = l1 + (r0 >>> 51);
        long r2 = l2 + (r1 >>> 51);
        long r3 = l3 + (r2 >>> 51);
        long r4 = l4 + (r3 >>> 51);
        l0 = r0 & MASK;
        l1 = r1 & MASK;
        l2 = r2 & MASK;
        l3 = r3 & MASK;
        l4 = r4 & MASK;
    }

    /** All ones when this is zero modulo p, else 0. */
    long zeroMask() {
        Field51 c = new Field51();
        c.canonical(this);
        long any = c.l0 | c.l1 | c.l2 | c.l3 | c.l4;
        return ~((any | -any) >> 63);
    }

    /** All ones when the canonical form is odd, which ristretto calls negative; else 0. */
    long negativeMask() {
        Field51 c = new Field51();
        c.canonical(this);
        return -(c.l0 & 1);
    }

    /** Becomes {@code a} where the mask is all ones, stays where it is 0. */
    void select(Field51 a, long mask) {
        l0 ^= mask & (l0 ^ a.l0);
        l1 ^= mask & (l1 ^ a.l1);
        l2 ^= mask & (l2 ^ a.l2);
        l3 ^= mask & (l3 ^ a.l3);
        l4 ^= mask & (l4 ^ a.l4);
    }

    /** {@code |a|}: a or −a, whichever is even; a must be reduced. */
    void abs(Field51 a) {
        long mask = a.negativeMask();
        Field51 negated = new Field51();
        negated.neg(a);
        set(a);
        select(negated, mask);
        reduce(this);
    }
}
