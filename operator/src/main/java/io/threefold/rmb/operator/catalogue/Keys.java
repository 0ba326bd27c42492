package io.threefold.rmb.operator.catalogue;

import static io.threefold.rmb.operator.catalogue.Key.Author.OPERATOR;
import static io.threefold.rmb.operator.catalogue.Key.Author.USER;
import static io.threefold.rmb.operator.catalogue.Key.Place.NAMESPACE_LABEL;
import static io.threefold.rmb.operator.catalogue.Key.Place.POD_ANNOTATION;
import static io.threefold.rmb.operator.catalogue.Key.Place.POD_LABEL;
import static io.threefold.rmb.operator.catalogue.Key.Place.RESOURCE_ANNOTATION;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Every annotation and label. */
public final class Keys {
    /** In front of all of them. */
    public static final String PREFIX = "rmb.threefold.io/";

    /** Longest {@code patch}, in characters. */
    public static final int MAX_PATCH = 8192;

    private static final List<Key> DECLARED = new ArrayList<>();

    /** Asks for injection. */
    public static final Key INJECT = declare(
            "inject",
            POD_ANNOTATION,
            USER,
            ValueRule.nameOr("true", "false"),
            "Asks for a peer in the pod. \"true\" takes the RmbService whose selector matches the pod, else the one service of"
                    + " the namespace that has no selector; a name takes that service; \"false\" asks for none, whatever the"
                    + " namespace says. It belongs on the pod template, not on the Deployment.",
            "true");

    /** The namespace's default for {@link #INJECT}. */
    public static final Key INJECT_DEFAULT = declare(
            "inject",
            NAMESPACE_LABEL,
            USER,
            ValueRule.nameOr("true", "false"),
            "The default for pods of the namespace that have no annotation of the same name.",
            "true");

    /** The namespace's answer to what is not there yet. */
    public static final Key ON_UNRESOLVED = declare(
            "on-unresolved",
            NAMESPACE_LABEL,
            USER,
            ValueRule.oneOf("Refuse", "Admit"),
            "What happens to a pod whose service or identity is not there yet: Refuse (its controller tries again, and the"
                    + " operator makes it try as soon as what was missing appears) or Admit (it starts without a peer). The"
                    + " operator's setting injection.onUnresolved when absent.",
            "Admit");

    /** Port of the injected Redis. */
    public static final Key REDIS_PORT = declare(
            "redis-port",
            POD_ANNOTATION,
            USER,
            ValueRule.number(1024, 65535),
            "Port of the injected Redis on the pod's loopback, instead of the service's.",
            "6380");

    /** Port of health, metrics and status. */
    public static final Key MANAGEMENT_PORT = declare(
            "management-port",
            POD_ANNOTATION,
            USER,
            ValueRule.number(1024, 65535),
            "Port of the peer's health, metrics and status on the pod's IP, when the usual one is taken.",
            "18970");

    /** Image of the Redis container. */
    public static final Key REDIS_IMAGE = declare(
            "redis-image",
            POD_ANNOTATION,
            USER,
            ValueRule.image(),
            "Image of the injected Redis, instead of the service's. It must have redis-server and redis-cli.",
            "docker.io/valkey/valkey:8.1");

    /** Image of the peer container. */
    public static final Key PEER_IMAGE = declare(
            "peer-image",
            POD_ANNOTATION,
            USER,
            ValueRule.image(),
            "Image of the injected peer, instead of the service's.",
            "registry.example.com/rmb-peer:0.1.0");

    /** CPU that the scheduler sets aside for the peer. */
    public static final Key PEER_CPU_REQUEST = resource("peer-cpu-request", "CPU request of the peer", "50m");

    /** CPU that the peer may use. */
    public static final Key PEER_CPU_LIMIT = resource("peer-cpu-limit", "CPU limit of the peer", "500m");

    /** Memory that the scheduler sets aside for the peer. */
    public static final Key PEER_MEMORY_REQUEST =
            resource("peer-memory-request", "memory request of the peer", "128Mi");

    /** Memory that the peer may use. */
    public static final Key PEER_MEMORY_LIMIT = resource("peer-memory-limit", "memory limit of the peer", "256Mi");

    /** CPU that the scheduler sets aside for Redis. */
    public static final Key REDIS_CPU_REQUEST = resource("redis-cpu-request", "CPU request of Redis", "20m");

