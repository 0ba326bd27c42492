package io.threefold.rmb.protocol.identity;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** Signs as RFC 8032 says, with Bouncy Castle's arithmetic. */
final class Ed25519Signer implements Identity.Signer {
    /** The SCALE form of the text {@code Ed25519HDKD}: its length times four, then the text. */
    private static final byte[] HDKD = "\u002cEd25519HDKD".getBytes(StandardCharsets.US_ASCII);

    private final byte[] seed;
    private final byte[] publicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];

    Ed25519Signer(byte[] seed) {
        this.seed = seed.clone();
        Ed25519.generatePublicKey(this.seed, 0, publicKey, 0);
    }

    static byte[] deriveHard(byte[] seed, byte[] chainCode) {
        return Hashes.blake2b256(HDKD, seed, chainCode);
    }

    static boolean verify(byte[] publicKey, byte[] message, byte[] signature, int offset) {
        return Ed25519.verify(signature, offset, publicKey, 0, message, 0, message.length);
    }

    @Override
    public byte[] publicKey() {
        return publicKey.clone();
    }

    @Override
    public byte[] sign(byte[] message) {
        byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
        Ed25519.sign(seed, 0, publicKey, 0, message, 0, message.length, signature, 0);
        return signature;
    }

    @Override
    public void close() {
        Arrays.fill(seed, (byte) 0);
    }
}
