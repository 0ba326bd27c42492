package io.threefold.rmb.protocol.encryption;

/** A twin's registered encryption key cannot be used. The message can be shown to the user. */
public final class InvalidPeerKeyException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    InvalidPeerKeyException(String message) {
        super(message);
    }
}
