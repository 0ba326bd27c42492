package io.threefold.rmb.protocol.envelope;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Encodes one envelope: texts to bytes first, then the exact size, then one array. Fields leave in ascending order. */
final class EnvelopeWriter {
    private static final byte[] NOTHING = {};
    private static final byte[][] NO_RELAYS = {};

    private final Envelope envelope;
    private final byte[] uid;
    private final byte @Nullable [] tags;
    private final byte @Nullable [] sourceConnection;
    private final byte @Nullable [] destinationConnection;
    private final byte[] messageText;
    private final byte @Nullable [] schema;
    private final byte @Nullable [] federation;
    private final byte[][] relays;
    private final int sourceSize;
    private final int destinationSize;
    private final int messageSize;

    private byte[] out = NOTHING;
    private int at;

    EnvelopeWriter(Envelope envelope) {
        this.envelope = envelope;
        uid = utf8(envelope.uid());
        tags = optional(envelope.tags());
        sourceConnection = connection(envelope.source());
        destinationConnection = connection(envelope.destination());
        messageText = utf8(
                switch (envelope.message()) {
                    case Message.Request request -> request.command();
                    case Message.Error error -> error.message();
                    default -> "";
                });
        schema = optional(envelope.schema());
        federation = optional(envelope.federation());
        relays = all(envelope.relays());
        sourceSize = addressSize(envelope.source(), sourceConnection);
        destinationSize = addressSize(envelope.destination(), destinationConnection);
        int code = envelope.message() instanceof Message.Error error && error.code() != 0
                ? 1 + varintSize(error.code())
                : 0;
        messageSize = code + (messageText.length == 0 ? 0 : chunkSize(1, messageText.length));
    }

    byte[] toBytes() {
        out = new byte[size()];
        if (uid.length > 0) {
            chunk(Wire.UID, uid);
        }
        chunk(Wire.TAGS, tags);
        number(Wire.TIMESTAMP, envelope.timestamp());
        number(Wire.EXPIRATION, envelope.expiration());
        address(Wire.SOURCE, envelope.source(), sourceSize, sourceConnection);
        address(Wire.DESTINATION, envelope.destination(), destinationSize, destinationConnection);
        if (envelope.message() instanceof Message.Request || envelope.message() instanceof Message.Response) {
            message();
        }
        chunk(Wire.SIGNATURE, envelope.signature());
        chunk(Wire.SCHEMA, schema);
        chunk(Wire.FEDERATION, federation);
        if (envelope.message() instanceof Message.Error) {
            message();
        }
        switch (envelope.payload()) {
            case Payload.Plain plain -> chunk(Wire.PLAIN, plain.bytes());
            case Payload.Cipher cipher -> chunk(Wire.CIPHER, cipher.bytes());
            case Payload.None ignored -> {}
        }
        if (envelope.message() instanceof Message.Ping || envelope.message() instanceof Message.Pong) {
            message();
        }
        for (byte[] relay : relays) {
            chunk(Wire.RELAYS, relay);
        }
        return out;
    }

    private int size() {
        int size = uid.length == 0 ? 0 : chunkSize(1, uid.length);
        size += tags == null ? 0 : chunkSize(1, tags.length);
        size += envelope.timestamp() == 0 ? 0 : 1 + varintSize(envelope.timestamp());
        size += envelope.expiration() == 0 ? 0 : 1 + varintSize(envelope.expiration());
        size += envelope.source() == null ? 0 : chunkSize(1, sourceSize);
        size += envelope.destination() == null ? 0 : chunkSize(1, destinationSize);
        int messageTag = messageTag();
        size += messageTag == 0 ? 0 : chunkSize(varintSize(messageTag), messageSize);
        ByteString signature = envelope.signature();
        size += signature == null ? 0 : chunkSize(1, signature.size());
        size += schema == null ? 0 : chunkSize(1, schema.length);
        size += federation == null ? 0 : chunkSize(1, federation.length);
        size += envelope.payload() instanceof Payload.None
                ? 0
                : chunkSize(1, envelope.payload().bytes().size());
        for (byte[] relay : relays) {
            size = Math.addExact(size, chunkSize(2, relay.length));
        }
        return size;
    }

    private int messageTag() {
        return switch (envelope.message()) {
            case Message.Request ignored -> Wire.REQUEST;
            case Message.Response ignored -> Wire.RESPONSE;
            case Message.Error ignored -> Wire.ERROR;
            case Message.Ping ignored -> Wire.PING;
            case Message.Pong ignored -> Wire.PONG;
            case Message.None ignored -> 0;
        };
    }

    private void message() {
        varint(messageTag());
        varint(messageSize);
        if (envelope.message() instanceof Message.Error error) {
            number(Wire.CODE, error.code());
            if (messageText.length > 0) {
                chunk(Wire.MESSAGE, messageText);
            }
        } else if (messageText.length > 0) {
            chunk(Wire.COMMAND, messageText);
        }
    }

    private void address(int tag, @Nullable Address address, int size, byte @Nullable [] connection) {
        if (address != null) {
            varint(tag);
            varint(size);
            number(Wire.TWIN, address.twin());
            chunk(Wire.CONNECTION, connection);
        }
    }

    private void number(int tag, long value) {
        if (value != 0) {
            varint(tag);
            varint(value);
        }
    }

    private void chunk(int tag, byte @Nullable [] bytes) {
        if (bytes != null) {
            varint(tag);
            varint(bytes.length);
            System.arraycopy(bytes, 0, out, at, bytes.length);
            at += bytes.length;
        }
    }

    private void chunk(int tag, @Nullable ByteString bytes) {
        if (bytes != null) {
            varint(tag);
            varint(bytes.size());
            bytes.copyTo(out, at);
            at += bytes.size();
        }
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        out[at++] = (byte) rest;
    }

    private static int varintSize(long value) {
        return (70 - Long.numberOfLeadingZeros(value | 1)) / 7;
    }

    private static int chunkSize(int tagSize, int length) {
        return Math.addExact(tagSize + varintSize(length), length);
    }

    private static int addressSize(@Nullable Address address, byte @Nullable [] connection) {
        if (address == null) {
            return 0;
        }
        return (address.twin() == 0 ? 0 : 1 + varintSize(address.twin()))
                + (connection == null ? 0 : chunkSize(1, connection.length));
    }

    private static byte @Nullable [] connection(@Nullable Address address) {
        return address == null ? null : optional(address.connection());
    }

    private static byte @Nullable [] optional(@Nullable String text) {
        return text == null ? null : utf8(text);
    }

    private static byte[] utf8(String text) {
        return text.isEmpty() ? NOTHING : text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[][] all(List<String> texts) {
        if (texts.isEmpty()) {
            return NO_RELAYS;
        }
        byte[][] bytes = new byte[texts.size()][];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = utf8(texts.get(i));
        }
        return bytes;
    }
}
