package io.threefold.rmb.protocol.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import org.junit.jupiter.api.Test;

class ChallengeTest {
    private static final Envelope FULL = new Envelope(
            "uid",
            "tags",
            -1,
            300,
            new Address(7, "a"),
            new Address(4294967295L, "b"),
            new Message.Error(101, "text"),
            ByteString.copyFromUtf8("not part of it"),
            "schema",
            "federation",
            new Payload.Plain(ByteString.copyFromUtf8("payload")),
            List.of("r1", "r2"));

    @Test
    void concatenatesEverything() throws Exception {
        assertThat(Challenge.of(FULL))
                .isEqualTo(md5("uidtags184467440737095516153007a4294967295b101textschemafederationpayloadr1r2"));
    }

    @Test
    void anAbsentAddressCountsAsTwinZero() throws Exception {
        Envelope bare =
                new Envelope("", null, 0, 0, null, null, Message.PONG, null, null, null, Payload.NONE, List.of());
        assertThat(Challenge.of(bare)).isEqualTo(md5("0000"));
    }

    /** PROTOCOL §3: this is why a verified envelope still needs a replay window. */
    @Test
    void isMalleable() {
        Envelope moved = Envelope.of("u1", Address.of(1), Address.of(2), Message.RESPONSE, 0)
                .withTimes(700, 5);
        Envelope other = Envelope.of("u", Address.of(1), Address.of(2), Message.RESPONSE, 0)
                .withTimes(1700, 5);
        assertThat(Challenge.of(moved)).isEqualTo(Challenge.of(other));
    }

    @Property
    @Domain(Envelopes.class)
    void survivesTheWire(@ForAll Envelope envelope) throws Exception {
        Envelope decoded = EnvelopeCodec.decode(EnvelopeCodec.encode(envelope), EnvelopeLimits.DEFAULT);
        assertThat(Challenge.of(decoded)).isEqualTo(Challenge.of(envelope));
        assertThat(Challenge.of(decoded.withSignature(null))).isEqualTo(Challenge.of(envelope));
    }

    @Test
    void payloadInPiecesIsTheSame() {
        ByteString pieces = ByteString.EMPTY;
        for (int i = 0; i < 50; i++) {
            pieces = pieces.concat(ByteString.copyFrom(new byte[1000 + i]));
        }
        assertThat(Challenge.of(FULL.withPayload(new Payload.Cipher(pieces))))
                .isEqualTo(
                        Challenge.of(FULL.withPayload(new Payload.Plain(ByteString.copyFrom(pieces.toByteArray())))));
    }

    @Test
    void canBeComputedByManyThreadsAtOnce() throws Exception {
        byte[] expected = Challenge.of(FULL);
        Callable<Boolean> task =
                () -> IntStream.range(0, 2000).allMatch(i -> MessageDigest.isEqual(expected, Challenge.of(FULL)));
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (var result : threads.invokeAll(Collections.nCopies(4, task))) {
                assertThat(result.get()).isTrue();
            }
        }
    }

    private static byte[] md5(String text) throws Exception {
        return MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
    }
}
