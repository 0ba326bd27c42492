package io.threefold.rmb.protocol.sr25519;

import java.util.Arrays;

/** The 32-byte encoding of ristretto255 elements (RFC 9496 §4.3). */
final class Ristretto {
    private static final Field51 INV_SQRT_A_MINUS_D =
            Field51.ofHex("786c8905cfaffca216c27b91fe01d8409d2f16175a4172be99c8fdaa805d40ea");

    private Ristretto() {}

    /**
     * Reads an encoding into {@code out} (with Z = 1). Takes variable time.
     *
     * @return false when it is not the canonical encoding of an element; {@code out} is then undefined
     */
    static boolean decode(EdwardsPoint out, byte[] bytes, int offset) {
        Field51 s = new Field51();
        s.set(bytes, offset);
        byte[] canonical = new byte[Field51.BYTES];
        s.toBytes(canonical, 0);
        if (!Arrays.equals(canonical, 0, Field51.BYTES, bytes, offset, offset + Field51.BYTES)
                || (canonical[0] & 1) != 0) {
            return false;
        }
        Field51 ss = new Field51();
        Field51 u1 = new Field51();
        Field51 u2 = new Field51();
        Field51 u2sq = new Field51();
        Field51 v = new Field51();
        Field51 inverse = new Field51();
        ss.sq(s);
        u1.sub(FieldPower.ONE, ss);
        u2.add(FieldPower.ONE, ss);
        u2sq.sq(u2);
        v.sq(u1);
        v.mul(v, EdwardsPoint.D);
        v.neg(v);
        v.sub(v, u2sq);
        v.reduce(v);
        Field51 product = new Field51();
        product.mul(v, u2sq);
        boolean square = FieldPower.invSqrt(inverse, product) != 0;

        Field51 denX = new Field51();
        Field51 denY = new Field51();
        denX.mul(inverse, u2);
        denY.mul(inverse, denX);
        denY.mul(denY, v);
        out.x.add(s, s);
        out.x.mul(out.x, denX);
        out.x.abs(out.x);
        out.y.mul(u1, denY);
        out.z.set(FieldPower.ONE);
        out.t.mul(out.x, out.y);
        return square && out.t.negativeMask() == 0 && out.y.zeroMask() == 0;
    }

    /** The canonical encoding, 32 bytes; takes constant time. Reads X, Y, Z and T. */
    static byte[] encode(EdwardsPoint p) {
        Field51 u1 = new Field51();
        Field51 u2 = new Field51();
        Field51 inverse = new Field51();
        Field51 t = new Field51();
        u1.add(p.z, p.y);
        t.sub(p.z, p.y);
        u1.mul(u1, t);
        u2.mul(p.x, p.y);
        t.sq(u2);
        t.mul(t, u1);
        FieldPower.invSqrt(inverse, t);

        Field51 den1 = new Field51();
        Field51 den2 = new Field51();
        Field51 zInverse = new Field51();
        den1.mul(inverse, u1);
        den2.mul(inverse, u2);
        zInverse.mul(den1, den2);
        zInverse.mul(zInverse, p.t);

        Field51 x = p.x.copy();
        Field51 y = p.y.copy();
        t.mul(p.t, zInverse);
        long rotate = t.negativeMask();
        t.mul(p.y, FieldPower.SQRT_M1);
        x.select(t, rotate);
        t.mul(p.x, FieldPower.SQRT_M1);
        y.select(t, rotate);
        t.mul(den1, INV_SQRT_A_MINUS_D);
        den2.select(t, rotate);

        t.mul(x, zInverse);
        long negative = t.negativeMask();
        t.neg(y);
        y.select(t, negative);
        y.reduce(y);
        t.sub(p.z, y);
        t.mul(t, den2);
        t.abs(t);
        byte[] out = new byte[Field51.BYTES];
        t.toBytes(out, 0);
        return out;
    }
}
