package io.threefold.rmb.protocol.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
import io.threefold.rmb.protocol.Allocation;

/** Regression run over the seeds beside it; with {@code JAZZER_FUZZ=1} and one method selected it goes looking. */
class EnvelopeFuzzTest {
    /** Once before measuring, so that loading classes does not count. */
    private static boolean outcome(byte[] data) {
        try {
            EnvelopeCodec.decode(data, EnvelopeLimits.DEFAULT);
            return true;
        } catch (MalformedEnvelopeException e) {
            return false;
        }
    }

    @FuzzTest(maxDuration = "30s")
    void decode(byte[] data) throws Exception {
        Envelope envelope;
        boolean readable = outcome(data);
        try (var ignored = Allocation.bounded(data.length)) {
            envelope = EnvelopeCodec.decode(data, EnvelopeLimits.DEFAULT);
        } catch (MalformedEnvelopeException e) {
            assertThat(readable).isFalse();
            assertThat(e.reason()).isNotNull();
            return;
        }
        assertThat(EnvelopeCodec.decode(ByteString.copyFrom(data), EnvelopeLimits.DEFAULT))
                .isEqualTo(envelope);
        byte[] again = EnvelopeCodec.encode(envelope);
        assertThat(EnvelopeCodec.decode(again, EnvelopeLimits.ofBytes(again.length)))
                .isEqualTo(envelope);
        assertThat(Challenge.of(envelope)).hasSize(Challenge.LENGTH);
        assertThat(Acceptance.forTwin(envelope, 42, 1_700_000_000)).isNotNull();
        assertThat(Acceptance.forRelay(envelope, 1_700_000_000)).isNotNull();
        assertThat(EnvelopeTime.ttl(envelope, 1_700_000_000)).isNotNegative();
        FailFast.isIn(envelope.tags());
    }
}
