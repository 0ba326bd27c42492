package io.threefold.rmb.devnet.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.threefold.rmb.protocol.identity.AccountId;
import io.threefold.rmb.protocol.identity.Identity;
import io.threefold.rmb.protocol.identity.KeyType;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DevAccountsTest {
    @ParameterizedTest
    @EnumSource(DevAccounts.class)
    void publicKeysAreThoseOfTheSecrets(DevAccounts account) {
        assertThat(derive(account, KeyType.SR25519)).isEqualTo(account.sr25519());
        assertThat(derive(account, KeyType.ED25519)).isEqualTo(account.ed25519());
    }

    private static AccountId derive(DevAccounts account, KeyType type) {
        try (Identity identity = Identity.fromSecret(account.secret().getBytes(StandardCharsets.US_ASCII), type)) {
            return identity.account();
        }
    }
}
