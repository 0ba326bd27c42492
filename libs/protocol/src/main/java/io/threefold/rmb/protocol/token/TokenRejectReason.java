package io.threefold.rmb.protocol.token;

/** Why a relay token is refused; the constant's name in lower case is a stable label for metrics. */
public enum TokenRejectReason {
    /** Longer than {@link RelayToken#MAX_LENGTH}; not looked into. */
    TOO_LONG,
    /** Not three parts of unpadded base64url separated by dots. */
    NOT_A_TOKEN,
    /** The header is no JSON object, or lacks {@code alg}. */
    BAD_HEADER,
    /** {@code alg} is not RS512. */
    WRONG_ALGORITHM,
    /** The claims are no JSON object, or one of sub, iat, exp is missing or of the wrong type or range. */
    BAD_CLAIMS,
    /** Not 65 bytes that begin with a known type, or not by the twin's account. */
    BAD_SIGNATURE,
    /** {@code exp} lies before now. */
    EXPIRED
}
