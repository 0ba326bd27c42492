package io.threefold.rmb.protocol.sr25519;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.bouncycastle.crypto.digests.SHA3Digest;
import org.junit.jupiter.api.Test;

class TranscriptTest {
    /** The known answer in merlin's documentation. */
    @Test
    void givesMerlinsKnownChallenge() {
        Transcript transcript = new Transcript("test protocol");
        transcript.append("some label", Transcript.ascii("some data"));
        assertThat(HexFormat.of().formatHex(transcript.challenge(Transcript.ascii("challenge"), 32)))
                .isEqualTo("d5a21972d0d5fe320c0d263fac7fffb8145aa640af6e9bca177c03c7efcf0615");
    }

    @Test
    void permutesAsSha3Does() {
        byte[] state = new byte[200];
        state[0] = 6;
        state[135] = (byte) 0x80;
        Keccak.permute(state);
        byte[] expected = new byte[32];
        new SHA3Digest(256).doFinal(expected, 0);
        assertThat(state).startsWith(expected);
    }

    @Test
    void longMessagesCrossTheRate() {
        Transcript one = new Transcript("long");
        Transcript two = one.copy();
        byte[] message = new byte[1000];
        one.append("m", message);
        message[999] = 1;
        two.append("m", message);
        assertThat(one.challenge(Transcript.ascii("c"), 400)).isNotEqualTo(two.challenge(Transcript.ascii("c"), 400));
    }

    @Test
    void aWitnessLeavesTheTranscriptAsItWas() {
        Transcript transcript = new Transcript("w");
        Transcript untouched = transcript.copy();
        byte[] random = new byte[32];
        byte[] label = {7};
        byte[] first = transcript.witness(label, 64, random, new byte[] {1});
        assertThat(transcript.witness(label, 64, random, new byte[] {1})).isEqualTo(first);
        assertThat(transcript.witness(label, 64, random, new byte[] {2})).isNotEqualTo(first);
        random[0] = 1;
        assertThat(transcript.witness(label, 64, random, new byte[] {1})).isNotEqualTo(first);
        assertThat(transcript.challenge(Transcript.ascii("c"), 32))
                .isEqualTo(untouched.challenge(Transcript.ascii("c"), 32));
    }
}
