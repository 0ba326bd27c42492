package io.threefold.rmb.protocol.queue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.ByteOutput;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One message being written; begins with {@code "ver":1}. */
final class QueueWriter {
    private static final JsonFactory JSON = new JsonFactory();
    /** Smaller writes are collected, larger ones kept as they are: what Jackson passes through is base64 of ours. */
    private static final int LARGE = 16 << 10;

    private final ByteString data;
    private final Pieces out = new Pieces();
    private final JsonGenerator json;

    QueueWriter(ByteString data) {
        this.data = data;
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
            byte[] base64 = Base64.getEncoder().encode(array(data));
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
        return out.join();
    }

    /** The bytes without a copy where they are the whole of an array; only read from. */
    private static byte[] array(ByteString data) throws IOException {
        var whole = new ByteOutput() {
            byte @Nullable [] array;

            @Override
            public void write(byte value) {}

            @Override
            public void write(byte[] value, int offset, int length) {}

            @Override
            public void writeLazy(byte[] value, int offset, int length) {
                array = offset == 0 && length == value.length && length == data.size() ? value : null;
            }

            @Override
            public void write(ByteBuffer value) {}

            @Override
            public void writeLazy(ByteBuffer value) {}
        };
        UnsafeByteOperations.unsafeWriteTo(data, whole);
        return whole.array == null ? data.toByteArray() : whole.array;
    }

    /** Collects the output, and copies large payloads only once. */
    private static final class Pieces extends OutputStream {
        private final ByteArrayOutputStream small = new ByteArrayOutputStream(384);
        private byte[] head = {};
        private byte[] large = {};

        @Override
        public void write(int value) {
            small.write(value);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            if (length == bytes.length && length >= LARGE && large.length == 0) {
                head = small.toByteArray();
                small.reset();
                large = bytes;
            } else {
                small.write(bytes, offset, length);
            }
        }

        byte[] join() {
            byte[] all = new byte[Math.addExact(head.length + large.length, small.size())];
            System.arraycopy(head, 0, all, 0, head.length);
            System.arraycopy(large, 0, all, head.length, large.length);
            byte[] tail = small.toByteArray();
            System.arraycopy(tail, 0, all, head.length + large.length, tail.length);
            return all;
        }
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
