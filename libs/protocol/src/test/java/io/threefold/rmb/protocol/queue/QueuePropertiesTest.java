package io.threefold.rmb.protocol.queue;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.threefold.rmb.protocol.envelope.Address;
import io.threefold.rmb.protocol.queue.QueueRead.Readable;
import io.threefold.rmb.protocol.queue.QueueRead.Unreadable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class QueuePropertiesTest {
    private static final QueueCodec CODEC = QueueCodec.DEFAULT;

    @Property
    void outgoingRequests(@ForAll("outgoingRequests") OutgoingRequest message) {
        assertThat(CODEC.readOutgoingRequest(CODEC.write(message))).isEqualTo(new Readable<>(message));
    }

    @Property
    void outgoingResponses(@ForAll("outgoingResponses") OutgoingResponse message) {
        assertThat(CODEC.readOutgoingResponse(CODEC.write(message))).isEqualTo(new Readable<>(message));
    }

    @Property
    void incomingRequests(@ForAll("incomingRequests") IncomingRequest message) {
        assertThat(CODEC.readIncomingRequest(CODEC.write(message))).isEqualTo(new Readable<>(message));
    }

    @Property
    void incomingResponses(@ForAll("incomingResponses") IncomingResponse message) {
        assertThat(CODEC.readIncomingResponse(CODEC.write(message))).isEqualTo(new Readable<>(message));
    }

    /** Whatever is pushed, reading gives an answer and never an exception, and what is readable keeps the rules. */
    @Property(tries = 5000)
    void mutantsAreReadOrRefused(@ForAll("outgoingRequests") OutgoingRequest message, @ForAll long seed) {
        byte[] json = CODEC.write(message);
        var random = new Random(seed);
        for (int i = random.nextInt(4); i >= 0; i--) {
            json[random.nextInt(json.length)] = (byte) random.nextInt(256);
        }
        byte[] mutant = random.nextInt(5) == 0 ? Arrays.copyOf(json, random.nextInt(json.length)) : json;
        switch (CODEC.readOutgoingRequest(mutant)) {
            case Readable<OutgoingRequest> readable -> {
                assertThat(readable.message().command()).isNotEmpty();
                assertThat(readable.message().replyTo()).isNotEmpty();
                assertThat(readable.message().destinations()).isNotEmpty();
            }
            case Unreadable<OutgoingRequest> unreadable ->
                assertThat(unreadable.reason()).isNotEmpty();
        }
        assertThat(CODEC.readOutgoingResponse(mutant)).isNotNull();
        assertThat(CODEC.readIncomingRequest(mutant)).isNotNull();
        assertThat(CODEC.readIncomingResponse(mutant)).isNotNull();
    }

    /** Strict means: exactly one text for every payload. */
    @Property
    void base64HasOneSpelling(@ForAll byte[] data, @ForAll long seed) {
        byte[] text = Base64.getEncoder().encode(data);
        assertThat(StrictBase64.decode(text, 0, text.length)).isEqualTo(ByteString.copyFrom(data));
        if (text.length > 0) {
            var random = new Random(seed);
            text[random.nextInt(text.length)] = (byte) random.nextInt(128);
            ByteString decoded = StrictBase64.decode(text, 0, text.length);
            if (decoded != null) {
                assertThat(Base64.getEncoder().encode(decoded.toByteArray())).isEqualTo(text);
                assertThat(StrictBase64.decodedSize(text, 0, text.length)).isEqualTo(decoded.size());
            }
        }
    }

    @Provide
    Arbitrary<OutgoingRequest> outgoingRequests() {
        return Combinators.combine(
                        texts().injectNull(0.3),
                        names(),
                        times(),
                        data(),
                        texts().injectNull(0.3),
                        twins().list().ofMinSize(1).ofMaxSize(5),
                        names(),
                        texts().injectNull(0.3))
                .flatAs((ref, cmd, exp, dat, tag, dst, ret, shm) ->
                        times().map(now -> new OutgoingRequest(ref, cmd, exp, dat, tag, dst, ret, shm, now)));
    }

    @Provide
    Arbitrary<OutgoingResponse> outgoingResponses() {
        return Combinators.combine(names(), data(), addresses(), texts().injectNull(0.3), times(), errors())
                .as(OutgoingResponse::new);
    }

    @Provide
    Arbitrary<IncomingRequest> incomingRequests() {
        return Combinators.combine(
                        texts().injectNull(0.3),
                        addresses(),
                        names(),
                        times(),
                        data(),
                        texts().injectNull(0.3),
                        texts().injectNull(0.3),
                        times())
                .as((ref, src, cmd, exp, dat, tag, shm, now) ->
                        new IncomingRequest(ref, src, cmd, exp, dat, tag, QueueNames.REPLY, shm, now));
    }

    @Provide
    Arbitrary<IncomingResponse> incomingResponses() {
        return Combinators.combine(texts().injectNull(0.3), data(), texts(), texts().injectNull(0.3), times(), errors())
                .as(IncomingResponse::new);
    }

    private static Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                Arbitraries.strings().ascii().ofMaxLength(60),
                Arbitraries.strings()
                        .ofMaxLength(20)
                        .filter(text -> StandardCharsets.UTF_8.newEncoder().canEncode(text)));
    }

    private static Arbitrary<String> names() {
        return texts().filter(text -> !text.isEmpty());
    }

    private static Arbitrary<Long> times() {
        return Arbitraries.longs().between(0, Long.MAX_VALUE);
    }

    private static Arbitrary<Long> twins() {
        return Arbitraries.longs().between(0, Address.MAX_TWIN);
    }

    private static Arbitrary<ByteString> data() {
        return Arbitraries.bytes().array(byte[].class).ofMaxSize(200).map(ByteString::copyFrom);
    }

    private static Arbitrary<Address> addresses() {
        return Combinators.combine(twins(), texts().injectNull(0.5)).as(Address::new);
    }

    private static Arbitrary<QueueError> errors() {
        return Combinators.combine(twins(), texts()).as(QueueError::new).injectNull(0.5);
    }
}
