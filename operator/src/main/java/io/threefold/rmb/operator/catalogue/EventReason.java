package io.threefold.rmb.operator.catalogue;

/**
 * Reasons of Kubernetes events. Refusals, skips and warnings of the injection have the code of their {@link InjectionReason}, and go
 * on the pod's owner.
 */
public enum EventReason {
    INJECTED("Injected", false, "workload", "A peer was added to a pod."),
    NUDGED("Nudged", false, "workload", "What its pods were refused for is there now; its controller tries again."),
    HEALED("Healed", false, "workload", "A pod that had missed its peer was evicted, to be made anew with one."),
    RESTARTED("Restarted", false, "workload", "An outdated pod was evicted (updatePolicy: Restart)."),
    POD_MISSED("PodMissed", true, "pod", "The pod asks for a peer, has none, and is not the operator's to replace."),
    EVICTION_BLOCKED(
            "EvictionBlocked", true, "pod", "A disruption budget does not allow the eviction now; tried again."),
    CONNECTED("Connected", false, "RmbService", "A pod's peer is connected to a relay again."),
    DISCONNECTED(
            "Disconnected",
            true,
            "RmbService",
            "A pod's peer has lost its last relay; the message says which and why."),
    PEER_UNREACHABLE("PeerUnreachable", true, "RmbService", "A peer's management port does not answer the operator."),
    TWIN_RESOLVED("TwinResolved", false, "RmbIdentity", "The account's twin was found."),
    TWIN_CREATED("TwinCreated", false, "RmbIdentity", "The operator created the twin, as spec.createTwin asks."),
    TWIN_UPDATED("TwinUpdated", false, "RmbIdentity", "Relays and encryption key were written to the chain."),
    TWIN_REWRITTEN("TwinRewritten", true, "RmbIdentity", "Somebody else changed the twin's record."),
    IDENTITY_PROBLEM(
            "IdentityProblem", true, "RmbIdentity", "A condition turned bad; the message begins with its reason."),
    IDENTITY_RECOVERED("IdentityRecovered", false, "RmbIdentity", "The identity is ready again.");

    private final String code;
    private final boolean warning;
    private final String on;
    private final String meaning;

    EventReason(String code, boolean warning, String on, String meaning) {
        this.code = code;
        this.warning = warning;
        this.on = on;
        this.meaning = meaning;
    }

    /** As in {@code kubectl get events}. */
    public String code() {
        return code;
    }

    /** {@code Warning} or {@code Normal}. */
    public String type() {
        return warning ? "Warning" : "Normal";
    }

    /** What the event is about. */
    public String on() {
        return on;
    }

    /** What happened. */
    public String meaning() {
        return meaning;
    }
}
