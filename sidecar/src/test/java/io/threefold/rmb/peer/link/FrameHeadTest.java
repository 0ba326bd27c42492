package io.threefold.rmb.peer.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.threefold.rmb.protocol.envelope.Address;
import io.threefold.rmb.protocol.envelope.Envelope;
import io.threefold.rmb.protocol.envelope.EnvelopeCodec;
import io.threefold.rmb.protocol.envelope.EnvelopeLimits;
import io.threefold.rmb.protocol.envelope.MalformedEnvelopeException;
import io.threefold.rmb.protocol.envelope.Message;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class FrameHeadTest {
    @Test
    void readsUidKindAndSource() {
        var pong = Envelope.of("u1", new Address(4294967295L, "s"), Address.of(9), new Message.Pong(), 60);
        assertThat(FrameHead.of(ScriptedRelay.bytes(pong)))
                .isEqualTo(new FrameHead("u1", FrameHead.Kind.PONG, 4294967295L));
        var error = ScriptedRelay.error("u2", new Message.Error(0, "destination offline"));
        assertThat(FrameHead.of(ScriptedRelay.bytes(error))).isEqualTo(new FrameHead("u2", FrameHead.Kind.ERROR, 0));
        assertThat(FrameHead.of(ByteString.EMPTY)).isEqualTo(new FrameHead("", FrameHead.Kind.NONE, 0));
    }

    @Property
    void neverThrowsAndAgreesWithTheCodec(@ForAll byte[] junk) {
        var head = FrameHead.of(ByteString.copyFrom(junk));
        try {
            var envelope = EnvelopeCodec.decode(junk, EnvelopeLimits.DEFAULT);
            assertThat(head).isNotNull();
            assertThat(head.uid()).isEqualTo(envelope.uid());
        } catch (MalformedEnvelopeException e) {
            // The sink will reject it.
        }
    }
}
