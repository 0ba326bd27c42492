package io.threefold.rmb.protocol.sr25519;

/** A point prepared for addition: Y+X, Y−X, 2·d·T and Z. An <em>affine</em> one has Z = 1, which saves a multiplication. */
final class Niels {
    final Field51 yPlusX = new Field51();
    final Field51 yMinusX = new Field51();
    final Field51 t2d = new Field51();
    final Field51 z = new Field51();
    boolean affine;

    /** Prepares {@code p}, keeping its Z. */
    void set(EdwardsPoint p) {
        yPlusX.add(p.y, p.x);
        yMinusX.sub(p.y, p.x);
        t2d.mul(p.t, EdwardsPoint.D2);
        z.set(p.z);
        affine = false;
    }

    /** Makes the points affine with one inversion for all of them. */
    static void normalize(Niels[] points) {
        Field51[] products = new Field51[points.length];
        Field51 run = FieldPower.ONE.copy();
        for (int i = 0; i < points.length; i++) {
            products[i] = run.copy();
            run.mul(run, points[i].z);
        }
        FieldPower.invert(run, run);
        Field51 inverse = new Field51();
        for (int i = points.length - 1; i >= 0; i--) {
            Niels p = points[i];
            inverse.mul(run, products[i]);
            run.mul(run, p.z);
            p.yPlusX.mul(p.yPlusX, inverse);
            p.yMinusX.mul(p.yMinusX, inverse);
            p.t2d.mul(p.t2d, inverse);
            p.z.set(FieldPower.ONE);
            p.affine = true;
        }
    }
}
