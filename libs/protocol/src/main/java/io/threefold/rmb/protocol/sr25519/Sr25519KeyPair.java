package io.threefold.rmb.protocol.sr25519;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * An sr25519 secret as schnorrkel keeps it: a scalar, and a nonce seed that goes into every signature's randomness. Safe
 * for use by many threads; {@link #close()} wipes it.
 */
public final class Sr25519KeyPair implements AutoCloseable {
    /** Length of a mini secret, a chain code and a public key in bytes. */
    public static final int LENGTH = 32;

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Transcript DERIVATION = new Transcript("SchnorrRistrettoHDKD");

    private static final byte[] SIGNING = Transcript.ascii("signing");

    private final byte[] scalar;
    private final byte[] nonce;
    private final byte[] publicKey;

    private Sr25519KeyPair(byte[] scalar, byte[] nonce) {
        this.scalar = scalar;
        this.nonce = nonce;
        this.publicKey = Ristretto.encode(FixedBase.multiply(scalar));
    }

    /**
     * Expands a mini secret in schnorrkel's "Ed25519 mode": SHA-512, clamped, divided by the cofactor.
     *
     * @param miniSecret {@value #LENGTH} bytes; not changed and not kept
     */
    public static Sr25519KeyPair fromMiniSecret(byte[] miniSecret) {
        if (miniSecret.length != LENGTH) {
            throw new IllegalArgumentException("a mini secret is 32 bytes, not " + miniSecret.length);
        }
        byte[] expanded = sha512(miniSecret);
        expanded[0] &= (byte) 0xf8;
        expanded[31] &= 0x3f;
        expanded[31] |= 0x40;
        try {
            return fromExpanded(expanded);
        } finally {
            Arrays.fill(expanded, (byte) 0);
        }
    }

    /** Takes 64 bytes: eight times the scalar, then the nonce seed. */
    static Sr25519KeyPair fromExpanded(byte[] expanded) {
        byte[] scalar = new byte[LENGTH];
        int low = 0;
        for (int i = LENGTH - 1; i >= 0; i--) {
            int b = expanded[i] & 0xff;
            scalar[i] = (byte) (b >> 3 | low);
            low = b << 5;
        }
        return new Sr25519KeyPair(scalar, Arrays.copyOfRange(expanded, LENGTH, 2 * LENGTH));
    }

    /**
     * The mini secret behind a hard junction.
     *
     * @param chainCode 32 bytes
     * @return 32 bytes, for the caller to wipe
     */
    public byte[] deriveHard(byte[] chainCode) {
        Transcript transcript = DERIVATION.copy();
        transcript.append("sign-bytes", new byte[0]);
        transcript.append("chain-code", chainCode);
        transcript.append("secret-key", scalar);
        byte[] miniSecret = transcript.challenge(Transcript.ascii("HDKD-hard"), LENGTH);
        transcript.wipe();
        return miniSecret;
    }

    /**
     * The key pair behind a soft junction. It has no mini secret.
     *
     * @param chainCode 32 bytes
     */
    public Sr25519KeyPair deriveSoft(byte[] chainCode) {
        Transcript transcript = DERIVATION.copy();
        transcript.append("sign-bytes", new byte[0]);
        transcript.append("chain-code", chainCode);
        transcript.append("public-key", publicKey);
        byte[] offset = Scalar.reduceWide(transcript.challenge(Transcript.ascii("HDKD-scalar"), 64));
        byte[] childNonce = transcript.witness(Transcript.ascii("HDKD-nonce"), LENGTH, fresh(), nonce, scalar);
        transcript.wipe();
        return new Sr25519KeyPair(Scalar.add(scalar, offset), childNonce);
    }

    /**
     * 32 secret bytes for another purpose that depend on this key's scalar only.
     *
     * @param purpose ASCII
     * @return for the caller to wipe
     */
    public byte[] seedFor(String purpose) {
        Transcript transcript = new Transcript("rmb-seed");
        transcript.append("secret-key", scalar);
        byte[] seed = transcript.challenge(Transcript.ascii(purpose), LENGTH);
        transcript.wipe();
        return seed;
    }

    /** The {@value #LENGTH}-byte public key. */
    public byte[] publicKey() {
        return publicKey.clone();
    }

    /**
     * Signs in the context {@code substrate}. Every call gives another signature.
     *
     * @return {@value Sr25519#SIGNATURE_LENGTH} bytes
     */
    public byte[] sign(byte[] message) {
        return sign(message, fresh());
    }

    byte[] sign(byte[] message, byte[] random) {
        Transcript transcript = Sr25519.transcript(message, publicKey);
        byte[] wide = transcript.witness(SIGNING, 64, random, nonce);
        byte[] r = Scalar.reduceWide(wide);
        byte[] commitment = Ristretto.encode(FixedBase.multiply(r));
        byte[] s = Scalar.multiplyAdd(Sr25519.challenge(transcript, commitment), scalar, r);
        byte[] signature = Arrays.copyOf(commitment, Sr25519.SIGNATURE_LENGTH);
        System.arraycopy(s, 0, signature, LENGTH, LENGTH);
        signature[Sr25519.SIGNATURE_LENGTH - 1] |= (byte) 0x80;
        Arrays.fill(wide, (byte) 0);
        Arrays.fill(r, (byte) 0);
        return signature;
    }

    private static byte[] fresh() {
        byte[] random = new byte[LENGTH];
        RANDOM.nextBytes(random);
        return random;
    }

    private static byte[] sha512(byte[] input) {
        try {
            return MessageDigest.getInstance("SHA-512").digest(input);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-512", e);
        }
    }

    /** Wipes the secret. */
    @Override
    public void close() {
        Arrays.fill(scalar, (byte) 0);
        Arrays.fill(nonce, (byte) 0);
    }
}
