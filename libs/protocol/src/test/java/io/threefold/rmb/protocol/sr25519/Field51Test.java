package io.threefold.rmb.protocol.sr25519;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class Field51Test {
    private static final long REDUCED = (1L << 51) + (1L << 18) - 1;

    @Provide
    Arbitrary<Field51> reduced() {
        return limbs(REDUCED);
    }

    /** As large as the factors of a product may be. */
    @Provide
    Arbitrary<Field51> factors() {
        return limbs((1L << 54) - 1);
    }

    @Provide
    Arbitrary<Field51> bases() {
        return limbs((1L << 53) - 1);
    }

    private static Arbitrary<Field51> limbs(long max) {
        Arbitrary<Long> limb = Arbitraries.longs()
                .between(0, max)
                .edgeCases(config -> config.add(0L, 1L, 18L, 19L, Field51.MASK - 18, Field51.MASK, max));
        return Combinators.combine(limb, limb, limb, limb, limb).as((a, b, c, d, e) -> {
            Field51 f = new Field51();
            f.l0 = a;
            f.l1 = b;
            f.l2 = c;
            f.l3 = d;
            f.l4 = e;
            return f;
        });
    }

    @Property
    void multiplies(@ForAll("factors") Field51 a, @ForAll("factors") Field51 b) {
        Field51 c = new Field51();
        c.mul(a, b);
        assertThat(Numbers.value(c))
                .isEqualTo(Numbers.value(a).multiply(Numbers.value(b)).mod(Numbers.P));
        assertReduced(c);
    }

    @Example
    void multipliesAndSquaresTheLargestFactors() {
        Field51 a = new Field51();
        a.l0 = a.l1 = a.l2 = a.l3 = a.l4 = (1L << 54) - 1;
        BigInteger value = Numbers.value(a);
        Field51 c = new Field51();
        c.mul(a, a);
        assertThat(Numbers.value(c)).isEqualTo(value.multiply(value).mod(Numbers.P));
        assertReduced(c);
        a.l0 = a.l1 = a.l2 = a.l3 = a.l4 = (1L << 53) - 1;
        value = Numbers.value(a);
        c.sq(a);
        assertThat(Numbers.value(c)).isEqualTo(value.multiply(value).mod(Numbers.P));
        assertReduced(c);
    }

    @Property
    void squares(@ForAll("bases") Field51 a) {
        Field51 c = new Field51();
        c.sq(a);
        assertThat(Numbers.value(c)).isEqualTo(Numbers.value(a).pow(2).mod(Numbers.P));
        assertReduced(c);
        Field51 d = a.copy();
        d.sq(d, 3);
        assertThat(Numbers.value(d)).isEqualTo(Numbers.value(a).pow(8).mod(Numbers.P));
    }

    @Property
    void addsAndSubtracts(@ForAll("reduced") Field51 a, @ForAll("reduced") Field51 b, @ForAll("reduced") Field51 c) {
        BigInteger x = Numbers.value(a);
        BigInteger y = Numbers.value(b);
        Field51 out = new Field51();
        out.add(a, b);
        assertThat(Numbers.value(out)).isEqualTo(x.add(y).mod(Numbers.P));
        Field51 difference = new Field51();
        difference.subSum(c, out);
        assertThat(Numbers.value(difference))
                .isEqualTo(Numbers.value(c).subtract(x).subtract(y).mod(Numbers.P));
        out.sub(a, b);
        assertThat(Numbers.value(out)).isEqualTo(x.subtract(y).mod(Numbers.P));
        out.neg(a);
        assertThat(Numbers.value(out)).isEqualTo(x.negate().mod(Numbers.P));
    }

    @Property
    void writesTheCanonicalBytes(@ForAll("factors") Field51 a) {
        byte[] bytes = new byte[32];
        a.toBytes(bytes, 0);
        assertThat(Numbers.ofLittleEndian(bytes)).isEqualTo(Numbers.value(a));
        Field51 again = new Field51();
        again.set(bytes, 0);
        assertThat(Numbers.value(again)).isEqualTo(Numbers.value(a));
        assertThat(a.negativeMask()).isEqualTo(Numbers.value(a).testBit(0) ? -1 : 0);
        assertThat(a.zeroMask()).isEqualTo(Numbers.value(a).signum() == 0 ? -1 : 0);
    }

    @Example
    void knowsZeroInEveryForm() {
        for (int multiple = 0; multiple < 4; multiple++) {
            Field51 f = new Field51();
            f.l0 = multiple * (Field51.MASK - 18);
            f.l1 = f.l2 = f.l3 = f.l4 = multiple * Field51.MASK;
            assertThat(f.zeroMask()).as("%d p", multiple).isEqualTo(-1);
            assertThat(f.negativeMask()).isZero();
            byte[] bytes = new byte[32];
            f.toBytes(bytes, 0);
            assertThat(bytes).isEqualTo(new byte[32]);
        }
    }

    @Property(tries = 200)
    void invertsAndTakesRoots(@ForAll("reduced") Field51 a) {
        BigInteger x = Numbers.value(a);
        Field51 out = new Field51();
        FieldPower.invert(out, a);
        assertThat(Numbers.value(out)).isEqualTo(x.modPow(Numbers.P.subtract(BigInteger.TWO), Numbers.P));

        long square = FieldPower.invSqrt(out, a);
        BigInteger root = Numbers.value(out);
        BigInteger half = Numbers.P.shiftRight(1);
        boolean isSquare = x.signum() != 0 && x.modPow(half, Numbers.P).equals(BigInteger.ONE);
        assertThat(square).isEqualTo(isSquare ? -1 : 0);
        assertThat(root.testBit(0)).isFalse();
        BigInteger product = root.pow(2).multiply(x).mod(Numbers.P);
        if (x.signum() == 0) {
            assertThat(root).isZero();
        } else if (isSquare) {
            assertThat(product).isEqualTo(BigInteger.ONE);
        } else {
            assertThat(product.pow(2).mod(Numbers.P)).isEqualTo(Numbers.P.subtract(BigInteger.ONE));
        }
    }

    @Property
    void selects(@ForAll("reduced") Field51 a, @ForAll("reduced") Field51 b) {
        Field51 c = a.copy();
        c.select(b, 0);
        assertThat(Numbers.value(c)).isEqualTo(Numbers.value(a));
        c.select(b, -1);
        assertThat(Numbers.value(c)).isEqualTo(Numbers.value(b));
    }

    @Example
    void constantsAreWhatTheyAreCalled() {
        BigInteger d = BigInteger.valueOf(-121665)
                .multiply(BigInteger.valueOf(121666).modInverse(Numbers.P))
                .mod(Numbers.P);
        assertThat(Numbers.value(EdwardsPoint.D)).isEqualTo(d);
        assertThat(Numbers.value(EdwardsPoint.D2)).isEqualTo(d.shiftLeft(1).mod(Numbers.P));
        assertThat(Numbers.value(FieldPower.SQRT_M1).pow(2).mod(Numbers.P))
                .isEqualTo(Numbers.P.subtract(BigInteger.ONE));
    }

    private static void assertReduced(Field51 f) {
        assertThat(List.of(f.l0, f.l1, f.l2, f.l3, f.l4)).allMatch(limb -> limb >= 0 && limb <= REDUCED);
    }
}
