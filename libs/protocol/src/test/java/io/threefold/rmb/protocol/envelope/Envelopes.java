package io.threefold.rmb.protocol.envelope;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.domains.DomainContextBase;

/** Arbitrary envelopes for properties: {@code @Domain(Envelopes.class)}. */
class Envelopes extends DomainContextBase {
    @Provide
    Arbitrary<Envelope> envelopes() {
        var first = Combinators.combine(
                        texts(), texts().injectNull(0.3), unsigned(), unsigned(), addresses(), addresses())
                .as(Tuple::of);
        var second = Combinators.combine(
                        messages(),
                        signatures(),
                        texts().injectNull(0.3),
                        texts().injectNull(0.5),
                        payloads(),
                        relays())
                .as(Tuple::of);
        return Combinators.combine(first, second)
                .as((a, b) -> new Envelope(
                        a.get1(), a.get2(), a.get3(), a.get4(), a.get5(), a.get6(), b.get1(), b.get2(), b.get3(),
                        b.get4(), b.get5(), b.get6()));
    }

    private static Arbitrary<String> texts() {
        Arbitrary<String> any = Arbitraries.strings().ofMaxLength(40).filter(Envelopes::wellFormed);
        return Arbitraries.oneOf(Arbitraries.strings().ascii().ofMaxLength(200), any);
    }

    static boolean wellFormed(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    private static Arbitrary<Long> unsigned() {
        return Arbitraries.oneOf(
                Arbitraries.longs(), Arbitraries.longs().between(0, 3600), Arbitraries.of(0L, -1L, 1700000000L));
    }

    private static Arbitrary<Address> addresses() {
        Arbitrary<Long> twins = Arbitraries.longs().between(0, Address.MAX_TWIN);
        return Combinators.combine(twins, texts().injectNull(0.5))
                .as(Address::new)
                .injectNull(0.2);
    }

    private static Arbitrary<Message> messages() {
        Arbitrary<Message> requests = texts().map(Message.Request::new);
        Arbitrary<Message> errors = Combinators.combine(Arbitraries.longs().between(0, 0xFFFF_FFFFL), texts())
                .as(Message.Error::new);
        return Arbitraries.oneOf(
                requests, errors, Arbitraries.of(Message.RESPONSE, Message.PING, Message.PONG, Message.NONE));
    }

    private static Arbitrary<ByteString> bytes(int max) {
        return Arbitraries.bytes().array(byte[].class).ofMaxSize(max).map(ByteString::copyFrom);
    }

    private static Arbitrary<ByteString> signatures() {
        return bytes(70).injectNull(0.3);
    }

    private static Arbitrary<Payload> payloads() {
        Function<ByteString, Payload> plain = Payload.Plain::new;
        Function<ByteString, Payload> cipher = Payload.Cipher::new;
        return Arbitraries.oneOf(bytes(300).map(plain), bytes(300).map(cipher), Arbitraries.just(Payload.NONE));
    }

    private static Arbitrary<List<String>> relays() {
        return Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.just(List.<String>of())),
                Tuple.of(1, texts().list().ofMaxSize(5)));
    }
}
