package io.threefold.rmb.peer.flow;

import io.threefold.rmb.protocol.envelope.PeerErrorCode;
import io.threefold.rmb.protocol.envelope.RejectReason;

/** Why an incoming envelope went no further. The name in lower case is a stable label. */
public enum Rejection {
    /** Bytes that are no envelope, or a too large one. */
    UNDECODABLE(PeerErrorCode.INVALID_PAYLOAD, "the envelope cannot be read"),
    /** See {@link RejectReason#WRONG_KIND}. */
    WRONG_KIND(PeerErrorCode.INVALID_MESSAGE, RejectReason.WRONG_KIND.text()),
    /** See {@link RejectReason#NO_SOURCE}. */
    NO_SOURCE(PeerErrorCode.VALIDATION, RejectReason.NO_SOURCE.text()),
    /** See {@link RejectReason#WRONG_DESTINATION}. */
    WRONG_DESTINATION(PeerErrorCode.VALIDATION, RejectReason.WRONG_DESTINATION.text()),
    /** See {@link RejectReason#FROM_THE_FUTURE}. */
    FROM_THE_FUTURE(PeerErrorCode.VALIDATION, RejectReason.FROM_THE_FUTURE.text()),
    /** See {@link RejectReason#LIVES_TOO_LONG}. */
    LIVES_TOO_LONG(PeerErrorCode.VALIDATION, RejectReason.LIVES_TOO_LONG.text()),
    /** See {@link RejectReason#EXPIRED}. */
    EXPIRED(PeerErrorCode.VALIDATION, RejectReason.EXPIRED.text()),
    /** See {@link RejectReason#NO_SIGNATURE}. */
    NO_SIGNATURE(PeerErrorCode.INVALID_SIGNATURE, RejectReason.NO_SIGNATURE.text()),
    /** See {@link RejectReason#SIGNATURE_LENGTH}. */
    SIGNATURE_LENGTH(PeerErrorCode.INVALID_SIGNATURE, RejectReason.SIGNATURE_LENGTH.text()),
    /** The chain has no such twin. */
    UNKNOWN_TWIN(PeerErrorCode.UNKNOWN_TWIN, "the chain knows no such twin"),
    /** Not signed by the twin's account. */
    BAD_SIGNATURE(PeerErrorCode.INVALID_SIGNATURE, "not signed by the account of the source twin"),
    /** Encrypted, but the source has no usable key on the chain. */
    NO_PUBLIC_KEY(PeerErrorCode.NO_PUBLIC_KEY, "register an encryption key on the chain"),
    /** The cipher text does not open. */
    BAD_CIPHER(PeerErrorCode.CRYPTO, "the payload cannot be decrypted: are both keys on the chain up to date?"),
    /** Plain text where encryption is required. */
    PLAIN_TEXT(PeerErrorCode.CRYPTO, "this twin takes encrypted messages only"),
    /** The replay window knows it. */
    DUPLICATE(PeerErrorCode.VALIDATION, "seen before"),
    /** The replay window is full. */
    WINDOW_FULL(PeerErrorCode.OTHER, "too many requests at once, try again later"),
    /** The command's list is full. */
    QUEUE_FULL(PeerErrorCode.OTHER, "too many requests are waiting for this command, try again later"),
    /** The key of the command's list holds something else. */
    NOT_A_LIST(PeerErrorCode.OTHER, "this command's queue is not usable"),
    /** Undeclared, and only declared commands are accepted. */
    UNDECLARED_COMMAND(PeerErrorCode.OTHER, "no such command here"),
    /** A name that is the peer's own, empty or too long. */
    RESERVED_COMMAND(PeerErrorCode.OTHER, "this command's name cannot be called"),
    /** Starts with {@code rmb.} and is none that the peer knows. */
    UNKNOWN_BUILT_IN(PeerErrorCode.OTHER, "unknown built-in command"),
    /** The command's rules keep this twin out. */
    TWIN_NOT_ALLOWED(PeerErrorCode.OTHER, "this twin may not call this command"),
    /** The payload is over the command's limit. */
    TOO_LARGE(PeerErrorCode.INVALID_PAYLOAD, "the payload is too large for this command"),
    /** An answer or error for no request of ours, or after its outcome. */
    UNKNOWN_UID(PeerErrorCode.OTHER, "no such request"),
    /** An answer from another twin than the one that was asked. */
    WRONG_RESPONDER(PeerErrorCode.OTHER, "answered by another twin"),
    /** A Pong that no Ping asked for. */
    STRAY_PONG(PeerErrorCode.INVALID_MESSAGE, "no such ping"),
    /** The chain could not be asked before the envelope's deadline, or too many wait for it. */
    CHAIN_UNAVAILABLE(PeerErrorCode.OTHER, "the chain cannot be reached to check the sender, try again later"),
    /** The peer is ending. */
    SHUTTING_DOWN(PeerErrorCode.OTHER, "the service is shutting down, try again"),
    /** Something unexpected inside. */
    INTERNAL(PeerErrorCode.OTHER, "internal error");

    private final PeerErrorCode code;
    private final String text;

    Rejection(PeerErrorCode code, String text) {
        this.code = code;
        this.text = text;
    }

    /** The code that a rejected request is answered with. */
    public PeerErrorCode code() {
        return code;
    }

    /** What the sender is told. */
    public String text() {
        return text;
    }

    static Rejection of(RejectReason reason) {
        return valueOf(reason.name());
    }
}
