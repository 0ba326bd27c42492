package io.threefold.rmb.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the operator found out about a service and its pods; at most 32 KiB by its bounds (DESIGN §3). */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RmbServiceStatus(
        @JsonPropertyDescription("The twin that the service speaks for.") @Nullable Long twinId,

        @Size(max = 32) @JsonPropertyDescription("Connected pods of injected pods, such as 2/3.") @Nullable String connected,

        @JsonPropertyDescription("How many pods are in which state.") @Nullable PodCounts pods,

        @Size(max = 10) @JsonPropertyDescription("The ten peers that need attention most.") @Nullable List<PeerState> peers,

        @JsonPropertyDescription("The generation of the spec that this status speaks of.") @Nullable Long observedGeneration,

        @Size(max = 16) @JsonPropertyDescription("IdentityReady, PodsInjected, Connected, Ready, and Reconciling and Stalled as kstatus"
                + " reads them.")
        @Nullable List<Condition> conditions) {

    /**
     * Pods by state; a pod can count in several.
     *
     * @param missed should have been injected and were not
     * @param outdated injected by an older configuration
     */
    public record PodCounts(
            @JsonPropertyDescription("Pods that ask for this service.")
            int matched,

            @JsonPropertyDescription("Pods that have the peer.")
            int injected,

            @JsonPropertyDescription("Pods connected to at least one relay.")
            int connected,

            @JsonPropertyDescription("Pods that should have the peer and have not.")
            int missed,

            @JsonPropertyDescription("Pods injected by an older configuration.")
            int outdated) {}

    /** One pod's peer. Holds nothing that changes by itself: those are metrics. */
    public record PeerState(
            @Required @Size(max = 253) @JsonPropertyDescription("Name of the pod.")
            String pod,

            @Size(max = 32) @JsonPropertyDescription("lone, primary, standby or foreign.") @Nullable String role,

            @Size(max = 4) @JsonPropertyDescription("Its relay connections.") @Nullable List<RelayState> relays,

            @Size(max = 200) @JsonPropertyDescription("The list nearest to its bound, when it is near.") @Nullable String worstQueue) {}

    /** One relay connection of a pod. */
    public record RelayState(
            @Required @Size(max = 253) @JsonPropertyDescription("The relay.")
            String url,

            @Size(max = 32) @JsonPropertyDescription("connected, connecting or lost.")
            String state,

            @Size(max = 40) @JsonPropertyDescription("Since when, RFC 3339.") @Nullable String since,

            @Size(max = 256) @JsonPropertyDescription("Why it was lost last.") @Nullable String lastError) {}
}
