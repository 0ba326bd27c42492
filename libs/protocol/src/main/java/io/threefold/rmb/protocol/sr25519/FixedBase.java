package io.threefold.rmb.protocol.sr25519;

import java.util.Arrays;

/**
 * Multiples of the generator for secret scalars: 64 signed digits of four bits, and for each a pass over all eight table
 * entries, so that neither time nor memory access depends on the scalar.
 */
final class FixedBase {
    private static final int ROWS = 32;
    private static final int COLUMNS = 8;
    private static final int LIMBS = 15;

    /** Entry (i, j) is (j + 1)·256^i·B: Y+X, Y−X and 2dT, five limbs each. 30 KiB. */
    private static final long[] TABLE = table();

    private FixedBase() {}

    /**
     * {@code scalar · B}, extended.
     *
     * @param scalar 32 little-endian bytes, below 2^253
     */
    static EdwardsPoint multiply(byte[] scalar) {
        byte[] digits = digits(scalar);
        EdwardsPoint sum = new EdwardsPoint();
        Niels entry = new Niels();
        entry.affine = true;
        for (int i = 1; i < digits.length; i += 2) {
            select(entry, i / 2, digits[i]);
            sum.plus(entry);
            sum.toExtended();
        }
        sum.timesPowerOfTwo(4);
        for (int i = 0; i < digits.length; i += 2) {
            select(entry, i / 2, digits[i]);
            sum.plus(entry);
            sum.toExtended();
        }
        Arrays.fill(digits, (byte) 0);
        return sum;
    }

    /** Digits from −8 to 8. */
    private static byte[] digits(byte[] scalar) {
        byte[] digits = new byte[64];
        for (int i = 0; i < 32; i++) {
            digits[2 * i] = (byte) (scalar[i] & 15);
            digits[2 * i + 1] = (byte) (scalar[i] >> 4 & 15);
        }
        int carry = 0;
        for (int i = 0; i < 63; i++) {
            int digit = digits[i] + carry;
            carry = digit + 8 >> 4;
            digits[i] = (byte) (digit - (carry << 4));
        }
        digits[63] += (byte) carry;
        return digits;
    }

    /** The row's entry times the digit, affine. */
    private static void select(Niels out, int row, int digit) {
        int sign = digit >> 31;
        int size = (digit ^ sign) - sign;
        // Starts as the neutral point and is replaced where the column is the wanted one.
        long p0 = 1;
        long p1 = 0;
        long p2 = 0;
        long p3 = 0;
        long p4 = 0;
        long m0 = 1;
        long m1 = 0;
        long m2 = 0;
        long m3 = 0;
        long m4 = 0;
        long t0 = 0;
        long t1 = 0;
        long t2 = 0;
        long t3 = 0;
        long t4 = 0;
        int at = row * COLUMNS * LIMBS;
        for (int column = 1; column <= COLUMNS; column++, at += LIMBS) {
            int difference = size ^ column;
            long mask = (difference | -difference) >> 31;
            long hit = ~mask;
            p0 = p0 & mask | TABLE[at] & hit;
            p1 = p1 & mask | TABLE[at + 1] & hit;
            p2 = p2 & mask | TABLE[at + 2] & hit;
            p3 = p3 & mask | TABLE[at + 3] & hit;
            p4 = p4 & mask | TABLE[at + 4] & hit;
            m0 = m0 & mask | TABLE[at + 5] & hit;
            m1 = m1 & mask | TABLE[at + 6] & hit;
            m2 = m2 & mask | TABLE[at + 7] & hit;
            m3 = m3 & mask | TABLE[at + 8] & hit;
            m4 = m4 & mask | TABLE[at + 9] & hit;
            t0 = t0 & mask | TABLE[at + 10] & hit;
            t1 = t1 & mask | TABLE[at + 11] & hit;
            t2 = t2 & mask | TABLE[at + 12] & hit;
            t3 = t3 & mask | TABLE[at + 13] & hit;
            t4 = t4 & mask | TABLE[at + 14] & hit;
        }
        // −P swaps Y+X with Y−X and negates T.
        long negative = sign;
        long swap = negative & (p0 ^ m0);
        out.yPlusX.l0 = p0 ^ swap;
        out.yMinusX.l0 = m0 ^ swap;
        swap = negative & (p1 ^ m1);
        out.yPlusX.l1 = p1 ^ swap;
        out.yMinusX.l1 = m1 ^ swap;
        swap = negative & (p2 ^ m2);
        out.yPlusX.l2 = p2 ^ swap;
        out.yMinusX.l2 = m2 ^ swap;
        swap = negative & (p3 ^ m3);
        out.yPlusX.l3 = p3 ^ swap;
        out.yMinusX.l3 = m3 ^ swap;
        swap = negative & (p4 ^ m4);
        out.yPlusX.l4 = p4 ^ swap;
        out.yMinusX.l4 = m4 ^ swap;
        // 2p − T where negative; the table's limbs are reduced.
        out.t2d.l0 = (t0 ^ negative) - negative + (negative & 0xfffffffffffdaL);
        out.t2d.l1 = (t1 ^ negative) - negative + (negative & 0xffffffffffffeL);
        out.t2d.l2 = (t2 ^ negative) - negative + (negative & 0xffffffffffffeL);
        out.t2d.l3 = (t3 ^ negative) - negative + (negative & 0xffffffffffffeL);
        out.t2d.l4 = (t4 ^ negative) - negative + (negative & 0xffffffffffffeL);
    }

    private static long[] table() {
        Niels[] points = new Niels[ROWS * COLUMNS];
        EdwardsPoint row = EdwardsPoint.base();
        EdwardsPoint multiple = new EdwardsPoint();
        Niels step = new Niels();
        for (int i = 0; i < ROWS; i++) {
            multiple.set(row);
            step.set(row);
            for (int j = 0; j < COLUMNS; j++) {
                points[i * COLUMNS + j] = new Niels();
                points[i * COLUMNS + j].set(multiple);
                multiple.plus(step);
                multiple.toExtended();
            }
            row.timesPowerOfTwo(8);
        }
        Niels.normalize(points);
        long[] table = new long[points.length * LIMBS];
        for (int i = 0; i < points.length; i++) {
            store(table, i * LIMBS, points[i].yPlusX);
            store(table, i * LIMBS + 5, points[i].yMinusX);
            store(table, i * LIMBS + 10, points[i].t2d);
        }
        return table;
    }

    private static void store(long[] table, int at, Field51 value) {
        table[at] = value.l0;
        table[at + 1] = value.l1;
        table[at + 2] = value.l2;
        table[at + 3] = value.l3;
        table[at + 4] = value.l4;
    }
}
