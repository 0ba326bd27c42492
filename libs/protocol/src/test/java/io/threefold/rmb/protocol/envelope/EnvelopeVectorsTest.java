package io.threefold.rmb.protocol.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class EnvelopeVectorsTest {
    static final JsonNode VECTORS = load();
    private static final List<String> WRITERS = List.of("bytes", "bytes_ts", "bytes_rust_order");

    @Test
    void hasAllVectors() {
        assertThat(VECTORS.get("envelopes")).hasSize(19);
    }

    @TestFactory
    Stream<DynamicTest> envelopes() {
        return stream(VECTORS.get("envelopes"))
                .map(vector -> DynamicTest.dynamicTest(vector.get("name").asText(), () -> check(vector)));
    }

    private static void check(JsonNode vector) throws Exception {
        Envelope expected = envelope(vector.get("fields"));
        assertThat(Challenge.of(expected)).isEqualTo(hex(vector.get("md5")));
        byte[] unsigned = hex(vector.get("unsigned_bytes"));
        assertThat(EnvelopeCodec.encode(expected)).isEqualTo(unsigned);
        assertThat(decode(unsigned)).isEqualTo(expected);
        int written = 0;
        for (JsonNode signed : vector.get("signed")) {
            Envelope complete = expected.withSignature(ByteString.copyFrom(hex(signed.get("signature"))));
            for (String writer : WRITERS) {
                if (signed.path(writer).isTextual()) {
                    written++;
                    byte[] bytes = hex(signed.get(writer));
                    assertThat(decode(bytes)).as(writer).isEqualTo(complete);
                    assertThat(EnvelopeCodec.decode(ByteString.copyFrom(bytes), EnvelopeLimits.DEFAULT))
                            .isEqualTo(complete);
                    assertThat(Challenge.of(decode(bytes))).isEqualTo(hex(vector.get("md5")));
                }
            }
            assertThat(EnvelopeCodec.encode(complete)).isEqualTo(hex(signed.get("bytes")));
        }
        assertThat(written).isGreaterThanOrEqualTo(vector.get("signed").size());
    }

    @TestFactory
    Stream<DynamicTest> mustAccept() {
        return stream(VECTORS.get("parser").get("must_accept"))
                .map(vector -> DynamicTest.dynamicTest(vector.get("why").asText(), () -> {
                    Envelope envelope = decode(hex(vector.get("bytes")));
                    assertThat(decode(EnvelopeCodec.encode(envelope))).isEqualTo(envelope);
                }));
    }

    @TestFactory
    Stream<DynamicTest> mustReject() {
        return stream(VECTORS.get("parser").get("must_reject"))
                .map(vector -> DynamicTest.dynamicTest(
                        vector.get("why").asText(),
                        () -> assertThatThrownBy(() -> decode(hex(vector.get("bytes"))))
                                .isInstanceOf(MalformedEnvelopeException.class)));
    }

    @TestFactory
    Stream<DynamicTest> stamp() {
        return stream(VECTORS.get("stamp").get("stamp"))
                .map(v -> DynamicTest.dynamicTest(v.toString(), () -> {
                    Envelope stamped = EnvelopeTime.stamp(
                            timed(
                                    v.get("timestamp").asLong(),
                                    v.get("expiration").asLong()),
                            v.get("now").asLong());
                    assertThat(stamped.timestamp())
                            .isEqualTo(v.get("timestamp_out").asLong());
                    assertThat(stamped.expiration())
                            .isEqualTo(v.get("expiration_out").asLong());
                }));
    }

    @TestFactory
    Stream<DynamicTest> ttl() {
        return stream(VECTORS.get("stamp").get("ttl"))
                .map(v -> DynamicTest.dynamicTest(
                        v.toString(),
                        () -> assertThat(EnvelopeTime.ttl(
                                        timed(
                                                v.get("timestamp").asLong(),
                                                v.get("expiration").asLong()),
                                        v.get("now").asLong()))
                                .isEqualTo(
                                        v.get("ttl_seconds").isNull()
                                                ? 0
                                                : v.get("ttl_seconds").asLong())));
    }

    private static Envelope timed(long timestamp, long expiration) {
        return Envelope.of("u", Address.of(1), Address.of(2), Message.RESPONSE, 0)
                .withTimes(timestamp, expiration);
    }

    static Envelope decode(byte[] bytes) throws MalformedEnvelopeException {
        return EnvelopeCodec.decode(bytes, EnvelopeLimits.DEFAULT);
    }

    static Stream<JsonNode> stream(JsonNode array) {
        var all = new ArrayList<JsonNode>();
        array.forEach(all::add);
        assertThat(all).isNotEmpty();
        return all.stream();
    }

    static Envelope envelope(JsonNode fields) {
        Payload payload = fields.has("plain")
                ? new Payload.Plain(ByteString.copyFrom(hex(fields.get("plain"))))
                : fields.has("cipher")
                        ? new Payload.Cipher(ByteString.copyFrom(hex(fields.get("cipher"))))
                        : Payload.NONE;
        var relays = new ArrayList<String>();
        fields.path("relays").forEach(relay -> relays.add(relay.asText()));
        return new Envelope(
                fields.path("uid").asText(""),
                text(fields, "tags"),
                Long.parseUnsignedLong(fields.path("timestamp").asText("0")),
                Long.parseUnsignedLong(fields.path("expiration").asText("0")),
                address(fields.path("source")),
                address(fields.path("destination")),
                message(fields),
                fields.has("signature") ? ByteString.copyFrom(hex(fields.get("signature"))) : null,
                text(fields, "schema"),
                text(fields, "federation"),
                payload,
                relays);
    }

    private static Message message(JsonNode fields) {
        if (fields.has("request")) {
            return new Message.Request(fields.get("request").path("command").asText(""));
        } else if (fields.has("error")) {
            return new Message.Error(
                    fields.get("error").path("code").asLong(0),
                    fields.get("error").path("message").asText(""));
        } else if (fields.has("response")) {
            return Message.RESPONSE;
        } else if (fields.has("ping")) {
            return Message.PING;
        }
        return fields.has("pong") ? Message.PONG : Message.NONE;
    }

    private static @Nullable Address address(JsonNode address) {
        return address.isObject() ? new Address(address.path("twin").asLong(0), text(address, "connection")) : null;
    }

    private static @Nullable String text(JsonNode fields, String name) {
        return fields.has(name) ? fields.get(name).asText() : null;
    }

    static byte[] hex(JsonNode hex) {
        return HexFormat.of().parseHex(hex.asText().substring(2));
    }

    private static JsonNode load() {
        try (var in = EnvelopeVectorsTest.class.getResourceAsStream("/vectors/envelope.json")) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
