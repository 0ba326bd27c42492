package io.threefold.rmb.protocol.sr25519;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** STROBE-128 as far as merlin needs it: AD, meta-AD, PRF and KEY. Not safe for use by several threads. */
final class Strobe {
    private static final int RATE = 166;
    private static final int I = 1;
    private static final int A = 1 << 1;
    private static final int C = 1 << 2;
    private static final int M = 1 << 4;
    private static final int K = 1 << 5;

    private final byte[] state;
    private int pos;
    private int begin;
    private int flags;

    private Strobe(byte[] state, int pos, int begin, int flags) {
        this.state = state;
        this.pos = pos;
        this.begin = begin;
        this.flags = flags;
    }

    /** A fresh state that is bound to a protocol name. */
    Strobe(String protocol) {
        this(new byte[200], 0, 0, 0);
        byte[] head = {1, RATE + 2 - 256, 1, 0, 1, 96};
        byte[] name = "STROBEv1.0.2".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(head, 0, state, 0, head.length);
        System.arraycopy(name, 0, state, head.length, name.length);
        Keccak.permute(state);
        metaAd(protocol.getBytes(StandardCharsets.US_ASCII), false);
    }

    Strobe copy() {
        return new Strobe(state.clone(), pos, begin, flags);
    }

    void metaAd(byte[] data, boolean more) {
        begin(M | A, more);
        absorb(data);
    }

    void ad(byte[] data, boolean more) {
        begin(A, more);
        absorb(data);
    }

    void key(byte[] data, boolean more) {
        begin(A | C, more);
        for (byte b : data) {
            state[pos] = b;
            advance();
        }
    }

    void prf(byte[] out, boolean more) {
        begin(I | A | C, more);
        for (int i = 0; i < out.length; i++) {
            out[i] = state[pos];
            state[pos] = 0;
            advance();
        }
    }

    void wipe() {
        Arrays.fill(state, (byte) 0);
    }

    private void begin(int operation, boolean more) {
        if (more) {
            if (operation != flags) {
                throw new IllegalStateException("another operation was going on");
            }
            return;
        }
        int oldBegin = begin;
        begin = pos + 1;
        flags = operation;
        absorb((byte) oldBegin);
        absorb((byte) operation);
        if ((operation & (C | K)) != 0 && pos != 0) {
            permute();
        }
    }

    private void absorb(byte[] data) {
        for (byte b : data) {
            absorb(b);
        }
    }

    private void absorb(byte b) {
        state[pos] ^= b;
        advance();
    }

    private void advance() {
        pos++;
        if (pos == RATE) {
            permute();
        }
    }

    private void permute() {
        state[pos] ^= (byte) begin;
        state[pos + 1] ^= 0x04;
        state[RATE + 1] ^= (byte) 0x80;
        Keccak.permute(state);
        pos = 0;
        begin = 0;
    }
}
