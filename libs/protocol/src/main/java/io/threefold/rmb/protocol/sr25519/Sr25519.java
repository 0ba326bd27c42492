package io.threefold.rmb.protocol.sr25519;

/** Verifies sr25519 signatures: schnorrkel on ristretto255 with the signing context {@code substrate}. */
public final class Sr25519 {
    private Sr25519() {}

    /**
     * Verifies a signature, as strictly as schnorrkel: marked, with a canonical scalar, and with points that are encoded
     * canonically.
     *
     * @param publicKey 32 bytes
     * @param signature holds 64 bytes from {@code offset}
     */
    public static boolean verify(byte[] publicKey, byte[] message, byte[] signature, int offset) {
        throw new UnsupportedOperationException("sr25519 lands soon");
    }
}
