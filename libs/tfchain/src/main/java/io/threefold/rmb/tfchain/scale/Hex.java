package io.threefold.rmb.tfchain.scale;

import java.util.HexFormat;

/** Hex as JSON-RPC of Substrate writes it: lower case with {@code 0x}. */
public final class Hex {
    private static final HexFormat FORMAT = HexFormat.of();

    private Hex() {}

    /** With {@code 0x}; {@code 0x} alone for nothing. */
    public static String encode(byte[] bytes) {
        return "0x" + FORMAT.formatHex(bytes);
    }

    /** Bytes of {@code 0x…}, upper or lower case. */
    public static byte[] decode(String hex) throws ScaleException {
        if (!hex.startsWith("0x")) {
            throw new ScaleException("hex must start with 0x");
        }
        try {
            return FORMAT.parseHex(hex, 2, hex.length());
        } catch (IllegalArgumentException e) {
            throw new ScaleException("not hex");
        }
    }

    /** Like {@link #decode(String)} for exactly 32 bytes, as hashes and accounts are. */
    public static byte[] decode32(String hex) throws ScaleException {
        byte[] bytes = decode(hex);
        if (bytes.length != 32) {
            throw new ScaleException("32 bytes wanted, not " + bytes.length);
        }
        return bytes;
    }

    /** A block number as headers write it, {@code 0x1a}; at most 2^53-1. */
    public static long decodeNumber(String hex) throws ScaleException {
        if (!hex.startsWith("0x") || hex.length() < 3 || hex.length() > 16) {
            throw new ScaleException("a block number is 0x and 1 to 14 hex digits");
        }
        try {
            return HexFormat.fromHexDigitsToLong(hex, 2, hex.length());
        } catch (IllegalArgumentException e) {
            throw new ScaleException("not a hex number");
        }
    }
}
