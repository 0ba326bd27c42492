package io.threefold.rmb.operator.peerconfig;

import io.threefold.rmb.crds.v1alpha1.RmbIdentitySpec;
import io.threefold.rmb.crds.v1alpha1.RmbIdentitySpec.Network;
import java.util.List;
import java.util.Objects;

/**
 * Chain and relays of an identity: what its spec names, else its network's.
 *
 * @param chainUrls ws or wss URLs, tried in turn
 * @param relays host names or URLs, sorted, each once
 */
public record NetworkDefaults(List<String> chainUrls, List<String> relays) {
    public static NetworkDefaults of(RmbIdentitySpec identity) {
        Network network = Objects.requireNonNullElse(identity.network(), Network.main);
        String domain = switch (network) {
            case main -> "grid.tf";
            case test -> "test.grid.tf";
            case qa -> "qa.grid.tf";
            case dev -> "dev.grid.tf";
            case custom -> "";
        };
        List<String> chainUrls = given(identity.chainUrls());
        List<String> relays =
                given(identity.relays()).stream().sorted().distinct().toList();
        if (!domain.isEmpty()) {
            chainUrls = chainUrls.isEmpty() ? List.of("wss://tfchain." + domain + ":443") : chainUrls;
            relays = relays.isEmpty() ? List.of("wss://relay." + domain) : relays;
        }
        return new NetworkDefaults(chainUrls, relays);
    }

    private static List<String> given(@org.jspecify.annotations.Nullable List<String> values) {
        return values == null ? List.of() : values;
    }
}
