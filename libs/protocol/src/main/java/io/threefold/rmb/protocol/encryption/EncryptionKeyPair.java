package io.threefold.rmb.protocol.encryption;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/** A secp256k1 key pair for end-to-end encryption (PROTOCOL §5). {@link #close()} wipes the secret. */
public final class EncryptionKeyPair implements AutoCloseable {
    /** Length of a secret in bytes. */
    public static final int SECRET_LENGTH = 32;

    /** Length of a compressed public key in bytes. */
    public static final int PUBLIC_LENGTH = 33;

    private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256k1");

    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] secret;
    private final ByteString publicKey;
    private volatile boolean closed;

    private EncryptionKeyPair(byte[] secret, ByteString publicKey) {
        this.secret = secret;
        this.publicKey = publicKey;
    }

    /**
     * Makes a key pair of a mini secret; copies it.
     *
     * @throws IllegalArgumentException unless it is 32 bytes that, as a big-endian number, are above 0 and below the
     *     order of the curve
     */
    public static EncryptionKeyPair fromSecret(byte[] secret) {
        if (secret.length != SECRET_LENGTH) {
            throw new IllegalArgumentException("an encryption secret is 32 bytes, not " + secret.length);
        }
        BigInteger scalar = new BigInteger(1, secret);
        if (scalar.signum() == 0 || scalar.compareTo(CURVE.getN()) >= 0) {
            throw new IllegalArgumentException("the encryption secret is outside the range of secp256k1");
        }
        byte[] encoded =
                new FixedPointCombMultiplier().multiply(CURVE.getG(), scalar).getEncoded(true);
        return new EncryptionKeyPair(secret.clone(), ByteString.copyFrom(encoded));
    }

    /** The compressed public key, {@value #PUBLIC_LENGTH} bytes, as it is stored on the chain. */
    public ByteString publicKey() {
        return publicKey;
    }

    /**
     * The AES-256 key shared with a peer: SHA-256 of the x coordinate of the common point. Costs about 200 µs.
     *
     * @return 32 bytes, for the caller to wipe
     * @throws InvalidPeerKeyException when the peer's key is not a compressed point of the curve
     * @throws IllegalStateException after {@link #close()}
     */
    byte[] sharedKey(ByteString peerPublicKey) {
        ECPoint peer = decode(peerPublicKey);
        if (closed) {
            throw new IllegalStateException("the encryption key is closed");
        }
        // Bouncy Castle's multiplication takes a path that depends on the number: split the secret at random first.
        BigInteger scalar = new BigInteger(1, secret);
        BigInteger part = new BigInteger(CURVE.getN().bitLength() - 1, RANDOM);
        BigInteger rest = scalar.subtract(part).mod(CURVE.getN());
        ECPoint shared = peer.multiply(part).add(peer.multiply(rest)).normalize();
        if (closed || shared.isInfinity()) {
            throw new IllegalStateException("the encryption key was closed meanwhile");
        }
        byte[] x = shared.getAffineXCoord().getEncoded();
        try {
            return MessageDigest.getInstance("SHA-256").digest(x);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        } finally {
            Arrays.fill(x, (byte) 0);
        }
    }

    private static ECPoint decode(ByteString key) {
        if (key.size() != PUBLIC_LENGTH || key.byteAt(0) != 2 && key.byteAt(0) != 3) {
            throw new InvalidPeerKeyException(
                    "an encryption key is 33 bytes that begin with 02 or 03; this one has " + key.size() + " bytes");
        }
        try {
            return CURVE.getCurve().decodePoint(key.toByteArray());
        } catch (IllegalArgumentException e) {
            throw new InvalidPeerKeyException("the encryption key is not a point of secp256k1");
        }
    }

    /** Wipes the secret. May be called more than once. */
    @Override
    public void close() {
        closed = true;
        Arrays.fill(secret, (byte) 0);
    }

    /** The public key only, in hex. */
    @Override
    public String toString() {
        return "EncryptionKeyPair[0x" + HexFormat.of().formatHex(publicKey.toByteArray()) + "]";
    }
}
