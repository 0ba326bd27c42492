package io.threefold.rmb.protocol.identity;

import io.threefold.rmb.protocol.identity.InvalidSecretException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;

/** BIP-39 English words and Substrate's way from their entropy to a mini secret (PROTOCOL §4). */
final class Mnemonic {
    private static final int WORDS = 2048;
    private static final int ROUNDS = 2048;
    private static final byte[] SALT = {'m', 'n', 'e', 'm', 'o', 'n', 'i', 'c'};

    /** The list as one text, and where each word starts; the last entry is the text's length. */
    private static final byte[] LIST = list();

    private static final short[] STARTS = starts(LIST);

    private Mnemonic() {}

    /**
     * The entropy in the words.
     *
     * @return 16 to 32 bytes, for the caller to wipe
     * @throws InvalidSecretException on a wrong number of words, an unknown word or a wrong checksum
     */
    static byte[] entropy(byte[] phrase) {
        int[] words = words(phrase);
        try {
            byte[] bits = new byte[words.length * 11 / 8 + 1];
            for (int i = 0; i < words.length * 11; i++) {
                int bit = words[i / 11] >> 10 - i % 11 & 1;
                bits[i / 8] |= (byte) (bit << 7 - i % 8);
            }
            int checksumBits = words.length / 3;
            int entropyBytes = words.length * 4 / 3;
            byte[] entropy = Arrays.copyOf(bits, entropyBytes);
            int got = (bits[entropyBytes] & 0xff) >> 8 - checksumBits;
            int want = (sha256(entropy)[0] & 0xff) >> 8 - checksumBits;
            Arrays.fill(bits, (byte) 0);
            if (got != want) {
                Arrays.fill(entropy, (byte) 0);
                throw new InvalidSecretException(
                        Reason.BAD_CHECKSUM,
                        "the words are all known but their checksum is wrong: a word is mistaken or in the wrong place");
            }
            return entropy;
        } finally {
            Arrays.fill(words, 0);
        }
    }

    /** PBKDF2 over the entropy (not the sentence); 32 bytes, for the caller to wipe. */
    static byte[] miniSecret(byte[] entropy, byte[] password) {
        byte[] salt = Arrays.copyOf(SALT, SALT.length + password.length);
        System.arraycopy(password, 0, salt, SALT.length, password.length);
        PKCS5S2ParametersGenerator pbkdf2 = new PKCS5S2ParametersGenerator(new SHA512Digest());
        pbkdf2.init(entropy, salt, ROUNDS);
        byte[] wide = ((KeyParameter) pbkdf2.generateDerivedMacParameters(512)).getKey();
        byte[] secret = Arrays.copyOf(wide, 32);
        Arrays.fill(wide, (byte) 0);
        Arrays.fill(salt, (byte) 0);
        return secret;
    }

    private static int[] words(byte[] phrase) {
        int[] words = new int[25];
        int count = 0;
        int at = 0;
        while (true) {
            while (at < phrase.length && SecretUri.isSpace(phrase[at])) {
                at++;
            }
            if (at == phrase.length) {
                break;
            }
            int start = at;
            while (at < phrase.length && !SecretUri.isSpace(phrase[at])) {
                at++;
            }
            if (count == 24) {
                count++;
                break;
            }
            words[count++] = index(phrase, start, at, count);
        }
        if (count < 12 || count > 24 || count % 3 != 0) {
            Arrays.fill(words, 0);
            throw new InvalidSecretException(
                    Reason.WORD_COUNT,
                    "a mnemonic has 12, 15, 18, 21 or 24 words, not " + (count > 24 ? "more than 24" : count));
        }
        int[] exact = Arrays.copyOf(words, count);
        Arrays.fill(words, 0);
        return exact;
    }

    private static int index(byte[] text, int start, int end, int position) {
        int low = 0;
        int high = WORDS - 1;
        while (low <= high) {
            int middle = low + high >>> 1;
            int order = Arrays.compare(LIST, STARTS[middle], STARTS[middle + 1] - 1, text, start, end);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        throw new InvalidSecretException(
                Reason.UNKNOWN_WORD,
                "word " + position + " is not in the BIP-39 English list (words are written in small letters;"
                        + " a seed is 0x and 64 hex digits)");
    }

    private static byte[] list() {
        try (InputStream in = Mnemonic.class.getResourceAsStream("bip39-english.txt")) {
            if (in == null) {
                throw new IllegalStateException("bip39-english.txt is missing from the build");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static short[] starts(byte[] list) {
        short[] starts = new short[WORDS + 1];
        int word = 1;
        for (int i = 0; i < list.length; i++) {
            if (list[i] == '\n') {
                starts[word++] = (short) (i + 1);
            }
        }
        return starts;
    }

    private static byte[] sha256(byte[] input) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(input);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
