package io.threefold.rmb.protocol.sr25519;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.threefold.rmb.protocol.Vectors;
import java.math.BigInteger;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class RistrettoTest {
    private static final JsonNode RFC = Vectors.load("ristretto255-rfc9496.json");

    @Example
    void encodesTheMultiplesOfTheGenerator() {
        EdwardsPoint sum = new EdwardsPoint();
        Niels base = new Niels();
        base.set(EdwardsPoint.base());
        for (int i = 0; i < 16; i++) {
            byte[] expected = Vectors.hex(RFC.get("multiples").get(i));
            assertThat(Ristretto.encode(sum)).as("%d B", i).isEqualTo(expected);
            byte[] scalar = new byte[32];
            scalar[0] = (byte) i;
            assertThat(Ristretto.encode(FixedBase.multiply(scalar))).isEqualTo(expected);
            EdwardsPoint decoded = new EdwardsPoint();
            assertThat(Ristretto.decode(decoded, expected, 0)).isTrue();
            assertThat(Ristretto.encode(decoded)).isEqualTo(expected);
            sum.plus(base);
            sum.toExtended();
        }
    }

    @Example
    void refusesTheInvalidEncodings() {
        for (JsonNode bad : RFC.get("invalid")) {
            assertThat(Ristretto.decode(new EdwardsPoint(), Vectors.hex(bad), 0))
                    .as(bad.asText())
                    .isFalse();
        }
    }

    @Property(tries = 300)
    void whatDecodesEncodesToTheSame(@ForAll @Size(32) byte[] bytes) {
        EdwardsPoint point = new EdwardsPoint();
        if (Ristretto.decode(point, bytes, 0)) {
            assertThat(Ristretto.encode(point)).isEqualTo(bytes);
        }
    }

    @Property(tries = 200)
    void doubleBaseAgreesWithFixedBase(
            @ForAll @Size(64) byte[] a, @ForAll @Size(64) byte[] b, @ForAll @Size(64) byte[] c) {
        byte[] x = Scalar.reduceWide(a);
        byte[] y = Scalar.reduceWide(b);
        byte[] p = Scalar.reduceWide(c);
        BigInteger expected = Numbers.ofLittleEndian(x)
                .subtract(Numbers.ofLittleEndian(y).multiply(Numbers.ofLittleEndian(p)))
                .mod(Numbers.ORDER);
        EdwardsPoint point = FixedBase.multiply(p);
        byte[] encoded = Ristretto.encode(FixedBase.multiply(Numbers.littleEndian(expected, 32)));
        assertThat(Ristretto.encode(DoubleBase.baseMinus(x, y, point))).isEqualTo(encoded);
        assertThat(Ristretto.encode(DoubleBase.baseMinus(x, y, DoubleBase.prepare(point))))
                .isEqualTo(encoded);
    }

    @Example
    void extremeScalars() {
        byte[] zero = new byte[32];
        byte[] largest = Numbers.littleEndian(Numbers.ORDER.subtract(BigInteger.ONE), 32);
        byte[] one = new byte[32];
        one[0] = 1;
        assertThat(Ristretto.encode(FixedBase.multiply(zero))).isEqualTo(zero);
        EdwardsPoint minus = FixedBase.multiply(largest);
        Niels base = new Niels();
        base.set(EdwardsPoint.base());
        minus.plus(base);
        minus.toExtended();
        assertThat(Ristretto.encode(minus)).isEqualTo(zero);
        EdwardsPoint b = EdwardsPoint.base();
        assertThat(Ristretto.encode(DoubleBase.baseMinus(largest, largest, b))).isEqualTo(zero);
        assertThat(Ristretto.encode(DoubleBase.baseMinus(zero, zero, b))).isEqualTo(zero);
        assertThat(Ristretto.encode(DoubleBase.baseMinus(zero, largest, b)))
                .isEqualTo(Ristretto.encode(FixedBase.multiply(one)));
        DoubleBase.Prepared prepared = DoubleBase.prepare(b);
        assertThat(Ristretto.encode(DoubleBase.baseMinus(largest, largest, prepared)))
                .isEqualTo(zero);
        assertThat(Ristretto.encode(DoubleBase.baseMinus(zero, zero, prepared))).isEqualTo(zero);
        assertThat(Ristretto.encode(DoubleBase.baseMinus(zero, largest, prepared)))
                .isEqualTo(Ristretto.encode(FixedBase.multiply(one)));
        for (int ones = 1; ones < 252; ones++) {
            byte[] scalar = Numbers.littleEndian(BigInteger.TWO.pow(ones).subtract(BigInteger.ONE), 32);
            byte[] expected = Ristretto.encode(FixedBase.multiply(scalar));
            assertThat(Ristretto.encode(DoubleBase.baseMinus(scalar, zero, prepared)))
                    .isEqualTo(expected);
            assertThat(Ristretto.encode(DoubleBase.baseMinus(scalar, zero, b))).isEqualTo(expected);
        }
    }
}
