package io.threefold.rmb.protocol.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.threefold.rmb.protocol.envelope.Acceptance.Claimed;
import io.threefold.rmb.protocol.envelope.Acceptance.FromRelay;
import io.threefold.rmb.protocol.envelope.Acceptance.Kind;
import io.threefold.rmb.protocol.envelope.Acceptance.PongToUs;
import io.threefold.rmb.protocol.envelope.Acceptance.Rejected;
import io.threefold.rmb.protocol.envelope.Acceptance.Verdict;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptanceTest {
    private static final long US = 42;
    private static final long NOW = 1_700_000_000;
    private static final Address THEM = new Address(7, "s");
    private static final ByteString SIGNATURE = ByteString.copyFrom(new byte[65]);
    private static final Message REQUEST = new Message.Request("c");
    private static final Message.Error ERROR = new Message.Error(0, "destination offline");

    @Test
    void takesSignedTimelyMessagesToUs() {
        assertThat(twin(envelope(REQUEST))).isEqualTo(new Claimed(THEM, Kind.REQUEST));
        assertThat(twin(envelope(Message.RESPONSE))).isEqualTo(new Claimed(THEM, Kind.RESPONSE));
        assertThat(twin(envelope(ERROR))).isEqualTo(new Claimed(THEM, Kind.ERROR));
    }

    @Test
    void anotherSessionOfOursIsUs() {
        assertThat(twin(to(envelope(REQUEST), new Address(US, "other")))).isInstanceOf(Claimed.class);
    }

    @Test
    void refusesOtherDestinations() {
        assertRejected(to(envelope(REQUEST), Address.of(43)), RejectReason.WRONG_DESTINATION);
        assertRejected(to(envelope(REQUEST), null), RejectReason.WRONG_DESTINATION);
        assertRejected(to(envelope(ERROR), Address.of(0)), RejectReason.WRONG_DESTINATION);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 64, 66, 100})
    void refusesUnsigned(int length) {
        assertRejected(
                envelope(REQUEST).withSignature(ByteString.copyFrom(new byte[length])),
                length == 0 ? RejectReason.NO_SIGNATURE : RejectReason.SIGNATURE_LENGTH);
        assertRejected(envelope(ERROR).withSignature(null), RejectReason.NO_SIGNATURE);
    }

    @Test
    void takesErrorsOfRelaysWithoutSignature() {
        for (Address source : new Address[] {null, Address.of(0), new Address(0, "x")}) {
            for (Address destination : new Address[] {null, Address.of(US), new Address(US, "s")}) {
                Envelope error = to(from(envelope(ERROR), source), destination).withSignature(null);
                assertThat(twin(error)).isEqualTo(new FromRelay(ERROR));
            }
            assertRejected(to(from(envelope(ERROR), source), Address.of(43)), RejectReason.WRONG_DESTINATION);
        }
    }

    @Test
    void refusesAnythingElseWithoutASource() {
        for (Message message : List.of(REQUEST, Message.RESPONSE)) {
            assertRejected(from(envelope(message), null), RejectReason.NO_SOURCE);
            assertRejected(from(envelope(message), Address.of(0)), RejectReason.NO_SOURCE);
        }
    }

    @Test
    void takesPongsToUs() {
        Envelope pong = envelope(Message.PONG).withSignature(ByteString.EMPTY).withTimes(0, 0);
        assertThat(twin(pong)).isInstanceOf(PongToUs.class);
        assertThat(twin(from(to(pong, null), null))).isInstanceOf(PongToUs.class);
        assertRejected(to(pong, Address.of(43)), RejectReason.WRONG_DESTINATION);
    }

    @Test
    void refusesOtherKinds() {
        assertRejected(envelope(Message.PING), RejectReason.WRONG_KIND);
        assertRejected(envelope(Message.NONE), RejectReason.WRONG_KIND);
    }

    @Test
    void boundsTheTimes() {
        assertThat(twin(envelope(REQUEST).withTimes(NOW + 60, 3540))).isInstanceOf(Claimed.class);
        assertRejected(envelope(REQUEST).withTimes(NOW + 61, 1), RejectReason.FROM_THE_FUTURE);
        assertThat(twin(envelope(REQUEST).withTimes(NOW, 3600))).isInstanceOf(Claimed.class);
        assertRejected(envelope(REQUEST).withTimes(NOW, 3601), RejectReason.LIVES_TOO_LONG);
        assertThat(twin(envelope(REQUEST).withTimes(NOW - 300, 301))).isInstanceOf(Claimed.class);
        assertRejected(envelope(REQUEST).withTimes(NOW - 300, 300), RejectReason.EXPIRED);
        assertRejected(envelope(REQUEST).withTimes(-1, 300), RejectReason.FROM_THE_FUTURE);
        assertRejected(envelope(REQUEST).withTimes(NOW, -1), RejectReason.LIVES_TOO_LONG);
        assertRejected(envelope(REQUEST).withTimes(11700000000L, 300), RejectReason.FROM_THE_FUTURE);
    }

    @Test
    void relaysLookAtTheSameButForTheTwin() {
        assertThat(Acceptance.forRelay(to(envelope(REQUEST), Address.of(43)), NOW))
                .isEqualTo(new Claimed(THEM, Kind.REQUEST));
        assertThat(Acceptance.forRelay(to(envelope(REQUEST), null), NOW))
                .isEqualTo(new Rejected(RejectReason.WRONG_DESTINATION));
        assertThat(Acceptance.forRelay(to(envelope(REQUEST), Address.of(0)), NOW))
                .isEqualTo(new Rejected(RejectReason.WRONG_DESTINATION));
        assertThat(Acceptance.forRelay(from(envelope(ERROR), Address.of(0)), NOW))
                .isEqualTo(new Rejected(RejectReason.NO_SOURCE));
        assertThat(Acceptance.forRelay(envelope(Message.PONG), NOW)).isEqualTo(new Rejected(RejectReason.WRONG_KIND));
        assertThat(Acceptance.forRelay(envelope(REQUEST).withTimes(NOW - 300, 300), NOW))
                .isEqualTo(new Rejected(RejectReason.EXPIRED));
        assertThat(Acceptance.forRelay(envelope(REQUEST).withSignature(null), NOW))
                .isEqualTo(new Rejected(RejectReason.NO_SIGNATURE));
    }

    /** What passes as claimed is never unsigned, for somebody else, expired or from the future, whatever arrives. */
    @Property
    @Domain(Envelopes.class)
    @Domain(DomainContext.Global.class)
    void nothingSlipsThrough(@ForAll Envelope any, @ForAll @LongRange(min = 0, max = 4_000_000_000L) long now) {
        long us = any.destination() == null ? US : Math.max(1, any.destination().twin());
        switch (Acceptance.forTwin(any, us, now)) {
            case Claimed claimed -> {
                assertThat(claimed.source()).isEqualTo(any.source());
                assertThat(claimed.source().twin()).isPositive();
                assertThat(any.signature()).isNotNull().hasSize(65);
                assertThat(any.destination()).isNotNull();
                assertThat(any.destination().twin()).isEqualTo(us);
                assertThat(EnvelopeTime.ttl(any, now)).isBetween(1L, 3600L);
                assertThat(any.timestamp()).isBetween(0L, now + 60);
            }
            case FromRelay error -> assertThat(any.message()).isEqualTo(error.error());
            case PongToUs ignored -> assertThat(any.message()).isEqualTo(Message.PONG);
            case Rejected rejected -> assertThat(rejected.reason().text()).isNotEmpty();
        }
    }

    private static Verdict twin(Envelope envelope) {
        return Acceptance.forTwin(envelope, US, NOW);
    }

    private static void assertRejected(Envelope envelope, RejectReason reason) {
        assertThat(twin(envelope)).isEqualTo(new Rejected(reason));
    }

    private static Envelope envelope(Message message) {
        return Envelope.of("u", THEM, Address.of(US), message, 300)
                .withTimes(NOW, 300)
                .withSignature(SIGNATURE);
    }

    private static Envelope to(Envelope e, @Nullable Address destination) {
        return new Envelope(
                e.uid(),
                e.tags(),
                e.timestamp(),
                e.expiration(),
                e.source(),
                destination,
                e.message(),
                e.signature(),
                e.schema(),
                e.federation(),
                e.payload(),
                e.relays());
    }

    private static Envelope from(Envelope e, @Nullable Address source) {
        return new Envelope(
                e.uid(),
                e.tags(),
                e.timestamp(),
                e.expiration(),
                source,
                e.destination(),
                e.message(),
                e.signature(),
                e.schema(),
                e.federation(),
                e.payload(),
                e.relays());
    }
}
