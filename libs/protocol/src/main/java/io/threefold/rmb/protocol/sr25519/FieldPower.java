package io.threefold.rmb.protocol.sr25519;

/** Powers of field elements by fixed addition chains: inversion and the square root of RFC 9496 §4.2. */
final class FieldPower {
    static final Field51 ONE = Field51.ofSmall(1);

    /** A square root of −1. */
    static final Field51 SQRT_M1 = Field51.ofHex("2b8324804fc1df0b2b4d00993dfbd7a72f431806ad2fe478c4ee1b274a0ea0b0");

    private FieldPower() {}

    /** {@code out = a^((p−5)/8) = a^(2^252 − 3)}. */
    static void pow22523(Field51 out, Field51 a) {
        Field51 a2 = new Field51();
        Field51 t = new Field51();
        Field51 e5 = new Field51();
        Field51 e10 = new Field51();
        Field51 e50 = new Field51();
        Field51 base = a.copy();
        a2.sq(base);
        t.sq(a2, 2);
        t.mul(t, base); // a^9
        a2.mul(a2, t); // a^11
        a2.sq(a2); // a^22
        e5.mul(a2, t); // a^(2^5 − 1)
        t.sq(e5, 5);
        e10.mul(t, e5);
        t.sq(e10, 10);
        a2.mul(t, e10); // 2^20 − 1
        t.sq(a2, 20);
        t.mul(t, a2); // 2^40 − 1
        t.sq(t, 10);
        e50.mul(t, e10);
        t.sq(e50, 50);
        a2.mul(t, e50); // 2^100 − 1
        t.sq(a2, 100);
        t.mul(t, a2); // 2^200 − 1
        t.sq(t, 50);
        t.mul(t, e50); // 2^250 − 1
        t.sq(t, 2);
        out.mul(t, base);
    }

    /** {@code out = 1/a}, or 0 for 0. */
    static void invert(Field51 out, Field51 a) {
        Field51 cube = new Field51();
        cube.sq(a);
        cube.mul(cube, a);
        Field51 t = new Field51();
        pow22523(t, a);
        t.sq(t, 3);
        out.mul(t, cube);
    }

    /**
     * {@code out = 1/√v}, not negative, when v is a square; else {@code 1/√(i·v)}; 0 for 0. This is SQRT_RATIO_M1(1, v).
     *
     * @return all ones when v is a non-zero square, else 0
     */
    static long invSqrt(Field51 out, Field51 v) {
        Field51 v3 = new Field51();
        Field51 r = new Field51();
        Field51 check = new Field51();
        Field51 t = new Field51();
        v3.sq(v);
        v3.mul(v3, v);
        r.sq(v3);
        r.mul(r, v); // v^7
        pow22523(r, r);
        r.mul(r, v3);
        check.sq(r);
        check.mul(check, v);

        t.sub(check, ONE);
        long correct = t.zeroMask();
        t.add(check, ONE);
        long flipped = t.zeroMask();
        t.add(check, SQRT_M1);
        long flippedI = t.zeroMask();

        t.mul(r, SQRT_M1);
        r.select(t, flipped | flippedI);
        out.abs(r);
        return correct | flipped;
    }
}
