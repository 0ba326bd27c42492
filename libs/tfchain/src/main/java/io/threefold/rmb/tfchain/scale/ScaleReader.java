package io.threefold.rmb.tfchain.scale;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads SCALE from a byte array, front to back. Every length is checked against what is left before anything is
 * allocated, and compact numbers must be in their shortest form, as the chain's own decoder demands. Not thread-safe.
 */
public final class ScaleReader {
    private final byte[] data;
    private final int end;
    private int position;

    /** Reads all of {@code data}, which is not copied: do not change it meanwhile. */
    public ScaleReader(byte[] data) {
        this(data, 0, data.length);
    }

    private ScaleReader(byte[] data, int start, int end) {
        this.data = data;
        this.position = start;
        this.end = end;
    }

    /** Bytes read so far, counted from the start of the array. */
    public int position() {
        return position;
    }

    /** Bytes not read yet. */
    public int remaining() {
        return end - position;
    }

    /** The bytes from an earlier {@link #position()} up to now, copied. */
    public byte[] since(int start) {
        return Arrays.copyOfRange(data, start, position);
    }

    /** @throws ScaleException when something is left over */
    public void expectEnd() throws ScaleException {
        if (position != end) {
            throw new ScaleException(remaining() + " bytes left over after byte " + position);
        }
    }

    /** Moves on by {@code count} bytes. */
    public void skip(long count) throws ScaleException {
        need(count);
        position += (int) count;
    }

    /** Exactly {@code count} bytes, copied. */
    public byte[] bytes(int count) throws ScaleException {
        need(count);
        byte[] out = Arrays.copyOfRange(data, position, position + count);
        position += count;
        return out;
    }

    /** 0 to 255. */
    public int u8() throws ScaleException {
        need(1);
        return data[position++] & 0xff;
    }

    /** 0 to 65535, little endian. */
    public int u16() throws ScaleException {
        return u8() | u8() << 8;
    }

    /** 0 to 2^32-1, little endian. */
    public long u32() throws ScaleException {
        need(4);
        return u16() | (long) u16() << 16;
    }

    /** Little endian; values above 2^63-1 come out negative ({@link Long#toUnsignedString(long)}). */
    public long u64() throws ScaleException {
        need(8);
        return u32() | u32() << 32;
    }

    /** An unsigned little-endian number of {@code width} bytes. */
    public BigInteger unsigned(int width) throws ScaleException {
        return new BigInteger(1, reversed(bytes(width)));
    }

    /** A two's complement little-endian number of {@code width} bytes. */
    public BigInteger signed(int width) throws ScaleException {
        return new BigInteger(reversed(bytes(width)));
    }

    /** One byte, 0 or 1. */
    public boolean bool() throws ScaleException {
        int value = u8();
        if (value > 1) {
            throw new ScaleException("a boolean is 0 or 1, not " + value);
        }
        return value == 1;
    }

    /** The first byte of an option: true when a value follows. */
    public boolean option() throws ScaleException {
        int value = u8();
        if (value > 1) {
            throw new ScaleException("an option starts with 0 or 1, not " + value);
        }
        return value == 1;
    }

    /** A compact number of up to 67 bytes. */
    public BigInteger compactBig() throws ScaleException {
        int first = u8();
        long small;
        switch (first & 3) {
            case 0:
                return BigInteger.valueOf(first >> 2);
            case 1:
                small = (first | u8() << 8) >> 2;
                return BigInteger.valueOf(shortest(small, 1L << 6));
            case 2:
                small = (first | (long) u8() << 8 | (long) u16() << 16) >> 2;
                return BigInteger.valueOf(shortest(small, 1L << 14));
            default:
                int width = (first >> 2) + 4;
                byte[] value = bytes(width);
                if (value[width - 1] == 0 || (width == 4 && (value[3] & 0xff) < 0x40)) {
                    throw new ScaleException("compact number is not in its shortest form");
                }
                return new BigInteger(1, reversed(value));
        }
    }

    /** A compact number of at most 2^32-1. */
    public long compactU32() throws ScaleException {
        BigInteger value = compactBig();
        if (value.bitLength() > 32) {
            throw new ScaleException("compact number is larger than 32 bits");
        }
        return value.longValue();
    }

    /**
     * The number of elements of a vector.
     *
     * @param elementBytes the least size of an element; 0 counts as 1, so that a length never exceeds what is left
     */
    public int vectorLength(int elementBytes) throws ScaleException {
        long count = compactU32();
        if (count * Math.max(1, elementBytes) > remaining()) {
            throw new ScaleException("a vector of " + count + " elements does not fit into " + remaining() + " bytes");
        }
        return (int) count;
    }

    /** A byte vector of at most {@code maxBytes}. */
    public byte[] byteVector(int maxBytes) throws ScaleException {
        int count = vectorLength(1);
        if (count > maxBytes) {
            throw new ScaleException(count + " bytes where at most " + maxBytes + " may be");
        }
        return bytes(count);
    }

    /** UTF-8 text of at most {@code maxBytes}. */
    public String text(int maxBytes) throws ScaleException {
        byte[] utf8 = byteVector(maxBytes);
        try {
            CharBuffer text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(utf8));
            return text.toString();
        } catch (CharacterCodingException e) {
            throw new ScaleException("text is not UTF-8");
        }
    }

    /** Skips a byte vector or text. */
    public void skipByteVector() throws ScaleException {
        skip(vectorLength(1));
    }

    /** A reader for the next {@code count} bytes only; this one moves past them. */
    public ScaleReader slice(int count) throws ScaleException {
        need(count);
        ScaleReader part = new ScaleReader(data, position, position + count);
        position += count;
        return part;
    }

    private void need(long count) throws ScaleException {
        if (count < 0 || count > remaining()) {
            throw new ScaleException(count + " bytes wanted at byte " + position + ", " + remaining() + " there");
        }
    }

    private static long shortest(long value, long least) throws ScaleException {
        if (value < least) {
            throw new ScaleException("compact number is not in its shortest form");
        }
        return value;
    }

    private static byte[] reversed(byte[] bytes) {
        for (int i = 0, j = bytes.length - 1; i < j; i++, j--) {
            byte swap = bytes[i];
            bytes[i] = bytes[j];
            bytes[j] = swap;
        }
        return bytes;
    }
}
