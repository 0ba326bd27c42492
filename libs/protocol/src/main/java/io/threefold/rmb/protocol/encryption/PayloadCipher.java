package io.threefold.rmb.protocol.encryption;

import com.google.protobuf.ByteString;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Encrypts and decrypts payloads between this twin and its peers: 12 random nonce bytes, AES-256-GCM ciphertext, 16-byte
 * tag, no additional data (PROTOCOL §5). Safe for use by many threads.
 */
public final class PayloadCipher {
    /** How much longer a cipher is than its plain text, in bytes. */
    public static final int OVERHEAD = 28;

    private static final int NONCE = 12;
    private static final int TAG = 16;

    private final SharedKeys keys;
    private final SecureRandom random;

    /** Encrypts with keys from the given cache, which stays the caller's to close. */
    public PayloadCipher(SharedKeys keys) {
        this(keys, new SecureRandom());
    }

    PayloadCipher(SharedKeys keys, SecureRandom random) {
        this.keys = keys;
        this.random = random;
    }

    /** What came of {@link #open}. */
    public sealed interface Result {}

    /** The payload in plain; may be empty. */
    public record Opened(byte[] plain) implements Result {
        /** The length only. */
        @Override
        public String toString() {
            return "Opened[" + plain.length + " bytes]";
        }
    }

    /** The payload cannot be read. */
    public record Refused(Reason reason) implements Result {}

    /** Why a payload was refused. */
    public enum Reason {
        /** The sender's registered key is no compressed secp256k1 point. */
        BAD_KEY,
        /** Shorter than nonce and tag, {@value #OVERHEAD} bytes. */
        TOO_SHORT,
        /** Changed on the way, or encrypted with another key than the one the sender has registered. */
        WRONG_TAG
    }

    /**
     * Encrypts for a peer.
     *
     * @param peerPublicKey the {@code pk} of the destination twin, 33 bytes
     * @return {@value #OVERHEAD} bytes more than the plain text
     * @throws InvalidPeerKeyException when the peer's key cannot be used
     * @throws IllegalStateException after the keys were closed
     */
    public byte[] seal(ByteString peerPublicKey, byte[] plain) {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        return seal(peerPublicKey, plain, nonce);
    }

    byte[] seal(ByteString peerPublicKey, byte[] plain, byte[] nonce) {
        try (AesKey key = new AesKey(keys.get(peerPublicKey))) {
            byte[] out = Arrays.copyOf(nonce, OVERHEAD + plain.length);
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce);
            cipher.doFinal(plain, 0, plain.length, out, NONCE);
            return out;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM is not usable in this Java runtime", e);
        }
    }

    /**
     * Decrypts what a peer has encrypted.
     *
     * @param peerPublicKey the {@code pk} of the source twin
     * @param sealed nonce, ciphertext and tag
     * @throws IllegalStateException after the keys were closed
     */
    public Result open(ByteString peerPublicKey, byte[] sealed) {
        if (sealed.length < OVERHEAD) {
            return new Refused(Reason.TOO_SHORT);
        }
        try (AesKey key = new AesKey(keys.get(peerPublicKey))) {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, Arrays.copyOf(sealed, NONCE));
            return new Opened(cipher.doFinal(sealed, NONCE, sealed.length - NONCE));
        } catch (InvalidPeerKeyException e) {
            return new Refused(Reason.BAD_KEY);
        } catch (AEADBadTagException e) {
            return new Refused(Reason.WRONG_TAG);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM is not usable in this Java runtime", e);
        }
    }

    private static Cipher cipher(int mode, SecretKey key, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG * 8, nonce));
        return cipher;
    }

    /** A key that can be wiped, which {@code SecretKeySpec} cannot. */
    private record AesKey(byte[] bytes) implements SecretKey, AutoCloseable {
        private static final long serialVersionUID = 1L;

        @Override
        public String getAlgorithm() {
            return "AES";
        }

        @Override
        public String getFormat() {
            return "RAW";
        }

        @Override
        public byte[] getEncoded() {
            return bytes.clone();
        }

        @Override
        public void close() {
            Arrays.fill(bytes, (byte) 0);
        }

        @Override
        public String toString() {
            return "AesKey";
        }
    }
}
