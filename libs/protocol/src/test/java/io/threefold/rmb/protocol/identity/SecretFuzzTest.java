package io.threefold.rmb.protocol.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** Whatever a secret file holds: an identity, or a refusal that gives nothing of it away. */
class SecretFuzzTest {
    @FuzzTest(maxDuration = "1m")
    void readsOrRefuses(byte[] secret) {
        byte[] before = secret.clone();
        for (KeyType type : KeyType.values()) {
            try (Identity identity = Identity.fromSecret(secret, type)) {
                byte[] tagged = identity.signTagged(before);
                assertThat(Signatures.verifyTagged(identity.account(), before, tagged))
                        .isTrue();
            } catch (InvalidSecretException e) {
                String text = new String(secret, StandardCharsets.UTF_8);
                for (String part : text.split("[\\s/]+")) {
                    if (part.length() > 14) {
                        assertThat(e.getMessage()).doesNotContain(part);
                    }
                }
            }
        }
        assertThat(secret).isEqualTo(before);
    }
}
