package io.threefold.rmb.peer.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.threefold.rmb.protocol.envelope.Address;
import io.threefold.rmb.protocol.envelope.Envelope;
import io.threefold.rmb.protocol.envelope.EnvelopeCodec;
import io.threefold.rmb.protocol.envelope.EnvelopeLimits;
import io.threefold.rmb.protocol.envelope.EnvelopeSigning;
import io.threefold.rmb.protocol.envelope.FailFast;
import io.threefold.rmb.protocol.envelope.Message;
import io.threefold.rmb.protocol.envelope.Payload;
import io.threefold.rmb.protocol.envelope.RelayError;
import io.threefold.rmb.protocol.identity.Identity;
import io.threefold.rmb.protocol.identity.KeyType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RoleMessagesTest {
    private static final long NOW = 1_800_000_000L;
    private static final Identity KEY = key("17");

    private final RoleMessages a = messages(KEY, "a");
    private final RoleMessages b = messages(KEY, "b");

    private static Identity key(String octet) {
        return Identity.fromSecret(("0x" + octet.repeat(32)).getBytes(StandardCharsets.US_ASCII), KeyType.ED25519);
    }

    private static RoleMessages messages(Identity key, String session) {
        return new RoleMessages(new RoleIdentity(7, session, key.account(), key::signTagged, "1.2.3"));
    }

    private static Envelope decode(ByteString frame) throws Exception {
        return EnvelopeCodec.decode(frame, EnvelopeLimits.DEFAULT);
    }

    @Test
    void anAskIsAVersionRequestThatFailsFast() throws Exception {
        var frame = a.ask("u", 42, NOW, Duration.ZERO);
        var envelope = decode(frame);
        assertThat(envelope.message()).isEqualTo(new Message.Request("rmb.version"));
        assertThat(FailFast.isIn(envelope.tags())).isTrue();
        assertThat(envelope.expiration()).isEqualTo(3);
        assertThat(envelope.destination()).isEqualTo(Address.of(7));
        assertThat(b.read(frame, false, NOW)).isEqualTo(new RoleMessages.Ask("u", "a", 42));
    }

    @Test
    void anAnswerReadsAsAVersionForEverybodyElse() throws Exception {
        var frame = a.answer("u", "b", "primary", 3, NOW, Duration.ZERO);
        var envelope = decode(frame);
        assertThat(envelope.schema()).isEqualTo("application/json");
        assertThat(envelope.payload()).isEqualTo(new Payload.Plain(ByteString.copyFromUtf8("\"1.2.3\"")));
        assertThat(envelope.destination()).isEqualTo(new Address(7, "b"));
        assertThat(b.read(frame, true, NOW)).isEqualTo(new RoleMessages.Answer("u", "a", 3));
        assertThat(b.read(a.handOver("u", "b", NOW, Duration.ZERO), true, NOW))
                .isEqualTo(new RoleMessages.HandOver("u"));
    }

    @Test
    void oldMessagesAreNotBelievedButProveOurOwnSession() {
        var ask = a.ask("u", 1, NOW, Duration.ZERO);
        assertThat(b.read(ask, false, NOW + 60)).isNull();
        assertThat(a.read(ask, true, NOW + 60)).isEqualTo(new RoleMessages.Ask("u", "a", 1));
        assertThat(b.read(a.handOver("u", "b", NOW, Duration.ZERO), false, NOW + 60))
                .isNull();
        assertThat(b.read(a.ask("u", 1, NOW + 600, Duration.ZERO), false, NOW)).isNull();
    }

    @Test
    void livesLongerWhereTheRelaysClockIsAhead() throws Exception {
        assertThat(decode(a.ask("u", 1, NOW, Duration.ofSeconds(20))).expiration())
                .isEqualTo(23);
        assertThat(decode(a.ask("u", 1, NOW, Duration.ofSeconds(-20))).expiration())
                .isEqualTo(3);
        assertThat(decode(a.ask("u", 1, NOW, Duration.ofDays(2))).expiration()).isEqualTo(63);
    }

    @Test
    void onlyOurTwinsKeyIsBelieved() throws Exception {
        var other = messages(key("18"), "a");
        assertThat(b.read(other.ask("u", 1, NOW, Duration.ZERO), false, NOW)).isNull();
        assertThat(b.read(other.answer("u", "b", "primary", 1, NOW, Duration.ZERO), true, NOW))
                .isNull();
        assertThat(b.read(other.handOver("u", "b", NOW, Duration.ZERO), true, NOW))
                .isNull();
        var unsigned = decode(a.handOver("u", "b", NOW, Duration.ZERO)).withSignature(null);
        assertThat(b.read(EnvelopeCodec.encodeToByteString(unsigned), true, NOW))
                .isNull();
    }

    @Test
    void tellsForeignAnswersAndRelayErrors() {
        var plain = Envelope.of("u", Address.of(7), new Address(7, "b"), new Message.Response(), 60)
                .withTimes(NOW, 60);
        var signed = EnvelopeCodec.encodeToByteString(EnvelopeSigning.sign(plain, KEY::signTagged));
        assertThat(b.read(signed, true, NOW)).isEqualTo(new RoleMessages.Foreign("u"));
        assertThat(b.read(signed, false, NOW)).isNull();
        assertThat(b.read(error(RelayError.DESTINATION_OFFLINE), true, NOW))
                .isEqualTo(new RoleMessages.Failed("u", true));
        assertThat(b.read(error(RelayError.RATE_LIMITED), true, NOW)).isEqualTo(new RoleMessages.Failed("u", false));
        assertThat(b.read(error(RelayError.DESTINATION_OFFLINE), false, NOW)).isNull();
    }

    private static ByteString error(RelayError error) {
        return EnvelopeCodec.encodeToByteString(new Envelope(
                "u", null, NOW, 300, null, null, error.error(), null, null, null, new Payload.None(), List.of()));
    }

    @Property
    void junkIsNobodys(@ForAll @Size(max = 300) byte[] junk, @ForAll boolean ours) {
        var read = b.read(ByteString.copyFrom(junk), ours, NOW);
        assertThat(read == null || read instanceof RoleMessages.Failed).isTrue();
    }

    /** Whatever a relay changes in a frame, it can at most make it worthless. */
    @Property
    void changedFramesTellNothingElse(@ForAll @IntRange(max = 400) int at, @ForAll byte value) {
        var frame = a.answer("u", "b", "primary", 3, NOW, Duration.ZERO).toByteArray();
        frame[at % frame.length] = value;
        var read = b.read(ByteString.copyFrom(frame), false, NOW);
        assertThat(read == null || read.equals(new RoleMessages.Answer("u", "a", 3)))
                .isTrue();
    }
}
