package io.threefold.rmb.protocol.sr25519;

import java.util.Arrays;

/** Verifies sr25519 signatures: schnorrkel on ristretto255 with the signing context {@code substrate}. */
public final class Sr25519 {
    /** Length of a signature in bytes. */
    public static final int SIGNATURE_LENGTH = 64;

    private static final int POINT = 32;
    private static final byte[] NEUTRAL = new byte[POINT];
    private static final Transcript CONTEXT = Transcript.signingContext("substrate");
    private static final KnownKeys KNOWN = new KnownKeys();
    private static final byte[] SIGN_BYTES = Transcript.ascii("sign-bytes");
    private static final byte[] PROTO_NAME = Transcript.ascii("proto-name");
    private static final byte[] SCHNORR_SIG = Transcript.ascii("Schnorr-sig");
    private static final byte[] SIGN_PK = Transcript.ascii("sign:pk");
    private static final byte[] SIGN_R = Transcript.ascii("sign:R");
    private static final byte[] SIGN_C = Transcript.ascii("sign:c");

    private Sr25519() {}

    /**
     * Verifies a signature, as strictly as schnorrkel: marked, with a canonical scalar, and with points that are encoded
     * canonically. The neutral element is no public key, since everybody could sign for it.
     *
     * @param publicKey 32 bytes
     * @param signature holds {@value #SIGNATURE_LENGTH} bytes from {@code offset}
     */
    public static boolean verify(byte[] publicKey, byte[] message, byte[] signature, int offset) {
        byte[] commitment = Arrays.copyOfRange(signature, offset, offset + POINT);
        byte[] s = Arrays.copyOfRange(signature, offset + POINT, offset + SIGNATURE_LENGTH);
        if (s[POINT - 1] >= 0) {
            return false;
        }
        s[POINT - 1] &= 0x7f;
        if (!Scalar.isCanonical(s, 0) || Arrays.equals(publicKey, NEUTRAL)) {
            return false;
        }
        byte[] k = challenge(transcript(message, publicKey), commitment);
        DoubleBase.Prepared known = KNOWN.find(publicKey);
        if (known != null) {
            return Arrays.equals(Ristretto.encode(DoubleBase.baseMinus(s, k, known)), commitment);
        }
        EdwardsPoint key = new EdwardsPoint();
        if (!Ristretto.decode(key, publicKey, 0)) {
            return false;
        }
        boolean good = Arrays.equals(Ristretto.encode(DoubleBase.baseMinus(s, k, key)), commitment);
        if (good) {
            KNOWN.verified(publicKey, key);
        }
        return good;
    }

    /** Everything both sides know before the commitment. */
    static Transcript transcript(byte[] message, byte[] publicKey) {
        Transcript transcript = CONTEXT.copy();
        transcript.append(SIGN_BYTES, message);
        transcript.append(PROTO_NAME, SCHNORR_SIG);
        transcript.append(SIGN_PK, publicKey);
        return transcript;
    }

    static byte[] challenge(Transcript transcript, byte[] commitment) {
        transcript.append(SIGN_R, commitment);
        return Scalar.reduceWide(transcript.challenge(SIGN_C, 64));
    }
}
