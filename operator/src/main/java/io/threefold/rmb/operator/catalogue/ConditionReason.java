package io.threefold.rmb.operator.catalogue;

import static io.threefold.rmb.operator.catalogue.ConditionType.CHAIN_REGISTERED;
import static io.threefold.rmb.operator.catalogue.ConditionType.CONNECTED;
import static io.threefold.rmb.operator.catalogue.ConditionType.IDENTITY_READY;
import static io.threefold.rmb.operator.catalogue.ConditionType.KEY_VALID;
import static io.threefold.rmb.operator.catalogue.ConditionType.PODS_INJECTED;
import static io.threefold.rmb.operator.catalogue.ConditionType.READY;
import static io.threefold.rmb.operator.catalogue.ConditionType.RECONCILING;
import static io.threefold.rmb.operator.catalogue.ConditionType.SECRET_RESOLVED;
import static io.threefold.rmb.operator.catalogue.ConditionType.STALLED;
import static io.threefold.rmb.operator.catalogue.ConditionType.TWIN_CHANGED;
import static io.threefold.rmb.operator.catalogue.ConditionType.TWIN_FOUND;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** Reasons of status conditions. {@link ConditionType#READY} may have the reason of any other condition. */
public enum ConditionReason {
    WAITING_FOR_OPERATOR(
            "WaitingForOperator",
            "No operator has looked at this yet.",
            "See whether one is installed and watches the namespace: ./rmb check.",
            READY),
    ALL_GOOD("AllGood", "Everything is as the spec says.", "", READY, IDENTITY_READY),
    PAUSED("Paused", "The pause annotation stops the operator.", "Remove rmb.threefold.io/pause.", READY, RECONCILING),

    SECRET_READ("SecretRead", "The Secret was read.", "", SECRET_RESOLVED),
    SECRET_NOT_FOUND(
            "SecretNotFound",
            "There is no such Secret in the namespace.",
            "Create it, or correct spec.secretRef.name. It is looked for again by itself.",
            SECRET_RESOLVED),
    SECRET_KEY_MISSING(
            "SecretKeyMissing",
            "The Secret has no such key.",
            "Add the key, or correct spec.secretRef.key.",
            SECRET_RESOLVED),
    SECRET_FORBIDDEN(
            "SecretForbidden",
            "The operator may not read the Secret.",
            "Add its namespace to the operator's watchNamespaces, or repair its Role.",
            SECRET_RESOLVED),

    PHRASE_VALID("PhraseValid", "It is a phrase or a seed.", "", KEY_VALID),
    PHRASE_INVALID(
            "PhraseInvalid",
            "The key holds neither 12 to 24 words of the BIP39 list with a right check sum nor 0x and 64 hex digits.",
            "Correct the Secret. Look for a missing word, a typing error, or base64 on top of base64.",
            KEY_VALID),
    SECRET_UNRESOLVED(
            "SecretUnresolved",
            "There is nothing to look at yet.",
            "See the condition SecretResolved.",
            KEY_VALID,
            TWIN_FOUND),

    TWIN_KNOWN("TwinKnown", "The chain knows the twin.", "", TWIN_FOUND),
    TWIN_UNKNOWN(
            "TwinUnknown",
            "The account has no twin on this network.",
            "Check network and keyType, create the twin by hand, or let the operator with spec.createTwin.",
            TWIN_FOUND),
    TWIN_BEING_CREATED("TwinBeingCreated", "The transaction is on its way.", "Wait for its finalization.", TWIN_FOUND),
    INSUFFICIENT_BALANCE(
            "InsufficientBalance",
            "The account cannot pay the fee.",
            "Send it some TFT (main: about 0.1), or fund it with the network's activation service.",
            TWIN_FOUND,
            CHAIN_REGISTERED),
    CHAIN_UNREACHABLE(
            "ChainUnreachable",
            "None of the chain's URLs answers.",
            "Check egress, proxy and spec.chainUrls. Peers go on with what they know; it is tried again for ever.",
            TWIN_FOUND,
            CHAIN_REGISTERED),
    CHAIN_REFUSED(
            "ChainRefused",
            "The chain refused the transaction; the message has the module's error.",
            "Do what the error says; it is tried again after a while.",
            TWIN_FOUND,
            CHAIN_REGISTERED),

    REGISTERED("Registered", "Relays and encryption key on the chain are ours.", "", CHAIN_REGISTERED),
    UPDATE_PENDING(
            "UpdatePending",
            "A write has been sent and is not final yet.",
            "Wait; see status.pendingUpdate.",
            CHAIN_REGISTERED),
    RECORD_DIFFERS(
            "RecordDiffers",
            "The twin's record differs from the spec, and chainPolicy is Observe.",
            "Register relays and key yourself, or set chainPolicy: Manage.",
            CHAIN_REGISTERED),
    REWRITTEN_BY_OTHERS(
            "RewrittenByOthers",
            "Others rewrote the twin's record repeatedly, so the operator stopped writing.",
            "Stop the other client that uses this phrase, then change any field of the spec.",
            CHAIN_REGISTERED),
    WRITE_LIMIT_REACHED(
            "WriteLimitReached",
            "The operator has written as often as it may within an hour.",
            "Wait; look for what changes the record or the spec so often.",
            CHAIN_REGISTERED),
    TWIN_NEEDED("TwinNeeded", "Without a twin there is no record.", "See the condition TwinFound.", CHAIN_REGISTERED),

    SAME_TWIN("SameTwin", "The account is the one it was.", "", TWIN_CHANGED),
    ANOTHER_ACCOUNT(
            "AnotherAccount",
            "The Secret holds another account than before, and mostly another twin.",
            "Restart the pods (updatePolicy: Restart does), or put the old phrase back.",
            TWIN_CHANGED),

    IDENTITY_NOT_FOUND(
            "IdentityNotFound",
            "There is no such RmbIdentity in the namespace.",
            "Create it, or correct spec.identityRef.name.",
            IDENTITY_READY),
    IDENTITY_NOT_READY(
            "IdentityNotReady",
            "The RmbIdentity is not ready.",
            "kubectl describe rmbidentity says why.",
            IDENTITY_READY),

    ALL_INJECTED("AllInjected", "Every pod that asks has its peer.", "", PODS_INJECTED),
    NO_PODS(
            "NoPods",
            "No pod asks for this service.",
            "Annotate a pod template: rmb.threefold.io/inject: \"true\".",
            PODS_INJECTED,
            CONNECTED),
    PODS_MISSED(
            "PodsMissed",
            "Pods ask for a peer and have none: they were created while the webhook was away.",
            "The operator replaces those that a controller owns; delete the others yourself.",
            PODS_INJECTED),
    PODS_OUTDATED(
            "PodsOutdated",
            "Pods were injected by an older configuration.",
            "Restart them, or set updatePolicy: Restart.",
            PODS_INJECTED),

    ALL_CONNECTED("AllConnected", "Every injected pod is connected.", "", CONNECTED),
    SOME_CONNECTED("SomeConnected", "Some injected pods are not connected.", "See status.peers.", CONNECTED),
    NONE_CONNECTED(
            "NoneConnected",
            "No injected pod is connected to a relay.",
            "See status.peers; check egress to the relays.",
            CONNECTED),
    PEER_UNREACHABLE(
            "PeerUnreachable",
            "The operator cannot reach the management port of peers.",
            "Allow it in your NetworkPolicy: from the operator's namespace to the port rmb-management of the pods.",
            CONNECTED),

    IN_PROGRESS("InProgress", "The operator is at work.", "", RECONCILING),
    UP_TO_DATE("UpToDate", "The spec is carried out.", "", RECONCILING, STALLED),
    NEEDS_YOU(
            "NeedsYou",
            "The operator cannot get further by itself; the message says why.",
            "Do what it says.",
            STALLED);

    private final String code;
    private final String meaning;
    private final String remedy;

    @SuppressWarnings("ImmutableEnumChecker") // unmodifiable
    private final Set<ConditionType> types;

    ConditionReason(String code, String meaning, String remedy, ConditionType first, ConditionType... others) {
        this.code = code;
        this.meaning = meaning;
        this.remedy = remedy;
        this.types = Collections.unmodifiableSet(EnumSet.of(first, others));
    }

    /** As in {@code status.conditions[].reason}. */
    public String code() {
        return code;
    }

    /** What it is. */
    public String meaning() {
        return meaning;
    }

    /** What to do; empty when there is nothing to do. */
    public String remedy() {
        return remedy;
    }

    /** Conditions that have this reason. */
    public Set<ConditionType> types() {
        return types;
    }
}
