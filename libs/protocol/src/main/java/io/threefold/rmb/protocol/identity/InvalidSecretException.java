package io.threefold.rmb.protocol.identity;

/** A secret that cannot be used. The message tells what is wrong and never repeats any part of the secret. */
public final class InvalidSecretException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    InvalidSecretException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** The kind of error, for metrics and exit texts. */
    public Reason reason() {
        return reason;
    }

    /** What can be wrong with a secret. */
    public enum Reason {
        /** Nothing but whitespace. */
        EMPTY,
        /** More than {@value SecretUri#MAX_BYTES} bytes, or more than {@value SecretUri#MAX_JUNCTIONS} junctions. */
        TOO_LONG,
        /** A character that neither words nor a seed can have. */
        BAD_CHARACTER,
        /** Not 12, 15, 18, 21 or 24 words. */
        WORD_COUNT,
        /** A word that is not in the BIP-39 English list. */
        UNKNOWN_WORD,
        /** Words of the list, but the checksum in the last one does not fit. */
        BAD_CHECKSUM,
        /** Hex that is not {@code 0x} and 64 digits. */
        BAD_SEED,
        /** A derivation path with an empty part. */
        BAD_PATH,
        /** A soft junction ({@code /name}) with an ed25519 key. */
        SOFT_JUNCTION,
        /** A seed outside the range of secp256k1, so that no encryption key can be made of it. */
        UNUSABLE_SEED
    }
}
