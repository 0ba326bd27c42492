package io.threefold.rmb.protocol.sr25519;

/** {@code a·B − b·P} for verifying. Takes variable time: only for public numbers. */
final class DoubleBase {
    private static final int BASE_WIDTH = 8;
    private static final int POINT_WIDTH = 5;

    /** 1·B, 3·B, … 127·B, affine. */
    private static final Niels[] BASE = base();

    private DoubleBase() {}

    /** {@code a·B − b·p}, extended; a and b are 32 little-endian bytes below 2^253, p is extended. */
    static EdwardsPoint baseMinus(byte[] a, byte[] b, EdwardsPoint p) {
        Niels[] table = oddMultiples(p, POINT_WIDTH);
        byte[] da = digits(a, BASE_WIDTH);
        byte[] db = digits(b, POINT_WIDTH);
        int i = 255;
        while (i > 0 && da[i] == 0 && db[i] == 0) {
            i--;
        }
        EdwardsPoint sum = new EdwardsPoint();
        for (; i >= 0; i--) {
            sum.twice();
            if (da[i] != 0) {
                sum.toExtended();
                if (da[i] > 0) {
                    sum.plusAffine(BASE[da[i] >> 1]);
                } else {
                    sum.minusAffine(BASE[-da[i] >> 1]);
                }
            }
            if (db[i] != 0) {
                sum.toExtended();
                if (db[i] > 0) {
                    sum.minus(table[db[i] >> 1]);
                } else {
                    sum.plus(table[-db[i] >> 1]);
                }
            }
            if (i > 0) {
                sum.toProjective();
            }
        }
        sum.toExtended();
        return sum;
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

    private static Niels[] base() {
        Niels[] table = oddMultiples(EdwardsPoint.base(), BASE_WIDTH);
        Niels.normalize(table);
        return table;
    }

    /** The non-adjacent form: odd digits below 2^(width−1) in size, at least width apart, or zero. */
    private static byte[] digits(byte[] scalar, int width) {
        byte[] digits = new byte[256];
        int carry = 0;
        int position = 0;
        while (position < 256) {
            int window = window(scalar, position, width) + carry;
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

    private static int window(byte[] scalar, int bit, int width) {
        int at = bit / 8;
        int value = scalar[at] & 0xff;
        if (at < 31) {
            value |= (scalar[at + 1] & 0xff) << 8;
        }
        return value >> bit % 8 & (1 << width) - 1;
    }
}
