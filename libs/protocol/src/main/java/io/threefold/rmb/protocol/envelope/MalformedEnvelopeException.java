package io.threefold.rmb.protocol.envelope;

/**
 * Bytes that are no envelope. Carries no stack trace: it is an answer to hostile input on a hot path, not a fault of the
 * program.
 */
public final class MalformedEnvelopeException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why; a stable label for metrics. */
    public enum Reason {
        /** More bytes than {@link EnvelopeLimits#maxBytes}. */
        TOO_LARGE,
        /** Not protobuf: truncated, a bad tag or wire type, an unbalanced group. */
        NOT_PROTOBUF,
        /** A string field that is not UTF-8; every implementation refuses it. */
        NOT_UTF8,
        /** A single field longer than {@link EnvelopeLimits} allows, or too many relays. */
        FIELD_TOO_LONG
    }

    private final Reason reason;

    MalformedEnvelopeException(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    /** Why the bytes were refused. */
    public Reason reason() {
        return reason;
    }
}
