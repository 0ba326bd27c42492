package io.threefold.rmb.protocol.identity;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;

/** Verifying answers, whatever came over the wire: 32 bytes of account, 65 or fewer of signature, then the message. */
class SignatureFuzzTest {
    @FuzzTest(maxDuration = "1m")
    void answers(byte[] input) {
        AccountId account = AccountId.of(Arrays.copyOf(input, AccountId.LENGTH));
        byte[] rest = input.length > AccountId.LENGTH
                ? Arrays.copyOfRange(input, AccountId.LENGTH, input.length)
                : new byte[0];
        byte[] signature = Arrays.copyOf(rest, Math.min(rest.length, Identity.TAGGED_LENGTH));
        byte[] message = Arrays.copyOfRange(rest, signature.length, rest.length);
        Signatures.verifyTagged(account, message, signature);
        for (KeyType type : KeyType.values()) {
            Signatures.verify(type, account, message, signature);
            byte[] whole = Arrays.copyOf(signature, Identity.TAGGED_LENGTH);
            whole[0] = type.tag();
            Signatures.verifyTagged(account, message, whole);
            whole[Identity.TAGGED_LENGTH - 1] ^= (byte) 0x80;
            Signatures.verifyTagged(account, message, whole);
        }
    }
}
