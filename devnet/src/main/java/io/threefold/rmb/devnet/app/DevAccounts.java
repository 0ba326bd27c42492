package io.threefold.rmb.devnet.app;

import io.threefold.rmb.protocol.identity.AccountId;
import io.threefold.rmb.protocol.identity.Identity;
import io.threefold.rmb.protocol.identity.KeyType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The accounts every Substrate tool knows: everybody has their keys. */
final class DevAccounts {
    /** The public development phrase without a path, and with the usual ones. */
    private static final List<String> URIS =
            List.of("//Alice", "//Bob", "//Charlie", "//Dave", "//Eve", "//Ferdie", "");

    private static final String PHRASE = "bottom drive obey lake curtain smoke basket hold race lonely fit walk";

    /**
     * One of them.
     *
     * @param name how users write its secret
     */
    record DevAccount(String name, KeyType keyType, AccountId account) {}

    private DevAccounts() {}

    static List<DevAccount> all() {
        List<DevAccount> accounts = new ArrayList<>();
        for (String uri : URIS) {
            for (KeyType type : KeyType.values()) {
                byte[] secret = (PHRASE + uri).getBytes(StandardCharsets.US_ASCII);
                try (Identity identity = Identity.fromSecret(secret, type)) {
                    accounts.add(new DevAccount(uri.isEmpty() ? PHRASE : uri, type, identity.account()));
                }
            }
        }
        return accounts;
    }
}
