package io.threefold.rmb.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the operator found out about an identity. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RmbIdentityStatus(
        @JsonPropertyDescription("The account's twin on the chain.") @Nullable Long twinId,

        @Size(max = 64) @JsonPropertyDescription("The account that belongs to the phrase, in SS58 form.") @Nullable String account,

        @Size(max = 256) @JsonPropertyDescription("The twin's registered encryption key, as hex.") @Nullable String encryptionKey,

        @Size(max = 16) @JsonPropertyDescription("The relays registered for the twin, sorted.") @Nullable List<@Size(max = 1024) String> registeredRelays,

        @JsonPropertyDescription("A write that the chain has not finalized yet.") @Nullable PendingUpdate pendingUpdate,

        @JsonPropertyDescription("The generation of the spec that this status speaks of.") @Nullable Long observedGeneration,

        @Size(max = 16) @JsonPropertyDescription("SecretResolved, KeyValid, TwinFound, ChainRegistered, TwinChanged and Ready.")
        @Nullable List<Condition> conditions) {

    /**
     * A submitted extrinsic.
     *
     * @param extrinsicHash with 0x
     * @param since RFC 3339
     */
    public record PendingUpdate(
            @Size(max = 66) @JsonPropertyDescription("Hash of the extrinsic.")
            String extrinsicHash,

            @Size(max = 40) @JsonPropertyDescription("When it was submitted.")
            String since) {}
}
