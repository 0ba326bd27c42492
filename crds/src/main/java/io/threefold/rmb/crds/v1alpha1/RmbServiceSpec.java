package io.threefold.rmb.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the user asks of a service. */
public record RmbServiceSpec(
        @Required @JsonPropertyDescription("The RmbIdentity, in the same namespace, that the service speaks for.")
        IdentityRef identityRef,

        @JsonPropertyDescription(
                "Pods that annotation \"true\" binds to this service; without it, the only service of the"
                        + " namespace takes them.")
        @Nullable PodSelector selector,

        @Size(max = 64) @JsonPropertyDescription("The commands that the service answers, with their own limits.")
        @Nullable List<Command> commands,

        @Default("Accept")
        @JsonPropertyDescription("What happens to requests for other commands; Reject answers them with an error.")
        UndeclaredCommands undeclaredCommands,

        @Default("Preferred")
        @JsonPropertyDescription("Required refuses plain text in both directions; Preferred encrypts whenever the other"
                + " twin has a key.")
        Encryption encryption,

        @JsonPropertyDescription("The bound of each list of incoming messages.") @Nullable Queues queues,

        @JsonPropertyDescription("The Redis that the app talks to.") @Nullable Redis redis,

        @JsonPropertyDescription("The injected peer container.") @Nullable Peer peer,

        @Default("None")
        @JsonPropertyDescription("Restart evicts pods whose injected part is outdated, with respect for disruption"
                + " budgets; None leaves them until they are replaced.")
        UpdatePolicy updatePolicy,

        @Default("false")
        @JsonPropertyDescription("Adds a readiness gate: a pod counts as ready only while it is connected to a relay.")
        boolean readinessGate) {

    /** An RmbIdentity by name. */
    public record IdentityRef(
            @Required @Size(min = 1, max = 253) @JsonPropertyDescription("Name of the RmbIdentity.")
            String name) {}

    /** A label selector, bounded. */
    public record PodSelector(
            @JsonPropertyDescription("Labels that must have these values.") @Nullable Map<String, String> matchLabels,

            @Size(max = 16) @JsonPropertyDescription("Further requirements; all must hold.") @Nullable List<Requirement> matchExpressions) {}

    /** One requirement of a label selector. */
    public record Requirement(
            @Required @Size(min = 1, max = 317) @JsonPropertyDescription("The label.")
            String key,

            @Required @JsonPropertyDescription("How its value relates to values.")
            Operator operator,

            @Size(max = 64) @JsonPropertyDescription("For In and NotIn.") @Nullable List<@Size(max = 63) String> values) {}

    /** The operators of label selectors. */
    public enum Operator {
        In,
        NotIn,
        Exists,
        DoesNotExist
    }

    /**
     * A command with its own rules. List items carry no defaults: inside a list they would make every apply differ.
     *
     * @param maxPayload bytes, decoded
     * @param maxPending length of the command's list
     */
    @ValidationRule(
            value = "!self.name.startsWith('rmb.') && !self.name.startsWith('system.')",
            message = "commands that begin with rmb. or system. belong to the peer itself",
            fieldPath = ".name")
    public record Command(
            @Required
            @Size(min = 1, max = 200) @Pattern("^[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*(\\.?\\*)?$") @JsonPropertyDescription("The command; may end in * for all that begin like it.")
            String name,

            @Size(max = 256) @JsonPropertyDescription("Only these twins may call it; empty means all.") @Nullable List<@Min(1) @Max(4294967295L) Long> allowTwins,

            @Size(max = 256) @JsonPropertyDescription("These twins may not call it.") @Nullable List<@Min(1) @Max(4294967295L) Long> denyTwins,

            @Min(1) @Max(16777216) @JsonPropertyDescription("Largest payload in bytes, decoded; the peer's own limit when absent.")
            @Nullable Integer maxPayload,

            @Min(1) @Max(1000000) @JsonPropertyDescription("Most requests waiting in the list; queues.maxLength when absent.")
            @Nullable Integer maxPending) {}

    /** What happens to requests for commands that are not declared. */
    public enum UndeclaredCommands {
        Accept,
        Reject
    }

    /** How much the service insists on end-to-end encryption. */
    public enum Encryption {
        Preferred,
        Required
    }

    /** The bound of incoming lists. */
    public record Queues(
            @Default("10000") @Min(1) @Max(1000000) @JsonPropertyDescription("Most messages waiting in one list.")
            int maxLength,

            @Default("RejectNew")
            @JsonPropertyDescription("RejectNew answers the sender with an error; DropOldest forgets the oldest.")
            Overflow overflow) {}

    /** What gives way when a list is full. */
    public enum Overflow {
        RejectNew,
        DropOldest
    }

    /**
     * Where the lists live.
     *
     * @param port of the injected Redis, on the pod's loopback
     */
    @ValidationRule(
            value = "self.mode != 'External' || has(self.external)",
            message = "redis.mode External needs redis.external.secretRef: a Secret with the URL of your Redis",
            fieldPath = ".external")
    @ValidationRule(
            value = "self.mode == 'External' || self.persistence != 'Claim' || has(self.claimName)",
            message = "redis.persistence Claim needs redis.claimName: an existing PersistentVolumeClaim",
            fieldPath = ".claimName")
    public record Redis(
            @Default("Local")
            @JsonPropertyDescription(
                    "Local injects a Redis into the pod; External uses yours, and is how a service grows"
                            + " past one pod with every request handled once.")
            Mode mode,

            @Default("6379") @Min(1) @Max(65535) @JsonPropertyDescription("Port on the pod's loopback, in mode Local.")
            int port,

            @Size(max = 512) @JsonPropertyDescription("Image of the injected Redis; the operator's default when absent.")
            @Nullable String image,

            @Default("Memory")
            @JsonPropertyDescription(
                    "Where the injected Redis keeps its data: Memory is gone with the container, EmptyDir"
                            + " with the pod, Claim outlives both.")
            Persistence persistence,

            @Size(min = 1, max = 253) @JsonPropertyDescription("The PersistentVolumeClaim for persistence Claim.")
            @Nullable String claimName,

            @JsonPropertyDescription("Your Redis, for mode External.") @Nullable External external) {}

    /** Who runs Redis. */
    public enum Mode {
        Local,
        External
    }

    /** What an injected Redis writes to. */
    public enum Persistence {
        Memory,
        EmptyDir,
        Claim
    }

    /** A Redis of the user's own. */
    public record External(
            @Required @JsonPropertyDescription("The Secret, in the same namespace, that holds the URL.")
            UrlSecretRef secretRef) {}

    /** Where the URL of an external Redis stands. */
    public record UrlSecretRef(
            @Required @Size(min = 1, max = 253) @JsonPropertyDescription("Name of the Secret.")
            String name,

            @Default("url")
            @Size(min = 1, max = 253) @Pattern("^[-._a-zA-Z0-9]+$") @JsonPropertyDescription("Key in the Secret: a redis:// or rediss:// URL.")
            String key) {}

    /** The injected peer. */
    public record Peer(
            @Size(max = 512) @JsonPropertyDescription("Image of the peer; the operator's default when absent.")
            @Nullable String image,

            @JsonPropertyDescription("Requests and limits of the peer container; the operator's defaults when absent.")
            @Nullable Resources resources,

            @Default("Info") @JsonPropertyDescription("How much the peer logs. Never payloads or secrets.")
            LogLevel logLevel) {}

    /** Requests and limits of a container. */
    public record Resources(
            @JsonPropertyDescription("What the scheduler sets aside.") @Nullable Map<String, Quantity> requests,

            @JsonPropertyDescription("What the container may use at most.") @Nullable Map<String, Quantity> limits) {}

    /** Log levels. */
    public enum LogLevel {
        Error,
        Warn,
        Info,
        Debug,
        Trace
    }

    /** What happens to pods whose injected part is outdated. */
    public enum UpdatePolicy {
        None,
        Restart
    }
}
