package io.threefold.rmb.protocol.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.threefold.rmb.protocol.envelope.MalformedEnvelopeException.Reason;
import io.threefold.rmb.protocol.wire.proto.WireAddress;
import io.threefold.rmb.protocol.wire.proto.WireEnvelope;
import io.threefold.rmb.protocol.wire.proto.WireError;
import io.threefold.rmb.protocol.wire.proto.WireRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.Domain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The hand-written codec against the classes that protoc makes of envelope.proto. */
class EnvelopeCodecTest {
    private static final EnvelopeLimits NO_LIMITS =
            new EnvelopeLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);

    @Property
    @Domain(Envelopes.class)
    void decodesWhatItEncodes(@ForAll Envelope envelope) throws Exception {
        byte[] bytes = EnvelopeCodec.encode(envelope);
        assertThat(EnvelopeCodec.decode(bytes, NO_LIMITS)).isEqualTo(envelope);
        assertThat(EnvelopeCodec.decode(ByteString.copyFrom(bytes), NO_LIMITS)).isEqualTo(envelope);
    }

    @Property
    @Domain(Envelopes.class)
    void encodesWhatProtobufEncodes(@ForAll Envelope envelope) throws Exception {
        byte[] bytes = EnvelopeCodec.encode(envelope);
        WireEnvelope wire = WireEnvelope.parseFrom(bytes);
        assertThat(wire.getUnknownFields().asMap()).isEmpty();
        assertThat(wire.toByteArray()).isEqualTo(bytes);
        assertThat(wire.getUid()).isEqualTo(envelope.uid());
        assertThat(wire.getTimestamp()).isEqualTo(envelope.timestamp());
        assertThat(wire.getExpiration()).isEqualTo(envelope.expiration());
        assertThat(wire.hasTags()).isEqualTo(envelope.tags() != null);
        assertThat(wire.hasSource()).isEqualTo(envelope.source() != null);
        assertThat(wire.hasSignature()).isEqualTo(envelope.signature() != null);
        assertThat(wire.getRelaysList()).isEqualTo(envelope.relays());
        assertThat(wire.getPayloadCase() == WireEnvelope.PayloadCase.CIPHER)
                .isEqualTo(envelope.payload() instanceof Payload.Cipher);
    }

    @Property
    @Domain(Envelopes.class)
    void fieldsMayComeInAnyOrder(@ForAll Envelope envelope, @ForAll("seeds") long seed) throws Exception {
        var fields = new ArrayList<byte[]>();
        UnknownFieldSet.parseFrom(EnvelopeCodec.encode(envelope))
                .asMap()
                .forEach((number, field) -> fields.add(UnknownFieldSet.newBuilder()
                        .addField(number, field)
                        .build()
                        .toByteArray()));
        Collections.shuffle(fields, new Random(seed));
        ByteString shuffled = ByteString.EMPTY;
        for (byte[] field : fields) {
            shuffled = shuffled.concat(ByteString.copyFrom(field));
        }
        assertThat(EnvelopeCodec.decode(shuffled, NO_LIMITS)).isEqualTo(envelope);
    }

    /** Two mutated envelopes behind each other: unknown fields, repeated fields, merges, broken tags and lengths. */
    @Property(tries = 3000)
    @Domain(Envelopes.class)
    void agreesWithProtobufOnMutants(@ForAll Envelope one, @ForAll Envelope two, @ForAll("seeds") long seed) {
        byte[] mutant = mutate(
                ByteString.copyFrom(EnvelopeCodec.encode(one))
                        .concat(ByteString.copyFrom(EnvelopeCodec.encode(two)))
                        .toByteArray(),
                new Random(seed));
        byte[] expected = protobuf(mutant);
        byte[] actual = ours(mutant);
        assertThat(actual).as(() -> HexFormat.of().formatHex(mutant)).isEqualTo(expected);
    }

    @Provide
    Arbitrary<Long> seeds() {
        return Arbitraries.longs();
    }

    private static byte[] mutate(byte[] bytes, Random random) {
        int changes = random.nextInt(4);
        for (int i = 0; i < changes && bytes.length > 0; i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        boolean cut = random.nextInt(8) == 0;
        return cut ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)) : bytes;
    }

    private static byte[] protobuf(byte[] bytes) {
        try {
            // The dynamic parser first: the generated one does not clear a oneof's builder, so that request, ping and
            // request again brings the first request's command back.
            var once = DynamicMessage.parseFrom(WireEnvelope.getDescriptor(), bytes);
            WireEnvelope wire = WireEnvelope.parseFrom(once.toByteArray());
            var builder = wire.toBuilder().setUnknownFields(UnknownFieldSet.getDefaultInstance());
            if (wire.hasSource()) {
                builder.setSource(known(wire.getSource()));
            }
            if (wire.hasDestination()) {
                builder.setDestination(known(wire.getDestination()));
            }
            switch (wire.getMessageCase()) {
                case REQUEST ->
                    builder.setRequest(WireRequest.newBuilder()
                            .setCommand(wire.getRequest().getCommand()));
                case ERROR ->
                    builder.setError(WireError.newBuilder()
                            .setCode(wire.getError().getCode())
                            .setMessage(wire.getError().getMessage()));
                case RESPONSE -> builder.getResponseBuilder().setUnknownFields(UnknownFieldSet.getDefaultInstance());
                case PING -> builder.getPingBuilder().setUnknownFields(UnknownFieldSet.getDefaultInstance());
                case PONG -> builder.getPongBuilder().setUnknownFields(UnknownFieldSet.getDefaultInstance());
                case MESSAGE_NOT_SET -> {}
            }
            return builder.build().toByteArray();
        } catch (InvalidProtocolBufferException e) {
            return new byte[] {-1};
        }
    }

    private static WireAddress known(WireAddress address) {
        return address.toBuilder()
                .setUnknownFields(UnknownFieldSet.getDefaultInstance())
                .build();
    }

    private static byte[] ours(byte[] bytes) {
        try {
            return EnvelopeCodec.encode(EnvelopeCodec.decode(bytes, NO_LIMITS));
        } catch (MalformedEnvelopeException e) {
            return new byte[] {-1};
        }
    }

    @Test
    void mergesRepeatedAddressesAndKeepsTheLastMessage() throws Exception {
        byte[] bytes = HexFormat.of().parseHex("2a020807" + "2a041202" + "6162" + "3a030a0178" + "6a00" + "7201aa");
        Envelope envelope = EnvelopeCodec.decode(bytes, NO_LIMITS);
        assertThat(envelope.source()).isEqualTo(new Address(7, "ab"));
        assertThat(envelope.message()).isEqualTo(new Message.Request("x"));
        assertThat(envelope.payload()).isEqualTo(new Payload.Cipher(ByteString.copyFrom(new byte[] {(byte) 0xaa})));
    }

    @Test
    void anotherMessageEndsTheOneBefore() throws Exception {
        byte[] bytes = HexFormat.of().parseHex("3a030a0178" + "7a00" + "3a00");
        assertThat(EnvelopeCodec.decode(bytes, NO_LIMITS).message()).isEqualTo(new Message.Request(""));
    }

    @Test
    void dropsUnknownFields() throws Exception {
        byte[] bytes = HexFormat.of().parseHex("0a0175" + "980601" + "9b06080a9c06");
        Envelope envelope = EnvelopeCodec.decode(bytes, NO_LIMITS);
        assertThat(EnvelopeCodec.encode(envelope)).isEqualTo(HexFormat.of().parseHex("0a0175"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0a02fffe", "1202c328", "2a041202c080", "62041202eda0"})
    void refusesTextThatIsNotUtf8(String hex) {
        assertThat(reason(HexFormat.of().parseHex(hex), NO_LIMITS)).isEqualTo(Reason.NOT_UTF8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0f", "00", "0a05", "0affffffff0f", "2a020a", "0c", "3a010c", "18ffffffffffffffffffff01"})
    void refusesWhatIsNoProtobuf(String hex) {
        assertThat(reason(HexFormat.of().parseHex(hex), NO_LIMITS)).isEqualTo(Reason.NOT_PROTOBUF);
    }

    @Test
    void boundsTheWhole() throws Exception {
        byte[] bytes = new byte[101];
        assertThat(reason(bytes, EnvelopeLimits.ofBytes(100))).isEqualTo(Reason.TOO_LARGE);
        byte[] good = EnvelopeCodec.encode(minimal());
        assertThat(EnvelopeCodec.decode(good, EnvelopeLimits.ofBytes(good.length)))
                .isEqualTo(minimal());
        assertThat(reason(good, EnvelopeLimits.ofBytes(good.length - 1))).isEqualTo(Reason.TOO_LARGE);
    }

    @Test
    void boundsSingleFields() throws Exception {
        String longest = "u".repeat(EnvelopeLimits.DEFAULT.maxText());
        var limits = EnvelopeLimits.DEFAULT;
        assertThat(reason(EnvelopeCodec.encode(minimal().withTags(longest + "u")), limits))
                .isEqualTo(Reason.FIELD_TOO_LONG);
        assertThat(EnvelopeCodec.decode(EnvelopeCodec.encode(minimal().withTags(longest)), limits)
                        .tags())
                .isEqualTo(longest);
        var relays = new Envelope(
                "u",
                null,
                0,
                0,
                null,
                null,
                Message.NONE,
                null,
                null,
                null,
                Payload.NONE,
                Collections.nCopies(65, "r"));
        assertThat(reason(EnvelopeCodec.encode(relays), limits)).isEqualTo(Reason.FIELD_TOO_LONG);
    }

    @Test
    void groupsCannotExhaustTheStack() {
        byte[] nested = new byte[1 << 20];
        for (int i = 0; i < nested.length; i += 2) {
            nested[i] = (byte) 0x9b;
            nested[i + 1] = 0x06;
        }
        assertThat(reason(nested, NO_LIMITS)).isEqualTo(Reason.NOT_PROTOBUF);
    }

    @Test
    void halfASurrogatePairBecomesAQuestionMarkInBytesAndChallenge() throws Exception {
        Envelope broken = minimal().withTags("a\ud800");
        Envelope decoded = EnvelopeCodec.decode(EnvelopeCodec.encode(broken), NO_LIMITS);
        assertThat(decoded.tags()).isEqualTo("a?");
        assertThat(Challenge.of(decoded)).isEqualTo(Challenge.of(broken));
    }

    @Test
    void tagsAreThoseOfTheProtoFile() {
        var fields = WireEnvelope.getDescriptor().getFields();
        assertThat(fields.stream().map(f -> f.getNumber()).toList())
                .containsExactlyInAnyOrderElementsOf(List.of(
                        Wire.UID >> 3,
                        Wire.TAGS >> 3,
                        Wire.TIMESTAMP >> 3,
                        Wire.EXPIRATION >> 3,
                        Wire.SOURCE >> 3,
                        Wire.DESTINATION >> 3,
                        Wire.REQUEST >> 3,
                        Wire.RESPONSE >> 3,
                        Wire.SIGNATURE >> 3,
                        Wire.SCHEMA >> 3,
                        Wire.FEDERATION >> 3,
                        Wire.ERROR >> 3,
                        Wire.PLAIN >> 3,
                        Wire.CIPHER >> 3,
                        Wire.PING >> 3,
                        Wire.PONG >> 3,
                        Wire.RELAYS >> 3));
    }

    private static Envelope minimal() {
        return Envelope.of("u", Address.of(1), Address.of(2), new Message.Request("c"), 300);
    }

    private static Reason reason(byte[] bytes, EnvelopeLimits limits) {
        var thrown = catchThrowableOfType(MalformedEnvelopeException.class, () -> EnvelopeCodec.decode(bytes, limits));
        assertThat(thrown).isNotNull();
        assertThat(thrown.getStackTrace()).isEmpty();
        return thrown.reason();
    }
}
