package io.threefold.rmb.operator.peerconfig;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.threefold.rmb.crds.v1alpha1.RmbIdentitySpec;
import io.threefold.rmb.crds.v1alpha1.RmbServiceSpec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeerConfigTest {
    private static RmbServiceSpec service(String yaml) throws Exception {
        return Serialization.yamlMapper().readValue(yaml, RmbServiceSpec.class);
    }

    private static RmbIdentitySpec identity(String yaml) throws Exception {
        return Serialization.yamlMapper().readValue(yaml, RmbIdentitySpec.class);
    }

    @Test
    void everythingIsWritten() throws Exception {
        PeerConfig config = PeerConfig.of(service("""
                        identityRef: {name: bot}
                        encryption: Required
                        undeclaredCommands: Reject
                        queues: {maxLength: 5, overflow: DropOldest}
                        peer: {logLevel: Debug}
                        commands:
                        - {name: calc.*, allowTwins: [9, 7], denyTwins: [8], maxPayload: 16777216, maxPending: 3}
                        - {name: ping}
                        """), identity("""
                        secretRef: {name: s, key: k}
                        keyType: Ed25519
                        network: custom
                        chainUrls: ["ws://b:1", "ws://a:2"]
                        relays: [wss://z.example.com, a.example.com]
                        """), 7L);
        assertThat(config.data().get("peer.yaml")).isEqualTo("""
                        # Written by the RMB operator from the RmbService and its RmbIdentity; changes are overwritten.
                        identity.keyType: "Ed25519"
                        twin.id: 7
                        chain.urls:
                        - "ws://b:1"
                        - "ws://a:2"
                        chain.update: false
                        chain.snapshotFile: "/var/lib/rmb/twins.snapshot"
                        relays:
                        - "a.example.com"
                        - "wss://z.example.com"
                        encryption: "Required"
                        undeclaredCommands: "Reject"
                        commands:
                        - name: "calc.*"
                          allowTwins: [7, 9]
                          denyTwins: [8]
                          maxPayload: 4194304
                          maxPending: 3
                        - name: "ping"
                        queues.maxLength: 5
                        queues.overflow: "DropOldest"
                        log.level: "Debug"
                        log.format: "Json"
                        """);
        assertThat(config.data()).containsEntry("twin-id", "7");
        JsonNode parsed = Serialization.yamlMapper().readTree(config.data().get("peer.yaml"));
        List<String> keys = new ArrayList<>();
        parsed.fieldNames().forEachRemaining(keys::add);
        assertThat(keys).containsExactlyInAnyOrderElementsOf(PeerKeys.ALL);
    }

    @Test
    void defaultsAreThoseOfTheNetworkAndOfTheCrd() throws Exception {
        PeerConfig config =
                PeerConfig.of(service("identityRef: {name: bot}"), identity("{secretRef: {name: s}}"), null);
        assertThat(config.data()).containsOnlyKeys("peer.yaml");
        assertThat(config.data().get("peer.yaml"))
                .contains("- \"wss://tfchain.grid.tf:443\"", "- \"wss://relay.grid.tf\"", "encryption: \"Preferred\"")
                .contains("queues.maxLength: 10000", "undeclaredCommands: \"Accept\"", "log.level: \"Info\"")
                .doesNotContain("twin.id");
    }

    @Test
    void theHashFollowsTheFile() throws Exception {
        RmbServiceSpec service = service("identityRef: {name: bot}");
        PeerConfig one = PeerConfig.of(service, identity("{secretRef: {name: s}, relays: [b.tf, a.tf]}"), 7L);
        PeerConfig same = PeerConfig.of(service, identity("{secretRef: {name: other}, relays: [a.tf, b.tf]}"), 7L);
        PeerConfig other = PeerConfig.of(service, identity("{secretRef: {name: s}, relays: [b.tf]}"), 7L);
        assertThat(same.hash()).isEqualTo(one.hash()).hasSize(64);
        assertThat(other.hash()).isNotEqualTo(one.hash());
    }

    @Test
    void valuesCannotBreakOutOfTheirQuotes() throws Exception {
        String evil = "wss://a.tf/\"\nchain.update: true\n\u2028#";
        PeerConfig config = PeerConfig.of(
                service("identityRef: {name: bot}"),
                new RmbIdentitySpec(
                        new RmbIdentitySpec.SecretRef("s", "k"),
                        RmbIdentitySpec.KeyType.Sr25519,
                        RmbIdentitySpec.Network.main,
                        null,
                        List.of(evil),
                        RmbIdentitySpec.ChainPolicy.Manage,
                        null),
                null);
        JsonNode parsed = Serialization.yamlMapper().readTree(config.data().get("peer.yaml"));
        assertThat(parsed.path("chain.update").asBoolean()).isFalse();
        assertThat(parsed.path("relays").get(0).asText()).isEqualTo(evil);
    }
}
