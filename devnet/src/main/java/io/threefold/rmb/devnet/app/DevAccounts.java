package io.threefold.rmb.devnet.app;

import io.threefold.rmb.protocol.identity.AccountId;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * The accounts every Substrate tool knows, derived from the public development phrase: everybody has their keys. The
 * public keys stand here because deriving them would take a good part of the start.
 */
enum DevAccounts {
    ALICE(
            "//Alice",
            "d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d",
            "88dc3417d5058ec4b4503e0c12ea1a0a89be200fe98922423d4334014fa6b0ee"),
    BOB(
            "//Bob",
            "8eaf04151687736326c9fea17e25fc5287613693c912909cb226aa4794f26a48",
            "d17c2d7823ebf260fd138f2d7e27d114c0145d968b5ff5006125f2414fadae69"),
    CHARLIE(
            "//Charlie",
            "90b5ab205c6974c9ea841be688864633dc9ca8a357843eeacf2314649965fe22",
            "439660b36c6c03afafca027b910b4fecf99801834c62a5e6006f27d978de234f"),
    DAVE(
            "//Dave",
            "306721211d5404bd9da88e0204360a1a9ab8b87c66c1bc2fcdd37f3c2222cc20",
            "5e639b43e0052c47447dac87d6fd2b6ec50bdd4d0f614e4299c665249bbd09d9"),
    EVE(
            "//Eve",
            "e659a7a1628cdd93febc04a4e0646ea20e9f5f0ce097d9a05290d4a9e054df4e",
            "1dfe3e22cc0d45c70779c1095f7489a8ef3cf52d62fbd8c2fa38c9f1723502b5"),
    FERDIE(
            "//Ferdie",
            "1cbd2d43530a44705ad088af313e18f80b53ef16b36177cd4b77b846f2a5f07c",
            "568cb4a574c6d178feb39c27dfc8b3f789e5f5423e19c71633c748b9acf086b5"),
    /** The phrase without a path. */
    ROOT(
            "bottom drive obey lake curtain smoke basket hold race lonely fit walk",
            "46ebddef8cd9bb167dc30878d7113b7e168e6f0646beffd77d69d39bad76b47a",
            "345071da55e5dccefaaa440339415ef9f2663338a38f7da0df21be5ab4e055ef");

    private final String secret;
    private final AccountId sr25519;
    private final AccountId ed25519;

    DevAccounts(String secret, String sr25519, String ed25519) {
        this.secret = secret;
        this.sr25519 = AccountId.of(HexFormat.of().parseHex(sr25519));
        this.ed25519 = AccountId.of(HexFormat.of().parseHex(ed25519));
    }

    /** How users write its secret. */
    String secret() {
        return secret;
    }

    AccountId sr25519() {
        return sr25519;
    }

    AccountId ed25519() {
        return ed25519;
    }

    /** All of them, with both key types. */
    static List<AccountId> all() {
        return Arrays.stream(values())
                .flatMap(account -> List.of(account.sr25519, account.ed25519).stream())
                .toList();
    }
}
