package io.threefold.rmb.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the user asks of an identity. */
@ValidationRule(
        value = "self.network != 'custom' || (has(self.chainUrls) && size(self.chainUrls) > 0)",
        message = "network custom needs chainUrls: name at least one ws:// or wss:// URL of the chain",
        fieldPath = ".chainUrls")
@ValidationRule(
        value = "self.network != 'custom' || (has(self.relays) && size(self.relays) > 0)",
        message = "network custom needs relays: name at least one host or ws(s):// URL",
        fieldPath = ".relays")
@ValidationRule(
        value =
                "!has(self.relays) || self.relays.all(r, r.matches('^(wss?://)?[A-Za-z0-9-]{2,63}([.][A-Za-z0-9-]{1,63})*"
                        + "(:[0-9]{1,5})?/?$'))",
        message =
                "each relay is a host name, or a ws:// or wss:// URL, whose host the chain accepts: letters, digits, '-'"
                        + " and '.', and a first label of at least two characters",
        fieldPath = ".relays")
@ValidationRule(
        value = "self.network == oldSelf.network",
        message = "network cannot be changed, since a twin lives on one network: make a new RmbIdentity",
        fieldPath = ".network")
@ValidationRule(
        value = "self.keyType == oldSelf.keyType",
        message = "keyType cannot be changed, since it decides the account: make a new RmbIdentity",
        fieldPath = ".keyType")
public record RmbIdentitySpec(
        @Required @JsonPropertyDescription("The Secret, in the same namespace, that holds the phrase or seed.")
        SecretRef secretRef,

        @Default("Sr25519") @JsonPropertyDescription("The signature scheme of the account. Cannot be changed.")
        KeyType keyType,

        @Default("main")
        @JsonPropertyDescription(
                "The network whose chain and relays are used. Cannot be changed; custom needs chainUrls"
                        + " and relays.")
        Network network,

        @Size(max = 8) @JsonPropertyDescription("WebSocket URLs of the chain, tried in turn; instead of the network's own.")
        @Nullable List<@Size(max = 512) @Pattern("^wss?://[^\\s/?#]+([/?#]\\S*)?$") String> chainUrls,

        @Size(min = 1, max = 4) @JsonPropertyDescription("Relays to be reachable at: host names or ws(s):// URLs, whose host goes on the chain;"
                + " the default is the network's relay.")
        @Nullable List<@Size(max = 253) String> relays,

        @Default("Manage")
        @JsonPropertyDescription(
                "Manage: the operator keeps relays and encryption key registered on the chain. Observe:"
                        + " it never writes, and reports the difference.")
        ChainPolicy chainPolicy,

        @JsonPropertyDescription("Whether the operator may create the twin when the account has none.") @Nullable CreateTwin createTwin) {

    /**
     * A key of a Secret in the resource's own namespace.
     *
     * @param key the key in the Secret's data
     */
    public record SecretRef(
            @Required @Size(min = 1, max = 253) @JsonPropertyDescription("Name of the Secret.")
            String name,

            @Default("mnemonic")
            @Size(min = 1, max = 253) @Pattern("^[-._a-zA-Z0-9]+$") @JsonPropertyDescription("Key in the Secret: 12 to 24 words, or 0x and 64 hex digits.")
            String key) {}

    /** The signature scheme. */
    public enum KeyType {
        Sr25519,
        Ed25519
    }

    /** ThreeFold's networks, and others. */
    public enum Network {
        main,
        test,
        qa,
        dev,
        custom
    }

    /** Who keeps the twin's record on the chain. */
    public enum ChainPolicy {
        Manage,
        Observe
    }

    /**
     * Consent to sign the terms and create a twin.
     *
     * @param termsAndConditions needed when enabled
     */
    @ValidationRule(
            value = "!self.enabled || has(self.termsAndConditions)",
            message = "createTwin signs terms for you: name them in termsAndConditions (documentLink and documentHash)",
            fieldPath = ".termsAndConditions")
    public record CreateTwin(
            @Default("false")
            @JsonPropertyDescription(
                    "Creates the twin when the account has none. Off by default: it signs terms in your"
                            + " name and needs a funded account.")
            boolean enabled,

            @JsonPropertyDescription("The terms that are signed.") @Nullable TermsAndConditions termsAndConditions) {}

    /** The document whose acceptance goes on the chain. */
    public record TermsAndConditions(
            @Required @Size(min = 1, max = 2048) @JsonPropertyDescription("Where the document can be read.")
            String documentLink,

            @Required
            @Size(min = 1, max = 50) @Pattern("^[A-Za-z0-9_-]+$") @JsonPropertyDescription("Its hash, as the network's clients write it.")
            String documentHash) {}
}
