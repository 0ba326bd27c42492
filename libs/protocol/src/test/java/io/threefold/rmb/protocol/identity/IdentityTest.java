package io.threefold.rmb.protocol.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.threefold.rmb.protocol.identity.InvalidSecretException.Reason;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class IdentityTest {
    private static final String WORDS = "bottom drive obey lake curtain smoke basket hold race lonely fit walk";
    private static final String SEED = "0xfac7959dbfe72f052e5a0c3c8d6530f202b02fd8f9f5ca3580ec8deb7797479e";

    @Test
    void theWordListIsTheStandardOne() throws Exception {
        try (InputStream in = Mnemonic.class.getResourceAsStream("bip39-english.txt")) {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(in.readAllBytes());
            assertThat(HexFormat.of().formatHex(digest))
                    .isEqualTo("2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    EMPTY             | ''
                    EMPTY             | ' '
                    WORD_COUNT        | bottom drive obey
                    WORD_COUNT        | bottom drive obey lake curtain smoke basket hold race lonely fit walk walk
                    UNKNOWN_WORD      | Bottom drive obey lake curtain smoke basket hold race lonely fit walk
                    UNKNOWN_WORD      | botto drive obey lake curtain smoke basket hold race lonely fit walk
                    UNKNOWN_WORD      | bottoms drive obey lake curtain smoke basket hold race lonely fit walk
                    BAD_CHECKSUM      | bottom drive obey lake curtain smoke basket hold race lonely walk fit
                    UNKNOWN_WORD      | fac7959dbfe72f052e5a0c3c8d6530f202b02fd8f9f5ca3580ec8deb7797479e
                    BAD_SEED          | 0xfac7959dbfe72f052e5a0c3c8d6530f202b02fd8f9f5ca3580ec8deb7797479
                    BAD_SEED          | 0xfac7959dbfe72f052e5a0c3c8d6530f202b02fd8f9f5ca3580ec8deb7797479g
                    BAD_SEED          | 0xfac7959dbfe72f052e5a0c3c8d6530f202b02fd8f9f5ca3580ec8deb7797479e00
                    BAD_SEED          | 0x
                    BAD_CHARACTER     | bottom, drive obey lake curtain smoke basket hold race lonely fit walk
                    BAD_CHARACTER     | bött
                    BAD_PATH          | //
                    BAD_PATH          | /
                    BAD_PATH          | //Alice//
                    BAD_PATH          | //Alice/
                    UNUSABLE_SEED     | 0x0000000000000000000000000000000000000000000000000000000000000000
                    UNUSABLE_SEED     | 0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff
                    UNUSABLE_SEED     | 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141
                    """)
    void tellsWhyASecretIsRefused(Reason reason, String secret) {
        InvalidSecretException e = refusal(secret.getBytes(UTF_8), KeyType.SR25519);
        assertThat(e.reason()).isEqualTo(reason);
        assertThat(e).hasNoCause();
        for (String part : secret.split("[ /]+")) {
            if (part.length() > 3) {
                assertThat(e.getMessage().toLowerCase(Locale.ROOT)).doesNotContain(part.toLowerCase(Locale.ROOT));
            }
        }
    }

    @Test
    void boundsTheInput() {
        assertThat(refusal(("//" + "a".repeat(5000)).getBytes(UTF_8), KeyType.SR25519)
                        .reason())
                .isEqualTo(Reason.TOO_LONG);
        assertThat(refusal("//a".repeat(33).getBytes(UTF_8), KeyType.ED25519).reason())
                .isEqualTo(Reason.TOO_LONG);
        assertThat(refusal(new byte[1 << 20], KeyType.ED25519).reason()).isEqualTo(Reason.TOO_LONG);
    }

    @Test
    void blanksAroundAndBetweenWordsDoNotMatter() {
        AccountId expected = account(WORDS);
        assertThat(account("\r\n\t " + WORDS.replace(" ", " \n\t ") + " \r\n")).isEqualTo(expected);
        assertThat(account(WORDS + " ///")).isEqualTo(expected);
        assertThat(account(WORDS + " //Alice \n")).isEqualTo(account("//Alice"));
        assertThat(account(SEED)).isEqualTo(expected);
        assertThat(account(SEED + "///ignored")).isEqualTo(expected);
    }

    @Test
    void aPasswordIsTakenAsItIsButForTheLineEnd() {
        assertThat(account(WORDS + "///pw\r\n")).isEqualTo(account(WORDS + "///pw"));
        assertThat(account(WORDS + "///pw ")).isNotEqualTo(account(WORDS + "///pw"));
        assertThat(account(WORDS + "///a/b//c")).isNotEqualTo(account(WORDS + "///a"));
        // e and a combining accent, against one composed letter.
        assertThat(account(WORDS + "///e\u0301")).isNotEqualTo(account(WORDS + "///\u00e9"));
    }

    @Test
    void numbersInPathsAreNumbersOnlyUpTo64Bits() {
        assertThat(account("//18446744073709551615")).isEqualTo(account("//+018446744073709551615"));
        assertThat(account("//18446744073709551616")).isNotEqualTo(account("//018446744073709551616"));
        assertThat(account("//0")).isEqualTo(account("//00"));
        assertThat(account("//-1")).isNotEqualTo(account("//1"));
        assertThat(account("//+")).isNotEqualTo(account("//0"));
    }

    @ParameterizedTest
    @EnumSource
    void signsAndCloses(KeyType type) {
        byte[] message = new byte[16];
        Identity identity = Identity.fromSecret("//Alice".getBytes(UTF_8), type);
        byte[] tagged = identity.signTagged(message);
        assertThat(tagged).hasSize(65).startsWith(type.tag());
        assertThat(Signatures.verifyTagged(identity.account(), message, tagged)).isTrue();
        assertThat(Signatures.verify(type, identity.account(), message, identity.sign(message)))
                .isTrue();
        identity.close();
        identity.close();
        assertThatIllegalStateException().isThrownBy(() -> identity.sign(message));
        assertThat(identity.account()).isNotNull();
    }

    @Test
    void softKeysSignAndHaveAnEncryptionKeyThatStays() {
        byte[] secret = "//hard/soft".getBytes(UTF_8);
        try (Identity one = Identity.fromSecret(secret, KeyType.SR25519);
                Identity two = Identity.fromSecret(secret, KeyType.SR25519);
                Identity hard = Identity.fromSecret("//hard".getBytes(UTF_8), KeyType.SR25519)) {
            assertThat(Signatures.verifyTagged(one.account(), secret, two.signTagged(secret)))
                    .isTrue();
            assertThat(one.encryption().publicKey()).isEqualTo(two.encryption().publicKey());
            assertThat(one.encryption().publicKey())
                    .isNotEqualTo(hard.encryption().publicKey());
        }
    }

    @Test
    void theCallersSecretIsNotTouched() {
        byte[] secret = WORDS.getBytes(UTF_8);
        Identity.fromSecret(secret, KeyType.SR25519).close();
        assertThat(secret).isEqualTo(WORDS.getBytes(UTF_8));
    }

    private static AccountId account(String secret) {
        try (Identity identity = Identity.fromSecret(secret.getBytes(UTF_8), KeyType.ED25519)) {
            return identity.account();
        }
    }

    private static InvalidSecretException refusal(byte[] secret, KeyType type) {
        InvalidSecretException e =
                catchThrowableOfType(InvalidSecretException.class, () -> Identity.fromSecret(secret, type));
        assertThat(e).isNotNull();
        return e;
    }
}
