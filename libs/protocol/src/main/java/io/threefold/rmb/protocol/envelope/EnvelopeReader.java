package io.threefold.rmb.protocol.envelope;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.threefold.rmb.protocol.envelope.MalformedEnvelopeException.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One pass over an encoded envelope. A known field with an unexpected wire type counts as unknown, as in protobuf. */
final class EnvelopeReader {
    private final CodedInputStream in;
    private final EnvelopeLimits limits;

    private String uid = "";
    private @Nullable String tags;
    private long timestamp;
    private long expiration;
    private @Nullable Address source;
    private @Nullable Address destination;
    private Message message = Message.NONE;
    private @Nullable ByteString signature;
    private @Nullable String schema;
    private @Nullable String federation;
    private Payload payload = Payload.NONE;
    private @Nullable List<String> relays;

    private EnvelopeReader(CodedInputStream in, EnvelopeLimits limits) {
        this.in = in;
        this.limits = limits;
    }

    static void checkSize(int size, EnvelopeLimits limits) throws MalformedEnvelopeException {
        if (size > limits.maxBytes()) {
            throw new MalformedEnvelopeException(
                    Reason.TOO_LARGE, "an envelope of " + size + " bytes; at most " + limits.maxBytes() + " are read");
        }
    }

    static Envelope read(CodedInputStream in, EnvelopeLimits limits) throws MalformedEnvelopeException {
        try {
            return new EnvelopeReader(in, limits).readAll();
        } catch (InvalidProtocolBufferException e) {
            String text = String.valueOf(e.getMessage());
            // CodedInputStream has no type of its own for this; the tests hold the text.
            boolean utf8 = text.toUpperCase(Locale.ROOT).contains("UTF-8");
            throw new MalformedEnvelopeException(utf8 ? Reason.NOT_UTF8 : Reason.NOT_PROTOBUF, text);
        } catch (IOException e) {
            throw new MalformedEnvelopeException(Reason.NOT_PROTOBUF, String.valueOf(e.getMessage()));
        }
    }

    private Envelope readAll() throws IOException, MalformedEnvelopeException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag) {
                case Wire.UID -> uid = text("uid");
                case Wire.TAGS -> tags = text("tags");
                case Wire.TIMESTAMP -> timestamp = in.readUInt64();
                case Wire.EXPIRATION -> expiration = in.readUInt64();
                case Wire.SOURCE -> source = address(source);
                case Wire.DESTINATION -> destination = address(destination);
                case Wire.REQUEST -> message = request();
                case Wire.RESPONSE -> message = empty(Message.RESPONSE);
                case Wire.ERROR -> message = error();
                case Wire.PING -> message = empty(Message.PING);
                case Wire.PONG -> message = empty(Message.PONG);
                case Wire.SIGNATURE -> signature = in.readBytes();
                case Wire.SCHEMA -> schema = text("schema");
                case Wire.FEDERATION -> federation = longText("federation");
                case Wire.PLAIN -> payload = new Payload.Plain(in.readBytes());
                case Wire.CIPHER -> payload = new Payload.Cipher(in.readBytes());
                case Wire.RELAYS -> relay();
                default -> skip(tag);
            }
        }
        in.checkLastTagWas(0);
        return new Envelope(
                uid,
                tags,
                timestamp,
                expiration,
                source,
                destination,
                message,
                signature,
                schema,
                federation,
                payload,
                relays == null ? List.of() : relays);
    }

    private void relay() throws IOException, MalformedEnvelopeException {
        if (relays == null) {
            relays = new ArrayList<>(4);
        }
        if (relays.size() >= limits.maxRelays()) {
            throw new MalformedEnvelopeException(Reason.FIELD_TOO_LONG, "more than " + limits.maxRelays() + " relays");
        }
        relays.add(longText("relays"));
    }

    private Address address(@Nullable Address before) throws IOException, MalformedEnvelopeException {
        int outer = enter();
        long twin = before == null ? 0 : before.twin();
        String connection = before == null ? null : before.connection();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag) {
                case Wire.TWIN -> twin = Integer.toUnsignedLong(in.readUInt32());
                case Wire.CONNECTION -> connection = text("connection");
                default -> skip(tag);
            }
        }
        leave(outer);
        return new Address(twin, connection);
    }

    private Message request() throws IOException, MalformedEnvelopeException {
        int outer = enter();
        String command = message instanceof Message.Request before ? before.command() : "";
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == Wire.COMMAND) {
                command = text("command");
            } else {
                skip(tag);
            }
        }
        leave(outer);
        return new Message.Request(command);
    }

    private Message error() throws IOException, MalformedEnvelopeException {
        int outer = enter();
        long code = message instanceof Message.Error before ? before.code() : 0;
        String text = message instanceof Message.Error before ? before.message() : "";
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag) {
                case Wire.CODE -> code = Integer.toUnsignedLong(in.readUInt32());
                case Wire.MESSAGE -> text = longText("error message");
                default -> skip(tag);
            }
        }
        leave(outer);
        return new Message.Error(code, text);
    }

    private Message empty(Message kind) throws IOException, MalformedEnvelopeException {
        int outer = enter();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            skip(tag);
        }
        leave(outer);
        return kind;
    }

    private int enter() throws IOException {
        return in.pushLimit(in.readRawVarint32());
    }

    private void leave(int outer) throws IOException {
        in.checkLastTagWas(0);
        in.popLimit(outer);
    }

    private void skip(int tag) throws IOException, MalformedEnvelopeException {
        if (!in.skipField(tag)) {
            throw new MalformedEnvelopeException(Reason.NOT_PROTOBUF, "the end of a group that was not begun");
        }
    }

    private String text(String field) throws IOException, MalformedEnvelopeException {
        return bounded(in.readStringRequireUtf8(), field, limits.maxText());
    }

    private String longText(String field) throws IOException, MalformedEnvelopeException {
        return bounded(in.readStringRequireUtf8(), field, limits.maxLongText());
    }

    private static String bounded(String value, String field, int max) throws MalformedEnvelopeException {
        if (value.length() > max) {
            throw new MalformedEnvelopeException(
                    Reason.FIELD_TOO_LONG,
                    field + " of " + value.length() + " characters; at most " + max + " are read");
        }
        return value;
    }
}
