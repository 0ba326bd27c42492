package io.threefold.rmb.tfchain.scale;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes SCALE. Numbers out of range are programming errors ({@link IllegalArgumentException}). Not thread-safe. */
public final class ScaleWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(128);

    /** What has been written so far, copied. */
    public byte[] toBytes() {
        return out.toByteArray();
    }

    /** Bytes written so far. */
    public int size() {
        return out.size();
    }

    /** The bytes as they are, without a length. */
    public ScaleWriter raw(byte[] bytes) {
        out.write(bytes, 0, bytes.length);
        return this;
    }

    public ScaleWriter u8(int value) {
        return unsigned(value, 1);
    }

    public ScaleWriter u16(int value) {
        return unsigned(value, 2);
    }

    public ScaleWriter u32(long value) {
        return unsigned(value, 4);
    }

    /** Takes the 64 bits as they are. */
    public ScaleWriter u64(long value) {
        for (int i = 0; i < 8; i++) {
            out.write((int) (value >>> 8 * i));
        }
        return this;
    }

    public ScaleWriter u128(BigInteger value) {
        return bigUnsigned(value, 16);
    }

    public ScaleWriter bool(boolean value) {
        return u8(value ? 1 : 0);
    }

    /** The shortest form; 0 to 2^63-1. */
    public ScaleWriter compact(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("negative compact number");
        }
        if (value < 1L << 6) {
            return u8((int) value << 2);
        }
        if (value < 1L << 14) {
            return u16((int) value << 2 | 1);
        }
        if (value < 1L << 30) {
            return u32(value << 2 | 2);
        }
        return compact(BigInteger.valueOf(value));
    }

    /** The shortest form; 0 to 2^536-1. */
    public ScaleWriter compact(BigInteger value) {
        if (value.signum() < 0 || value.bitLength() > 67 * 8) {
            throw new IllegalArgumentException("not a compact number: " + value.bitLength() + " bits");
        }
        if (value.bitLength() <= 30) {
            return compact(value.longValue());
        }
        int width = (value.bitLength() + 7) / 8;
        return u8(width - 4 << 2 | 3).bigUnsigned(value, width);
    }

    /** A length and the bytes. */
    public ScaleWriter byteVector(byte[] bytes) {
        return compact(bytes.length).raw(bytes);
    }

    /** A length and the UTF-8 bytes. */
    public ScaleWriter text(String text) {
        return byteVector(text.getBytes(StandardCharsets.UTF_8));
    }

    /** {@code 00}, or {@code 01} and a byte vector. */
    public ScaleWriter optionalByteVector(byte @Nullable [] bytes) {
        return bytes == null ? u8(0) : u8(1).byteVector(bytes);
    }

    private ScaleWriter unsigned(long value, int width) {
        if (value < 0 || value >>> 8 * width != 0) {
            throw new IllegalArgumentException(value + " does not fit into " + width + " bytes");
        }
        for (int i = 0; i < width; i++) {
            out.write((int) (value >>> 8 * i));
        }
        return this;
    }

    private ScaleWriter bigUnsigned(BigInteger value, int width) {
        if (value.signum() < 0 || value.bitLength() > 8 * width) {
            throw new IllegalArgumentException("number does not fit into " + width + " bytes");
        }
        byte[] bigEndian = value.toByteArray();
        for (int i = 0; i < width; i++) {
            int from = bigEndian.length - 1 - i;
            out.write(from >= 0 ? bigEndian[from] : 0);
        }
        return this;
    }
}
