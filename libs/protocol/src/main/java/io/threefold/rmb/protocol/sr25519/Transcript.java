package io.threefold.rmb.protocol.sr25519;

import java.nio.charset.StandardCharsets;

/** A merlin transcript: both sides feed it the same messages and draw the same challenges. */
final class Transcript {
    private static final byte[] RNG = ascii("rng");

    private final Strobe strobe;

    private Transcript(Strobe strobe) {
        this.strobe = strobe;
    }

    Transcript(String label) {
        this(new Strobe("Merlin v1.0"));
        append("dom-sep", ascii(label));
    }

    /** A transcript for signing in a context, without the message yet; copy it for each message. */
    static Transcript signingContext(String context) {
        Transcript transcript = new Transcript("SigningContext");
        transcript.append("", ascii(context));
        return transcript;
    }

    Transcript copy() {
        return new Transcript(strobe.copy());
    }

    void append(String label, byte[] message) {
        append(ascii(label), message);
    }

    void append(byte[] label, byte[] message) {
        strobe.metaAd(label, false);
        strobe.metaAd(length(message.length), true);
        strobe.ad(message, false);
    }

    byte[] challenge(byte[] label, int size) {
        byte[] out = new byte[size];
        strobe.metaAd(label, false);
        strobe.metaAd(length(size), true);
        strobe.prf(out, false);
        return out;
    }

    /**
     * Bytes that depend on everything so far, on secrets and on fresh randomness, so that a bad random generator alone
     * gives nothing away. Leaves the transcript as it was.
     */
    byte[] witness(byte[] label, int size, byte[] random, byte[]... secrets) {
        Strobe rng = strobe.copy();
        for (byte[] secret : secrets) {
            rng.metaAd(label, false);
            rng.metaAd(length(secret.length), true);
            rng.key(secret, false);
        }
        rng.metaAd(RNG, false);
        rng.key(random, false);
        byte[] out = new byte[size];
        rng.metaAd(length(size), false);
        rng.prf(out, false);
        rng.wipe();
        return out;
    }

    void wipe() {
        strobe.wipe();
    }

    static byte[] ascii(String label) {
        return label.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] length(int length) {
        return new byte[] {(byte) length, (byte) (length >> 8), (byte) (length >> 16), (byte) (length >> 24)};
    }
}
