package io.threefold.rmb.operator.catalogue;

/** Types of status conditions. */
public enum ConditionType {
    SECRET_RESOLVED("SecretResolved", "RmbIdentity", "The Secret is there and holds the key."),
    KEY_VALID("KeyValid", "RmbIdentity", "What it holds is a phrase or a seed."),
    TWIN_FOUND("TwinFound", "RmbIdentity", "The account has a twin on the chain."),
    CHAIN_REGISTERED("ChainRegistered", "RmbIdentity", "The twin's record names our relays and our encryption key."),
    TWIN_CHANGED(
            "TwinChanged", "RmbIdentity", "The Secret holds another account than before; true until all pods have it."),
    IDENTITY_READY("IdentityReady", "RmbService", "The RmbIdentity is there and ready."),
    PODS_INJECTED("PodsInjected", "RmbService", "Every pod that asks for this service has an up-to-date peer."),
    CONNECTED("Connected", "RmbService", "Every injected pod is connected to a relay."),
    RECONCILING("Reconciling", "RmbService", "True while the operator works towards the spec (kstatus)."),
    STALLED("Stalled", "RmbService", "True while it cannot get further without you (kstatus)."),
    READY("Ready", "both", "The sum of the others; its reason is that of the first that is not as it should be.");

    private final String type;
    private final String kind;
    private final String meaning;

    ConditionType(String type, String kind, String meaning) {
        this.type = type;
        this.kind = kind;
        this.meaning = meaning;
    }

    /** As in {@code status.conditions[].type}. */
    public String type() {
        return type;
    }

    /** The kind that has it, or {@code both}. */
    public String kind() {
        return kind;
    }

    /** What True means. */
    public String meaning() {
        return meaning;
    }
}
