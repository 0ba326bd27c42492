package io.threefold.rmb.protocol.sr25519;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class ScalarTest {
    @Property
    void reducesWideNumbers(@ForAll @Size(64) byte[] wide) {
        assertThat(Numbers.ofLittleEndian(Scalar.reduceWide(wide)))
                .isEqualTo(Numbers.ofLittleEndian(wide).mod(Numbers.ORDER));
    }

    @Property
    void multipliesAndAdds(@ForAll @Size(32) byte[] a, @ForAll @Size(32) byte[] b, @ForAll @Size(32) byte[] c) {
        BigInteger expected =
                Numbers.ofLittleEndian(a).multiply(Numbers.ofLittleEndian(b)).add(Numbers.ofLittleEndian(c));
        assertThat(Numbers.ofLittleEndian(Scalar.multiplyAdd(a, b, c))).isEqualTo(expected.mod(Numbers.ORDER));
        assertThat(Numbers.ofLittleEndian(Scalar.add(a, b)))
                .isEqualTo(
                        Numbers.ofLittleEndian(a).add(Numbers.ofLittleEndian(b)).mod(Numbers.ORDER));
    }

    @Property
    void reducesTheNeighboursOfMultiplesOfTheOrder(@ForAll @Size(32) byte[] factor) {
        for (int offset = -2; offset <= 2; offset++) {
            BigInteger value = Numbers.ORDER
                    .multiply(Numbers.ofLittleEndian(factor).add(BigInteger.ONE))
                    .add(BigInteger.valueOf(offset));
            assertThat(Numbers.ofLittleEndian(Scalar.reduceWide(Numbers.littleEndian(value, 64))))
                    .isEqualTo(BigInteger.valueOf(offset).mod(Numbers.ORDER));
        }
    }

    @Example
    void reducesTheExtremes() {
        byte[] wide = new byte[64];
        assertThat(Scalar.reduceWide(wide)).isEqualTo(new byte[32]);
        java.util.Arrays.fill(wide, (byte) 0xff);
        assertThat(Numbers.ofLittleEndian(Scalar.reduceWide(wide)))
                .isEqualTo(Numbers.ofLittleEndian(wide).mod(Numbers.ORDER));
        BigInteger power = BigInteger.TWO.pow(252);
        for (int i = -1; i <= 1; i++) {
            BigInteger value = power.add(BigInteger.valueOf(i));
            assertThat(Numbers.ofLittleEndian(Scalar.reduceWide(Numbers.littleEndian(value, 64))))
                    .isEqualTo(value.mod(Numbers.ORDER));
        }
    }

    @Property
    void knowsCanonicalNumbers(@ForAll @Size(32) byte[] a) {
        assertThat(Scalar.isCanonical(a, 0)).isEqualTo(Numbers.ofLittleEndian(a).compareTo(Numbers.ORDER) < 0);
    }

    @Example
    void theOrderItselfIsNotCanonical() {
        for (int i = -1; i <= 1; i++) {
            byte[] bytes = Numbers.littleEndian(Numbers.ORDER.add(BigInteger.valueOf(i)), 32);
            assertThat(Scalar.isCanonical(bytes, 0)).as("%d", i).isEqualTo(i < 0);
        }
    }
}
