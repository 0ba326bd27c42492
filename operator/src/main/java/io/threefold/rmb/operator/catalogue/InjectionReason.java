package io.threefold.rmb.operator.catalogue;

import static io.threefold.rmb.operator.catalogue.InjectionReason.Effect.REFUSED;
import static io.threefold.rmb.operator.catalogue.InjectionReason.Effect.REFUSED_OR_ADMITTED;
import static io.threefold.rmb.operator.catalogue.InjectionReason.Effect.REFUSED_OR_SKIPPED;
import static io.threefold.rmb.operator.catalogue.InjectionReason.Effect.SKIPPED;
import static io.threefold.rmb.operator.catalogue.InjectionReason.Effect.WARNING;

import java.util.List;

/**
 * Why a pod is refused, left alone, or injected with a warning. Placeholders {@code %1$s}… stand for the arguments, in the order in
 * which {@link #arguments} names them.
 */
public enum InjectionReason {
    HOST_NETWORK(
            "HostNetwork",
            REFUSED_OR_SKIPPED,
            List.of(),
            "it uses the node's network, where its Redis and its ports would be shared with other pods",
            "Remove hostNetwork, or annotate it with inject: \"false\"."),
    WINDOWS(
            "Windows",
            REFUSED_OR_SKIPPED,
            List.of(),
            "it runs on Windows, and there is no peer for Windows",
            "Run it on Linux, or annotate it with inject: \"false\"."),
    MIRROR_POD(
            "MirrorPod",
            SKIPPED,
            List.of(),
            "it is the mirror of a static pod, which the kubelet has already started",
            "Make it a Deployment or a DaemonSet."),
    SHARED_PROCESS_NAMESPACE(
            "SharedProcessNamespace",
            REFUSED_OR_SKIPPED,
            List.of("container", "user"),
            "its containers share one process namespace, and %1$s runs as %2$s: it could read the identity's key through /proc",
            "Set runAsUser of that container to a user that is neither root nor the peer's, or shareProcessNamespace: false."),
    ALREADY_HAS_CONTAINER(
            "AlreadyHasContainer",
            REFUSED,
            List.of("container"),
            "it has a container %1$s of its own",
            "Rename or remove it; the operator adds a container of that name."),
    ALREADY_HAS_VOLUME(
            "AlreadyHasVolume",
            REFUSED,
            List.of("volume"),
            "it has a volume %1$s of its own",
            "Rename it; the operator adds a volume of that name."),
    PORT_TAKEN(
            "PortTaken",
            REFUSED,
            List.of("port", "use", "owner", "annotation"),
            "port %1$s, meant for %2$s, is a port of %3$s",
            "Set the annotation %4$s to a free port."),
    NO_SERVICE(
            "NoService",
            REFUSED_OR_ADMITTED,
            List.of("namespace"),
            "no RmbService in namespace %1$s takes it (by its selector, or as the only one without a selector)",
            "Create one; the pod's controller then tries again by itself."),
    SEVERAL_SERVICES(
            "SeveralServices",
            REFUSED_OR_ADMITTED,
            List.of("services"),
            "more than one RmbService takes it: %1$s",
            "Name one in the annotation rmb.threefold.io/inject, or give them selectors that do not overlap."),
    SERVICE_NOT_FOUND(
            "ServiceNotFound",
            REFUSED_OR_ADMITTED,
            List.of("service", "namespace", "existing"),
            "there is no RmbService %1$s in namespace %2$s (there: %3$s)",
            "Create it or correct the annotation rmb.threefold.io/inject; the pod's controller then tries again by itself."),
    IDENTITY_NOT_READY(
            "IdentityNotReady",
            REFUSED_OR_ADMITTED,
            List.of("identity", "service", "problem"),
            "RmbIdentity %1$s of RmbService %2$s cannot be used: %3$s",
            "Mend it (kubectl describe rmbidentity %1$s); the pod's controller then tries again by itself."),
    INVALID_OVERRIDE(
            "InvalidOverride", REFUSED, List.of("key", "rule"), "%1$s %2$s", "Correct it in the pod template."),
    PATCH_REFUSED(
            "PatchRefused",
            REFUSED,
            List.of("problem"),
            "rmb.threefold.io/patch %1$s",
            "Correct the patch in the pod template."),

    UNKNOWN_KEY(
            "UnknownKey",
            WARNING,
            List.of("key"),
            "%1$s is not known and has no effect",
            "Look for a typing error; docs/reference/annotations.md lists what there is."),
    ANNOTATION_IS_LABEL(
            "AnnotationIsLabel",
            WARNING,
            List.of("key"),
            "%1$s is a label here, and only counts as an annotation",
            "Move it to the annotations of the pod template."),
    ANNOTATION_ON_WORKLOAD(
            "AnnotationOnWorkload",
            WARNING,
            List.of("key", "kind"),
            "%1$s stands on the %2$s, where it has no effect",
            "Move it to the pod template: spec.template.metadata.annotations."),
    OVERRIDE_UNUSED("OverrideUnused", WARNING, List.of("key", "why"), "%1$s has no effect: %2$s", "Remove it."),
    QOS_CHANGED(
            "QosChanged",
            WARNING,
            List.of("before", "after"),
            "its QoS class becomes %2$s instead of %1$s, by resources that the service, an annotation or a patch sets",
            "Leave them out, and the class is kept."),
    PROCESSES_VISIBLE(
            "ProcessesVisible",
            WARNING,
            List.of(),
            "its containers share one process namespace and see the peer's process; only because they run as other users can"
                    + " they not read the identity's key",
            "Set allowPrivilegeEscalation: false in them, or leave shareProcessNamespace out."),
    SHORT_GRACE_PERIOD(
            "ShortGracePeriod",
            WARNING,
            List.of("seconds"),
            "its terminationGracePeriodSeconds is %1$s: answers on their way can be lost when it stops",
            "Give it 10 or more."),
    CLAIM_PERMISSIONS(
            "ClaimPermissions",
            WARNING,
            List.of("claim", "user"),
            "Redis writes to the claim %1$s as %2$s, and the operator never sets fsGroup",
            "See that this user may write there.");

    /** What a reason does to the pod. */
    public enum Effect {
        REFUSED("refused"),
        SKIPPED("starts without a peer"),
        REFUSED_OR_SKIPPED("refused when the pod asked itself; starts without a peer when only its namespace did"),
        REFUSED_OR_ADMITTED("refused; starts without a peer with on-unresolved: Admit"),
        WARNING("injected, with a warning");

        private final String text;

        Effect(String text) {
            this.text = text;
        }

        /** For the reference page. */
        public String text() {
            return text;
        }
    }

    private final String code;
    private final Effect effect;

    @SuppressWarnings("ImmutableEnumChecker") // List.of
    private final List<String> arguments;

    private final String sentence;
    private final String remedy;

    InjectionReason(String code, Effect effect, List<String> arguments, String sentence, String remedy) {
        this.code = code;
        this.effect = effect;
        this.arguments = arguments;
        this.sentence = sentence;
        this.remedy = remedy;
    }

    /** In events, metrics and sentences. */
    public String code() {
        return code;
    }

    public Effect effect() {
        return effect;
    }

    /** Names of the placeholders. */
    public List<String> arguments() {
        return arguments;
    }

    /** Template of what is the matter; its subject is the pod where it says "it". */
    public String sentence() {
        return sentence;
    }

    /** Template of what to do. */
    public String remedy() {
        return remedy;
    }
}
