package io.threefold.rmb.protocol.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.threefold.rmb.protocol.Allocation;
import io.threefold.rmb.protocol.identity.AccountId;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Regression run over the seeds beside it; with {@code JAZZER_FUZZ=1} and one method selected it goes looking. */
class RelayTokenFuzzTest {
    private static final String HEADER = "eyJhbGciOiJSUzUxMiJ9";
    private static final AccountId NOBODY = AccountId.of(new byte[32]);

    @FuzzTest(maxDuration = "30s")
    void parse(byte[] data) {
        judge(new String(data, StandardCharsets.ISO_8859_1));
    }

    /** Past the base64: the bytes are the claims, or the header. */
    @FuzzTest(maxDuration = "30s")
    void json(byte[] data) {
        String part = Base64.getUrlEncoder().withoutPadding().encodeToString(data);
        String signature = "ZQ" + "A".repeat(85);
        judge(HEADER + "." + part + "." + signature);
        judge(part + "." + HEADER + "." + signature);
    }

    private static void judge(String token) {
        // Once before measuring, so that loading classes does not count.
        RelayToken.Parse parsed = RelayToken.parse(token);
        try (var ignored = Allocation.bounded(token.length())) {
            parsed = RelayToken.parse(token);
        }
        switch (parsed) {
            case RelayToken.Rejected rejected -> assertThat(rejected.reason()).isNotNull();
            case RelayToken.Unverified unverified -> {
                assertThat(unverified.claims().twin()).isBetween(1L, 4294967295L);
                assertThat(unverified.verify(NOBODY, 1_700_000_000)).isInstanceOf(RelayToken.Rejected.class);
            }
        }
    }
}
