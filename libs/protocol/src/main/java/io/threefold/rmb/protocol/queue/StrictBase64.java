package io.threefold.rmb.protocol.queue;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Standard alphabet, padded, no blanks, no stray bits: what the reference takes. */
final class StrictBase64 {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    private StrictBase64() {}

    /** The length of the text that so many bytes encode to. */
    static long encodedSize(long size) {
        return (size + 2) / 3 * 4;
    }

    /** The exact size for well-formed text; meaningless otherwise. */
    static long decodedSize(byte[] bytes, int from, int length) {
        long size = (length + 3L) / 4 * 3;
        if (length > 0 && bytes[from + length - 1] == '=') {
            size--;
        }
        if (length > 1 && bytes[from + length - 2] == '=') {
            size--;
        }
        return size;
    }

    /** Null unless the bytes are strict base64. */
    static @Nullable ByteString decode(byte[] bytes, int from, int length) {
        if (length == 0) {
            return ByteString.EMPTY;
        }
        if (length % 4 != 0) {
            return null;
        }
        int end = from + length;
        if (bytes[end - 1] == '=') {
            boolean two = bytes[end - 2] == '=';
            int last = ALPHABET.indexOf(bytes[two ? end - 3 : end - 2]);
            if ((last & (two ? 0xF : 0x3)) != 0) {
                return null;
            }
        }
        try {
            ByteBuffer decoded = Base64.getDecoder().decode(ByteBuffer.wrap(bytes, from, length));
            return UnsafeByteOperations.unsafeWrap(decoded.array(), decoded.arrayOffset(), decoded.remaining());
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
