package io.threefold.rmb.protocol.identity;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The text form of accounts: base58 over network prefix, 32 public bytes and two checksum bytes. tfchain uses prefix
 * {@value #TFCHAIN_PREFIX}.
 */
public final class Ss58 {
    /** The network prefix of tfchain and of Substrate in general. */
    public static final int TFCHAIN_PREFIX = 42;

    private static final int MAX_PREFIX = 16383;
    private static final int MAX_TEXT = 64;
    private static final int CHECKSUM = 2;
    private static final String ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private static final byte[] CONTEXT = "SS58PRE".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DIGITS = digits();

    private Ss58() {}

    /** A decoded address; {@code prefix} is 0 to 16383. */
    public record Address(int prefix, AccountId account) {}

    /** Why a text is not an address. The message can be shown to the user. */
    public static final class InvalidAddressException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        private final Reason reason;

        InvalidAddressException(Reason reason, String message) {
            super(message);
            this.reason = reason;
        }

        /** The kind of error. */
        public Reason reason() {
            return reason;
        }
    }

    /** The kinds of {@link InvalidAddressException}. */
    public enum Reason {
        /** No text at all. */
        EMPTY,
        /** A character outside the base58 alphabet. */
        BAD_CHARACTER,
        /** Not the length of an account with a one- or two-byte prefix. */
        BAD_LENGTH,
        /** A reserved prefix, or not the network that was asked for. */
        BAD_PREFIX,
        /** The two checksum bytes do not fit: usually a typing error. */
        BAD_CHECKSUM
    }

    /**
     * The address of an account.
     *
     * @param publicKey 32 bytes
     * @param prefix 0 to 16383
     * @throws IllegalArgumentException when either is out of range
     */
    public static String encode(byte[] publicKey, int prefix) {
        if (publicKey.length != AccountId.LENGTH) {
            throw new IllegalArgumentException("an account is 32 bytes, not " + publicKey.length);
        }
        if (prefix < 0 || prefix > MAX_PREFIX) {
            throw new IllegalArgumentException("an SS58 prefix is 0 to " + MAX_PREFIX + ", not " + prefix);
        }
        int head = prefix < 64 ? 1 : 2;
        byte[] raw = new byte[head + AccountId.LENGTH + CHECKSUM];
        if (head == 1) {
            raw[0] = (byte) prefix;
        } else {
            raw[0] = (byte) ((prefix & 0xfc) >> 2 | 0x40);
            raw[1] = (byte) (prefix >> 8 | (prefix & 0x03) << 6);
        }
        System.arraycopy(publicKey, 0, raw, head, AccountId.LENGTH);
        byte[] sum = Hashes.blake2b512(CONTEXT, Arrays.copyOf(raw, raw.length - CHECKSUM));
        System.arraycopy(sum, 0, raw, raw.length - CHECKSUM, CHECKSUM);
        return base58(raw);
    }

    /**
     * Reads an address of any network.
     *
     * @throws InvalidAddressException when it is not the address of a 32-byte account
     */
    public static Address decode(String text) {
        if (text.isEmpty()) {
            throw new InvalidAddressException(Reason.EMPTY, "the address is empty");
        }
        if (text.length() > MAX_TEXT) {
            throw new InvalidAddressException(Reason.BAD_LENGTH, "an address has 46 to 50 characters");
        }
        byte[] raw = fromBase58(text);
        if (raw.length == 0) {
            throw new InvalidAddressException(Reason.BAD_LENGTH, "the address is too short");
        }
        int first = raw[0] & 0xff;
        if (first >= 128) {
            throw new InvalidAddressException(Reason.BAD_PREFIX, "the address has a reserved prefix");
        }
        int head = first < 64 ? 1 : 2;
        if (raw.length != head + AccountId.LENGTH + CHECKSUM) {
            throw new InvalidAddressException(
                    Reason.BAD_LENGTH, "the address holds " + raw.length + " bytes, which is not an account");
        }
        int prefix = first;
        if (head == 2) {
            int second = raw[1] & 0xff;
            prefix = (first & 0x3f) << 2 | second >> 6 | (second & 0x3f) << 8;
            if (prefix < 64) {
                throw new InvalidAddressException(Reason.BAD_PREFIX, "the address has a badly written prefix");
            }
        }
        byte[] sum = Hashes.blake2b512(CONTEXT, Arrays.copyOf(raw, raw.length - CHECKSUM));
        if (sum[0] != raw[raw.length - 2] || sum[1] != raw[raw.length - 1]) {
            throw new InvalidAddressException(
                    Reason.BAD_CHECKSUM, "the address has a wrong checksum; check it for typing errors");
        }
        return new Address(prefix, AccountId.of(Arrays.copyOfRange(raw, head, head + AccountId.LENGTH)));
    }

    private static String base58(byte[] raw) {
        byte[] number = raw.clone();
        char[] out = new char[raw.length * 2];
        int end = out.length;
        int start = 0;
        while (start < number.length) {
            if (number[start] == 0) {
                start++;
                continue;
            }
            int rest = 0;
            for (int i = start; i < number.length; i++) {
                int value = rest << 8 | number[i] & 0xff;
                number[i] = (byte) (value / 58);
                rest = value % 58;
            }
            out[--end] = ALPHABET.charAt(rest);
        }
        for (int i = 0; i < raw.length && raw[i] == 0; i++) {
            out[--end] = ALPHABET.charAt(0);
        }
        return new String(out, end, out.length - end);
    }

    private static byte[] fromBase58(String text) {
        byte[] number = new byte[text.length()];
        int start = number.length;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int carry = c < DIGITS.length ? DIGITS[c] : -1;
            if (carry < 0) {
                throw new InvalidAddressException(
                        Reason.BAD_CHARACTER, "character " + (i + 1) + " of the address is not base58");
            }
            for (int k = number.length - 1; k >= start || carry != 0; k--) {
                carry += 58 * (number[k] & 0xff);
                number[k] = (byte) carry;
                carry >>>= 8;
                start = Math.min(start, k);
            }
        }
        int zeros = 0;
        while (zeros < text.length() && text.charAt(zeros) == ALPHABET.charAt(0)) {
            zeros++;
        }
        byte[] out = new byte[zeros + number.length - start];
        System.arraycopy(number, start, out, zeros, number.length - start);
        return out;
    }

    private static byte[] digits() {
        byte[] table = new byte[128];
        Arrays.fill(table, (byte) -1);
        for (int i = 0; i < ALPHABET.length(); i++) {
            table[ALPHABET.charAt(i)] = (byte) i;
        }
        return table;
    }
}
