package io.threefold.rmb.protocol.envelope;

import org.jspecify.annotations.Nullable;

/** The error codes that peers send to peers and put on {@code ret} lists (PROTOCOL §6, CLIENTS §10). */
public enum PeerErrorCode {
    /** Neither request nor answer where one was expected. */
    INVALID_MESSAGE(100, "invalid message payload type"),
    /** Bytes, JSON or base64 that cannot be read. */
    INVALID_PAYLOAD(101, "invalid message payload data"),
    /** Expired, or another rule of the envelope's fields is broken. */
    VALIDATION(102, "envelope validation error"),
    /** The chain knows no such twin. */
    UNKNOWN_TWIN(103, "unknown twin id"),
    /** The signature does not belong to the sender's account. */
    INVALID_SIGNATURE(104, "invalid envelope signature"),
    /** The sender encrypts but has no encryption key on the chain. */
    NO_PUBLIC_KEY(105, "sender twin has no public key"),
    /** Encryption or decryption failed. */
    CRYPTO(106, "e2e error"),
    /** Anything else. */
    OTHER(500, "other");

    private final int code;
    private final String text;

    PeerErrorCode(int code, String text) {
        this.code = code;
        this.text = text;
    }

    /** The number on the wire. */
    public int code() {
        return code;
    }

    /** The text that the reference begins its messages with. */
    public String text() {
        return text;
    }

    /** The error as it goes into an envelope: this code's text, a colon and what happened. */
    public Message.Error error(String detail) {
        return new Message.Error(code, describe(detail));
    }

    /** This code's text, a colon and what happened. */
    public String describe(String detail) {
        return detail.isEmpty() ? text : text + ": " + detail;
    }

    /** The constant with the given number, or null for codes of relays and applications. */
    public static @Nullable PeerErrorCode of(long code) {
        for (PeerErrorCode known : values()) {
            if (known.code == code) {
                return known;
            }
        }
        return null;
    }
}