    /** CPU that Redis may use. */
    public static final Key REDIS_CPU_LIMIT = resource("redis-cpu-limit", "CPU limit of Redis", "250m");

    /** Memory that the scheduler sets aside for Redis. */
    public static final Key REDIS_MEMORY_REQUEST = resource("redis-memory-request", "memory request of Redis", "32Mi");

    /** Memory that Redis may use. */
    public static final Key REDIS_MEMORY_LIMIT = resource(
            "redis-memory-limit", "memory limit of Redis (three quarters of it are the limit of its data)", "128Mi");

    /** How much the peer logs. */
    public static final Key LOG_LEVEL = declare(
            "log-level",
            POD_ANNOTATION,
            USER,
            ValueRule.oneOf("Error", "Warn", "Info", "Debug", "Trace"),
            "How much the peer of this pod logs, instead of the service's level.",
            "Debug");

    /** A JSON patch on the injected containers. */
    public static final Key PATCH = declare(
            "patch",
            POD_ANNOTATION,
            USER,
            ValueRule.length("must be a JSON patch (RFC 6902) of at most " + MAX_PATCH + " characters", MAX_PATCH),
            "JSON patch on the injected containers, for what has no annotation of its own. Paths begin with the container:"
                    + " /rmb-peer or /rmb-redis. Guarded: name, command, restart policy, ports and lifecycle stay, the"
                    + " container stays restricted (not privileged, not root, no capabilities), the key stays where it is, and"
                    + " no volume with a host path can be mounted.",
            "[{\"op\":\"add\",\"path\":\"/rmb-peer/env/-\",\"value\":{\"name\":\"HTTPS_PROXY\",\"value\":\"http://proxy:3128\"}}]");

    /** What was injected. */
    public static final Key STATUS = declare(
            "status",
            POD_ANNOTATION,
            OPERATOR,
            ValueRule.any("JSON"),
            "What was injected: service, identity, containers, ports and hash. The hash differs from what the operator would"
                    + " inject now when the pod is outdated.",
            "{\"version\":1,\"service\":\"echo\",\"hash\":\"3f1c…\"}");

    /** Hash of the peer's configuration. */
    public static final Key CONFIG_HASH = declare(
            "config-hash",
            POD_ANNOTATION,
            OPERATOR,
            ValueRule.any("64 hex digits"),
            "SHA-256 of the configuration in the service's ConfigMap. Its change makes the kubelet refresh the mounted file at"
                    + " once instead of within a minute.",
            "9b74c9897bac770ffc029102a200c5de00000000000000000000000000000000");

    /** The service of an injected pod. */
    public static final Key SERVICE = declare(
            "service",
            POD_LABEL,
            OPERATOR,
            ValueRule.any("the name of an RmbService"),
            "The RmbService that the pod belongs to: kubectl get pods -l rmb.threefold.io/service=echo.",
            "echo");

    /** When starved controllers were nudged. */
    public static final Key NUDGED = declare(
            "nudged",
            POD_ANNOTATION,
            OPERATOR,
            ValueRule.any("RFC 3339"),
            "On a ReplicaSet, StatefulSet or Job: when the operator made its controller try again, since what its pods were"
                    + " refused for is there now.",
            "2026-11-23T06:00:00Z");

    /** Stops reconciling. */
    public static final Key PAUSE = declare(
            "pause",
            RESOURCE_ANNOTATION,
            USER,
            ValueRule.oneOf("true", "false"),
            "\"true\" stops the operator from doing anything for this resource. Pods keep running, new pods are still"
                    + " injected, nothing is written to the chain.",
            "true");

    private Keys() {}

    /** All of them, in the order of the reference page. */
    public static List<Key> all() {
        return Collections.unmodifiableList(DECLARED);
    }

    private static Key resource(String name, String what, String example) {
        String examples = name.contains("cpu") ? "50m or 0.5" : "64Mi or 1Gi";
        return declare(
                name,
                POD_ANNOTATION,
                USER,
                ValueRule.quantity(examples),
                "The " + what
                        + ", instead of the service's or the operator's. A pod of class Guaranteed stays one: there the"
                        + " limit counts for both.",
                example);
    }

    private static Key declare(
            String name, Key.Place place, Key.Author author, ValueRule value, String meaning, String example) {
        Key key = new Key(PREFIX + name, place, author, value, meaning, example);
        DECLARED.add(key);
        return key;
    }
}
