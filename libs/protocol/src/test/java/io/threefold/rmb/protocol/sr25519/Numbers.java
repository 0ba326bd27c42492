package io.threefold.rmb.protocol.sr25519;

import java.math.BigInteger;

/** The arithmetic of the tests: slow, simple and by others. */
final class Numbers {
    static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
    static final BigInteger ORDER =
            BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

    private Numbers() {}

    static BigInteger ofLittleEndian(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return new BigInteger(1, reversed);
    }

    static byte[] littleEndian(BigInteger value, int size) {
        byte[] out = new byte[size];
        for (int i = 0; i < size; i++) {
            out[i] = value.shiftRight(8 * i).byteValue();
        }
        return out;
    }

    static BigInteger value(Field51 f) {
        BigInteger sum = BigInteger.ZERO;
        long[] limbs = {f.l0, f.l1, f.l2, f.l3, f.l4};
        for (int i = 0; i < 5; i++) {
            sum = sum.add(new BigInteger(Long.toUnsignedString(limbs[i])).shiftLeft(51 * i));
        }
        return sum.mod(P);
    }
}
