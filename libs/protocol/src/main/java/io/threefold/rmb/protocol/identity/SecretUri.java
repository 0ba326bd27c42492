package io.threefold.rmb.protocol.identity;

import io.threefold.rmb.protocol.identity.InvalidSecretException.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A Substrate secret URI taken apart: {@code phrase//hard/soft///password}. The phrase is words or {@code 0x} and a seed;
 * it may be left out, which means the public development phrase. Works on bytes, so that everything can be wiped.
 */
final class SecretUri implements AutoCloseable {
    static final int MAX_BYTES = 4096;
    static final int MAX_JUNCTIONS = 32;

    private final byte[] phrase;
    private final List<Junction> junctions;
    private final byte[] password;

    private SecretUri(byte[] phrase, List<Junction> junctions, byte[] password) {
        this.phrase = phrase;
        this.junctions = junctions;
        this.password = password;
    }

    /** One step of a path: {@code //name} is hard, {@code /name} is soft. */
    record Junction(boolean hard, byte[] chainCode) {
        private static Junction of(boolean hard, byte[] name) {
            byte[] code = new byte[32];
            if (!asNumber(name, code)) {
                byte[] length = name.length < 64
                        ? new byte[] {(byte) (name.length << 2)}
                        : new byte[] {(byte) (name.length << 2 | 1), (byte) (name.length >> 6)};
                if (length.length + name.length > code.length) {
                    code = Hashes.blake2b256(length, name);
                } else {
                    System.arraycopy(length, 0, code, 0, length.length);
                    System.arraycopy(name, 0, code, length.length, name.length);
                }
            }
            return new Junction(hard, code);
        }

        /** Decimal numbers below 2^64 (a leading plus is allowed, as in the reference) go in as eight bytes. */
        private static boolean asNumber(byte[] name, byte[] code) {
            int start = name[0] == '+' ? 1 : 0;
            if (start == name.length) {
                return false;
            }
            long value = 0;
            for (int i = start; i < name.length; i++) {
                int digit = name[i] - '0';
                if (digit < 0 || digit > 9) {
                    return false;
                }
                if (Long.compareUnsigned(value, Long.divideUnsigned(-1L - digit, 10)) > 0) {
                    return false;
                }
                value = value * 10 + digit;
            }
            for (int i = 0; i < 8; i++) {
                code[i] = (byte) (value >>> 8 * i);
            }
            return true;
        }
    }

    byte[] phrase() {
        return phrase;
    }

    List<Junction> junctions() {
        return junctions;
    }

    byte[] password() {
        return password;
    }

    static SecretUri parse(byte[] secret) {
        int start = 0;
        int end = secret.length;
        while (start < end && isSpace(secret[start])) {
            start++;
        }
        while (end > start && isLineEnd(secret[end - 1])) {
            end--;
        }
        if (start == end) {
            throw new InvalidSecretException(Reason.EMPTY, "the secret is empty");
        }
        if (end - start > MAX_BYTES) {
            throw new InvalidSecretException(Reason.TOO_LONG, "the secret is longer than " + MAX_BYTES + " bytes");
        }
        int at = start;
        while (at < end && secret[at] != '/') {
            if (!isSpace(secret[at]) && !isLetterOrDigit(secret[at])) {
                throw new InvalidSecretException(
                        Reason.BAD_CHARACTER, "byte " + (at + 1) + " of the secret is neither letter, digit nor blank");
            }
            at++;
        }
        int phraseEnd = at;
        List<Junction> junctions = new ArrayList<>();
        while (at < end && !startsWith(secret, at, end, 3)) {
            boolean hard = startsWith(secret, at, end, 2);
            int from = at + (hard ? 2 : 1);
            int to = from;
            while (to < end && secret[to] != '/') {
                to++;
            }
            // Without a password behind it, blanks at the very end are the file's, not the name's.
            int nameEnd = to == end ? trimmedEnd(secret, from, to) : to;
            if (nameEnd == from) {
                throw new InvalidSecretException(Reason.BAD_PATH, "the derivation path has an empty part");
            }
            if (junctions.size() == MAX_JUNCTIONS) {
                throw new InvalidSecretException(
                        Reason.TOO_LONG, "the derivation path has more than " + MAX_JUNCTIONS + " parts");
            }
            junctions.add(Junction.of(hard, Arrays.copyOfRange(secret, from, nameEnd)));
            at = to;
        }
        byte[] password = at < end ? Arrays.copyOfRange(secret, at + 3, end) : new byte[0];
        byte[] phrase = Arrays.copyOfRange(secret, start, trimmedEnd(secret, start, phraseEnd));
        return new SecretUri(phrase, List.copyOf(junctions), password);
    }

    @Override
    public void close() {
        Arrays.fill(phrase, (byte) 0);
        Arrays.fill(password, (byte) 0);
        junctions.forEach(junction -> Arrays.fill(junction.chainCode, (byte) 0));
    }

    private static int trimmedEnd(byte[] text, int from, int to) {
        int end = to;
        while (end > from && isSpace(text[end - 1])) {
            end--;
        }
        return end;
    }

    private static boolean startsWith(byte[] text, int at, int end, int slashes) {
        if (at + slashes > end) {
            return false;
        }
        for (int i = at; i < at + slashes; i++) {
            if (text[i] != '/') {
                return false;
            }
        }
        return true;
    }

    static boolean isSpace(byte b) {
        return b == ' ' || b == '\t' || isLineEnd(b);
    }

    private static boolean isLineEnd(byte b) {
        return b == '\n' || b == '\r';
    }

    private static boolean isLetterOrDigit(byte b) {
        return b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z';
    }
}
