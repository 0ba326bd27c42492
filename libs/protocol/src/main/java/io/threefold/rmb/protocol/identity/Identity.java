package io.threefold.rmb.protocol.identity;

import io.threefold.rmb.protocol.encryption.EncryptionKeyPair;
import io.threefold.rmb.protocol.identity.InvalidSecretException.Reason;
import io.threefold.rmb.protocol.identity.SecretUri.Junction;
import io.threefold.rmb.protocol.sr25519.Sr25519KeyPair;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A twin's keys: signs, and holds the key pair for end-to-end encryption (PROTOCOL §4, §5). Safe for use by many threads;
 * {@link #close()} wipes the key material, after which signing fails.
 */
public final class Identity implements AutoCloseable {
    /** Length of a signature without its type byte. */
    public static final int SIGNATURE_LENGTH = 64;

    /** Length of an RMB signature: the type byte and {@value #SIGNATURE_LENGTH} bytes. */
    public static final int TAGGED_LENGTH = 65;

    /** The phrase that Substrate publishes for development accounts such as {@code //Alice}. */
    private static final String DEVELOPMENT_PHRASE =
            "bottom drive obey lake curtain smoke basket hold race lonely fit walk";

    private final KeyType keyType;
    private final AccountId account;
    private final Signer signer;
    private final EncryptionKeyPair encryption;
    private volatile boolean closed;

    private Identity(KeyType keyType, Signer signer, EncryptionKeyPair encryption) {
        this.keyType = keyType;
        this.account = AccountId.of(signer.publicKey());
        this.signer = signer;
        this.encryption = encryption;
    }

    /** One of the two signature schemes. */
    interface Signer extends AutoCloseable {
        byte[] publicKey();

        byte[] sign(byte[] message);

        @Override
        void close();
    }

    /**
     * Reads a secret: 12 to 24 BIP-39 English words, {@code 0x} and 64 hex digits, or either of them (or nothing, for
     * the development phrase) with a derivation path and password, as in {@code //Alice} or {@code words//hard/soft///password}.
     * Blanks and line ends around it are ignored, except blanks at the end of a password; a password behind a hex seed
     * has no effect, as in Substrate.
     *
     * <p>The encryption key is made of the same 32 bytes as the signing key. A key derived over a soft junction has no
     * such bytes; it gets an encryption key of its own that no other implementation derives.
     *
     * @param secret UTF-8; not changed and not kept, the caller wipes it
     * @throws InvalidSecretException when it is anything else; a phrase is never taken as a raw seed
     */
    public static Identity fromSecret(byte[] secret, KeyType keyType) {
        try (SecretUri uri = SecretUri.parse(secret)) {
            byte[] seed = seed(uri);
            try {
                return switch (keyType) {
                    case SR25519 -> sr25519(seed, uri);
                    case ED25519 -> ed25519(seed, uri);
                };
            } finally {
                Arrays.fill(seed, (byte) 0);
            }
        }
    }

    private static byte[] seed(SecretUri uri) {
        byte[] phrase = uri.phrase();
        if (phrase.length == 0) {
            return seedOfWords(DEVELOPMENT_PHRASE.getBytes(StandardCharsets.US_ASCII), uri.password());
        }
        if (phrase.length >= 2 && phrase[0] == '0' && phrase[1] == 'x') {
            return hexSeed(phrase);
        }
        return seedOfWords(phrase, uri.password());
    }

    private static byte[] seedOfWords(byte[] words, byte[] password) {
        byte[] entropy = Mnemonic.entropy(words);
        try {
            return Mnemonic.miniSecret(entropy, password);
        } finally {
            Arrays.fill(entropy, (byte) 0);
        }
    }

    private static byte[] hexSeed(byte[] text) {
        byte[] seed = new byte[32];
        boolean good = text.length == 2 + 2 * seed.length;
        for (int i = 2; good && i < text.length; i++) {
            good = HexFormat.isHexDigit(text[i]);
            if (good) {
                int shift = i % 2 == 0 ? 4 : 0;
                seed[i / 2 - 1] |= (byte) (HexFormat.fromHexDigit(text[i]) << shift);
            }
        }
        if (!good) {
            Arrays.fill(seed, (byte) 0);
            throw new InvalidSecretException(Reason.BAD_SEED, "a hex seed is 0x and exactly 64 hex digits");
        }
        return seed;
    }

    private static Identity sr25519(byte[] seed, SecretUri uri) {
        byte[] current = seed.clone();
        boolean hasSeed = true;
        Sr25519KeyPair pair = Sr25519KeyPair.fromMiniSecret(current);
        for (Junction junction : uri.junctions()) {
            try (Sr25519KeyPair parent = pair) {
                if (junction.hard()) {
                    Arrays.fill(current, (byte) 0);
                    current = parent.deriveHard(junction.chainCode());
                    pair = Sr25519KeyPair.fromMiniSecret(current);
                    hasSeed = true;
                } else {
                    pair = parent.deriveSoft(junction.chainCode());
                    hasSeed = false;
                }
            }
        }
        if (!hasSeed) {
            Arrays.fill(current, (byte) 0);
            current = pair.seedFor("rmb-encryption");
        }
        return withEncryption(KeyType.SR25519, new Sr25519Signer(pair), current);
    }

    private static Identity ed25519(byte[] seed, SecretUri uri) {
        byte[] current = seed.clone();
        for (Junction junction : uri.junctions()) {
            if (!junction.hard()) {
                Arrays.fill(current, (byte) 0);
                throw new InvalidSecretException(
                        Reason.SOFT_JUNCTION, "ed25519 keys only know hard derivation: write //name, not /name");
            }
            byte[] next = Ed25519Signer.deriveHard(current, junction.chainCode());
            Arrays.fill(current, (byte) 0);
            current = next;
        }
        return withEncryption(KeyType.ED25519, new Ed25519Signer(current), current);
    }

    /** Wipes the seed. */
    private static Identity withEncryption(KeyType keyType, Signer signer, byte[] seed) {
        try {
            return new Identity(keyType, signer, EncryptionKeyPair.fromSecret(seed));
        } catch (IllegalArgumentException e) {
            signer.close();
            throw new InvalidSecretException(
                    Reason.UNUSABLE_SEED, "no encryption key can be made of this seed; take another one");
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
    }

    /** The signature scheme. */
    public KeyType keyType() {
        return keyType;
    }

    /** The public key, by which the chain knows the twin. */
    public AccountId account() {
        return account;
    }

    /**
     * Signs a message as it is, without hashing it first.
     *
     * @return {@value #SIGNATURE_LENGTH} bytes; random for sr25519, deterministic for ed25519
     * @throws IllegalStateException after {@link #close()}
     */
    public byte[] sign(byte[] message) {
        if (closed) {
            throw new IllegalStateException("the identity is closed");
        }
        return signer.sign(message);
    }

    /**
     * Signs a message in RMB's form (PROTOCOL §4).
     *
     * @return {@value #TAGGED_LENGTH} bytes: {@link KeyType#tag()}, then the signature
     * @throws IllegalStateException after {@link #close()}
     */
    public byte[] signTagged(byte[] message) {
        byte[] tagged = new byte[TAGGED_LENGTH];
        tagged[0] = keyType.tag();
        System.arraycopy(sign(message), 0, tagged, 1, SIGNATURE_LENGTH);
        return tagged;
    }

    /** The key pair for end-to-end encryption; lives and ends with this identity. */
    public EncryptionKeyPair encryption() {
        return encryption;
    }

    /** Wipes all key material. May be called more than once. */
    @Override
    public void close() {
        closed = true;
        signer.close();
        encryption.close();
    }

    /** The account's address only. */
    @Override
    public String toString() {
        return account.toSs58();
    }
}
