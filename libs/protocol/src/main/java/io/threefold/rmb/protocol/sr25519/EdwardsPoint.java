package io.threefold.rmb.protocol.sr25519;

/**
 * A point of the twisted Edwards curve −x² + y² = 1 + d·x²·y² in extended coordinates (x = X/Z, y = Y/Z, T = X·Y/Z);
 * mutable. Additions and doublings leave their result in a <em>pending</em> form first; {@link #toProjective()} makes X, Y, Z
 * of it, which is enough to double again, and {@link #toExtended()} T as well, which additions need. The formulas are
 * complete: there are no special cases.
 */
final class EdwardsPoint {
    /** The curve constant d = −121665/121666. */
    static final Field51 D = Field51.ofHex("52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3");

    /** 2·d. */
    static final Field51 D2 = Field51.ofHex("2406d9dc56dffce7198e80f2eef3d13000e0149a8283b156ebd69b9426b2f159");

    final Field51 x = new Field51();
    final Field51 y = new Field51();
    final Field51 z = new Field51();
    final Field51 t = new Field51();

    private final Field51 px = new Field51();
    private final Field51 py = new Field51();
    private final Field51 pz = new Field51();
    private final Field51 pt = new Field51();
    private final Field51 xx = new Field51();

    /** The neutral point. */
    EdwardsPoint() {
        setIdentity();
    }

    /** The generator of ed25519 and ristretto255. */
    static EdwardsPoint base() {
        EdwardsPoint p = new EdwardsPoint();
        p.x.set(Field51.ofHex("216936d3cd6e53fec0a4e231fdd6dc5c692cc7609525a7b2c9562d608f25d51a"));
        p.y.set(Field51.ofHex("6666666666666666666666666666666666666666666666666666666666666658"));
        p.t.mul(p.x, p.y);
        return p;
    }

    void setIdentity() {
        x.set(new Field51());
        y.set(FieldPower.ONE);
        z.set(FieldPower.ONE);
        t.set(x);
    }

    void set(EdwardsPoint p) {
        x.set(p.x);
        y.set(p.y);
        z.set(p.z);
        t.set(p.t);
    }

    void toProjective() {
        x.mul(px, pt);
        y.mul(py, pz);
        z.mul(pz, pt);
    }

    void toExtended() {
        toProjective();
        t.mul(px, py);
    }

    /** Pending: twice this point. Reads X, Y, Z. */
    void twice() {
        xx.sq(x);
        py.sq(y);
        pt.sq(z);
        pz.sub(py, xx);
        pt.add(pt, pt);
        pt.add(pt, xx);
        pt.sub(pt, py);
        px.add(x, y);
        px.sq(px);
        py.add(py, xx);
        px.subSum(px, py);
    }

    /** This point times 2^n for n ≥ 1, extended. */
    void timesPowerOfTwo(int n) {
        twice();
        for (int i = 1; i < n; i++) {
            toProjective();
            twice();
        }
        toExtended();
    }

    /** Pending: this point plus q. Reads X, Y, Z, T. */
    void plus(Niels q) {
        twiceZ(q);
        sum(q.yPlusX, q.yMinusX);
        xx.mul(t, q.t2d);
        pz.add(pt, xx);
        pt.sub(pt, xx);
    }

    /** Pending: this point minus q. Reads X, Y, Z, T. */
    void minus(Niels q) {
        twiceZ(q);
        sum(q.yMinusX, q.yPlusX);
        xx.mul(t, q.t2d);
        pz.sub(pt, xx);
        pt.add(pt, xx);
    }

    /** Whether a point is affine depends on which table it is from, never on a secret. */
    private void twiceZ(Niels q) {
        if (q.affine) {
            pt.add(z, z);
        } else {
            pt.mul(z, q.z);
            pt.add(pt, pt);
        }
    }

    /** X and Y of a pending sum; uses the place of Z. */
    private void sum(Field51 withPlus, Field51 withMinus) {
        px.add(y, x);
        px.mul(px, withPlus);
        py.sub(y, x);
        py.mul(py, withMinus);
        pz.add(px, py);
        px.sub(px, py);
        py.set(pz);
    }
}
