package io.threefold.rmb.protocol.envelope;

/** Why {@link Acceptance} refuses an envelope; the constant's name in lower case is a stable label for metrics. */
public enum RejectReason {
    /** Neither request, response, error nor pong, or one that makes no sense here. */
    WRONG_KIND(PeerErrorCode.INVALID_MESSAGE, "not a request, a response or an error"),
    /** No source, or twin 0, on something that only relays' Errors and Pongs may be. */
    NO_SOURCE(PeerErrorCode.VALIDATION, "the envelope has no source"),
    /** Addressed to nobody or to another twin. */
    WRONG_DESTINATION(PeerErrorCode.VALIDATION, "the envelope is for another twin"),
    /** Timestamp more than {@link Acceptance#MAX_SKEW_SECONDS} ahead of our clock. */
    FROM_THE_FUTURE(PeerErrorCode.VALIDATION, "the timestamp lies in the future: check the clocks"),
    /** More than {@link Acceptance#MAX_TTL_SECONDS} to live. */
    LIVES_TOO_LONG(PeerErrorCode.VALIDATION, "more than 3600 seconds to live"),
    /** Its time to live is over. */
    EXPIRED(PeerErrorCode.VALIDATION, "the message has expired"),
    /** Unsigned; only relays' Errors and Pongs may be. */
    NO_SIGNATURE(PeerErrorCode.INVALID_SIGNATURE, "the envelope is not signed"),
    /** Not 65 bytes. */
    SIGNATURE_LENGTH(PeerErrorCode.INVALID_SIGNATURE, "a signature has 65 bytes");

    private final PeerErrorCode code;
    private final String text;

    RejectReason(PeerErrorCode code, String text) {
        this.code = code;
        this.text = text;
    }

    /** The code of the Error with which a rejected <em>request</em> is answered, if it is answered at all. */
    public PeerErrorCode code() {
        return code;
    }

    /** What to tell the sender. */
    public String text() {
        return text;
    }
}
