package io.threefold.rmb.protocol.queue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One message being written; begins with {@code "ver":1}. */
final class QueueWriter {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int OVERHEAD = 384;

    private final ByteString data;
    private final ByteArrayOutputStream out;
    private final JsonGenerator json;

    QueueWriter(ByteString data) {
        this.data = data;
        out = new ByteArrayOutputStream(OVERHEAD + (int) Math.min(data.size() * 4L / 3, 1 << 24));
        try {
            json = JSON.createGenerator(out);
            json.writeStartObject();
            json.writeNumberField("ver", 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    QueueWriter text(String name, @Nullable String value) {
        try {
            json.writeStringField(name, value == null ? null : wellFormed(value));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    QueueWriter number(String name, long value) {
        try {
            json.writeNumberField(name, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    QueueWriter numbers(String name, List<Long> values) {
        try {
            json.writeArrayFieldStart(name);
            for (long value : values) {
                json.writeNumber(value);
            }
            json.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    QueueWriter data() {
        try {
            json.writeFieldName("dat");
            byte[] base64 = Base64.getEncoder().encode(data.toByteArray());
            json.writeRawUTF8String(base64, 0, base64.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    QueueWriter error(@Nullable QueueError error) {
        try {
            if (error == null) {
                json.writeNullField("err");
            } else {
                json.writeObjectFieldStart("err");
                json.writeNumberField("code", error.code());
                json.writeStringField("message", wellFormed(error.message()));
                json.writeEndObject();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    byte[] end() {
        try {
            json.writeEndObject();
            json.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** The generator throws on half a surrogate pair; the envelope writes '?' for it, and so do we. */
    private static String wellFormed(String text) {
        return isWellFormed(text) ? text : new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    /** False when the text holds half a surrogate pair. */
    static boolean isWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!Character.isSurrogate(text.charAt(i))) {
                continue;
            }
            boolean pair = i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
            if (!pair) {
                return false;
            }
            i++;
        }
        return true;
    }
}
