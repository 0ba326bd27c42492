package io.threefold.rmb.protocol.sr25519;

/** placeholder */
public final class Sr25519KeyPair implements AutoCloseable {
    private Sr25519KeyPair() {}

    public static Sr25519KeyPair fromMiniSecret(byte[] miniSecret) {
        throw new UnsupportedOperationException("sr25519 lands soon");
    }

    public byte[] deriveHard(byte[] chainCode) {
        throw new UnsupportedOperationException("sr25519 lands soon");
    }

    public Sr25519KeyPair deriveSoft(byte[] chainCode) {
        throw new UnsupportedOperationException("sr25519 lands soon");
    }

    public byte[] seedFor(String purpose) {
        throw new UnsupportedOperationException("sr25519 lands soon");
    }

    public byte[] publicKey() {
        throw new UnsupportedOperationException("sr25519 lands soon");
    }

    public byte[] sign(byte[] message) {
        throw new UnsupportedOperationException("sr25519 lands soon");
    }

    @Override
    public void close() {}
}
