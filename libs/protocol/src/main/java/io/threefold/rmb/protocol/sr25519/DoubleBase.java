package io.threefold.rmb.protocol.sr25519;

/**
 * {@code a·B − b·P} for verifying. Takes variable time: only for public numbers. A point that is used again and again can
 * be {@linkplain #prepare prepared}, which halves the work.
 */
final class DoubleBase {
    private static final int BASE_WIDTH = 8;
    private static final int POINT_WIDTH = 5;
    private static final int PREPARED_WIDTH = 6;
    private static final int HALF = 128;

    /** Odd multiples of B from 1 to 127, and the same of 2^128·B; affine. */
    private static final Niels[][] BASE = halves(EdwardsPoint.base(), BASE_WIDTH);

    private DoubleBase() {}

    /** Odd multiples of −P from 1 to 31, and the same of −2^128·P; affine. About 7 KB. */
    record Prepared(Niels[][] multiples) {}

    /** Prepares P, extended; costs as much as it saves in two uses. */
    static Prepared prepare(EdwardsPoint p) {
        return new Prepared(halves(negative(p), PREPARED_WIDTH));
    }

    /** {@code a·B − b·p}, extended; a and b are 32 little-endian bytes below 2^253, p is extended. */
    static EdwardsPoint baseMinus(byte[] a, byte[] b, EdwardsPoint p) {
        return sum(
                new byte[][] {digits(a, 0, 2 * HALF, BASE_WIDTH), digits(b, 0, 2 * HALF, POINT_WIDTH)},
                new Niels[][] {BASE[0], oddMultiples(negative(p), POINT_WIDTH)});
    }

    /** As above, with both scalars cut in halves, so that only half as many doublings are left. */
    static EdwardsPoint baseMinus(byte[] a, byte[] b, Prepared p) {
        return sum(
                new byte[][] {
                    digits(a, 0, HALF, BASE_WIDTH),
                    digits(a, HALF, HALF, BASE_WIDTH),
                    digits(b, 0, HALF, PREPARED_WIDTH),
                    digits(b, HALF, HALF, PREPARED_WIDTH)
                },
                new Niels[][] {BASE[0], BASE[1], p.multiples[0], p.multiples[1]});
    }

    /** The sum over all digits of digit·2^position·point, where the tables hold the odd multiples of the points. */
    private static EdwardsPoint sum(byte[][] digits, Niels[][] tables) {
        EdwardsPoint sum = new EdwardsPoint();
        for (int i = digits[0].length - 1; i >= 0; i--) {
            sum.twice();
            for (int j = 0; j < tables.length; j++) {
                int digit = digits[j][i];
                if (digit > 0) {
                    sum.toExtended();
                    sum.plus(tables[j][digit >> 1]);
                } else if (digit < 0) {
                    sum.toExtended();
                    sum.minus(tables[j][-digit >> 1]);
                }
            }
            if (i > 0) {
                sum.toProjective();
            }
        }
        sum.toExtended();
        return sum;
    }

    private static EdwardsPoint negative(EdwardsPoint p) {
        EdwardsPoint negative = new EdwardsPoint();
        negative.set(p);
        negative.x.neg(p.x);
        negative.x.reduce(negative.x);
        negative.t.neg(p.t);
        negative.t.reduce(negative.t);
        return negative;
    }

    private static Niels[][] halves(EdwardsPoint p, int width) {
        EdwardsPoint high = new EdwardsPoint();
        high.set(p);
        high.timesPowerOfTwo(HALF);
        Niels[][] halves = {oddMultiples(p, width), oddMultiples(high, width)};
        Niels.normalize(halves[0]);
        Niels.normalize(halves[1]);
        return halves;
    }

    /** p, 3p, 5p, … for digits of the given width. */
    private static Niels[] oddMultiples(EdwardsPoint p, int width) {
        Niels[] table = new Niels[1 << width - 2];
        EdwardsPoint run = new EdwardsPoint();
        run.set(p);
        run.timesPowerOfTwo(1);
        Niels twice = new Niels();
        twice.set(run);
        run.set(p);
        for (int i = 0; i < table.length; i++) {
            table[i] = new Niels();
            table[i].set(run);
            run.plus(twice);
            run.toExtended();
        }
        return table;
    }

    /**
     * The non-adjacent form of {@code size} bits from bit {@code from}: odd digits below 2^(width−1) in size, at least
     * width places apart, or zero; one more digit than bits.
     */
    private static byte[] digits(byte[] scalar, int from, int size, int width) {
        byte[] digits = new byte[size + 1];
        int carry = 0;
        int position = 0;
        while (position <= size) {
            int window = window(scalar, from, position, size, width) + carry;
            if ((window & 1) == 0) {
                position++;
                continue;
            }
            carry = window >> width - 1;
            digits[position] = (byte) (window - (carry << width));
            position += width;
        }
        return digits;
    }

    /** {@code width} ≤ 8 bits from a position; what lies behind the end is zero. */
    private static int window(byte[] scalar, int from, int position, int size, int width) {
        int end = (from + size) / 8;
        int at = (from + position) / 8;
        int low = at < end ? scalar[at] & 0xff : 0;
        int high = at + 1 < end ? scalar[at + 1] & 0xff : 0;
        return (low | high << 8) >> position % 8 & (1 << width) - 1;
    }
}
