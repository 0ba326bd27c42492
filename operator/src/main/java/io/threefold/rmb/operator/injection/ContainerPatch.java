package io.threefold.rmb.operator.injection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.zjsonpatch.JsonPatch;
import io.threefold.rmb.operator.catalogue.InjectionReason;
import io.threefold.rmb.operator.catalogue.Names;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The user's JSON patch on the injected containers. It is applied to an object with the containers by name; then the result is looked
 * at, not the operations, so that no way of writing them gets around the guard.
 */
final class ContainerPatch {
    private static final int MAX_OPERATIONS = 32;
    private static final Set<String> OPERATIONS = Set.of("add", "replace", "remove", "test");
    private static final Set<String> SECRET_SETTINGS = Set.of("RMB_MNEMONIC", "RMB_MNEMONIC_FILE", "RMB_CONFIG");

    private ContainerPatch() {}

    /**
     * @param volumes of the whole pod, ours too
     */
    static List<Container> apply(String patch, List<Container> containers, List<Volume> volumes) throws NotInjectable {
        ObjectNode before = Serialization.jsonMapper().createObjectNode();
        containers.forEach(
                c -> before.set(c.getName(), Serialization.jsonMapper().valueToTree(c)));
        JsonNode after = patched(operations(patch), before);
        if (after.size() != containers.size()) {
            throw refused("must not add or remove containers");
        }
        Map<String, Volume> byName = new HashMap<>();
        volumes.forEach(volume -> byName.put(volume.getName(), volume));
        List<Container> result = new ArrayList<>();
        for (Container original : containers) {
            Container container = parsed(after.get(original.getName()), original.getName());
            keeps(original, container);
            staysRestricted(container.getSecurityContext(), original.getName());
            mounts(original, container, byName);
            result.add(container);
        }
        return result;
    }

    private static JsonNode operations(String patch) throws NotInjectable {
        JsonNode operations;
        try {
            operations = Serialization.jsonMapper().readTree(patch);
        } catch (JsonProcessingException e) {
            throw refused("is not JSON");
        }
        if (operations == null || !operations.isArray() || operations.size() > MAX_OPERATIONS) {
            throw refused("must be a JSON array of at most " + MAX_OPERATIONS + " operations");
        }
        for (JsonNode operation : operations) {
            if (!OPERATIONS.contains(operation.path("op").asText())
                    || !operation.path("path").isTextual()) {
                throw refused("has an operation that is not add, replace, remove or test with a path");
            }
        }
        return operations;
    }

    private static JsonNode patched(JsonNode operations, JsonNode before) throws NotInjectable {
        try {
            return JsonPatch.apply(operations, before);
        } catch (RuntimeException e) {
            throw refused("cannot be applied (is each path there? they begin with /rmb-peer or /rmb-redis)");
        }
    }

    private static Container parsed(JsonNode node, String name) throws NotInjectable {
        try {
            if (node != null && node.isObject()) {
                Container container = Serialization.jsonMapper().treeToValue(node, Container.class);
                if (container.getAdditionalProperties().isEmpty()) {
                    return container;
                }
            }
        } catch (JsonProcessingException e) {
            // said below
        }
        throw refused("leaves " + name + " without the form of a container");
    }

    private static void keeps(Container original, Container container) throws NotInjectable {
        same("name", original.getName(), container.getName());
        same("command", original.getCommand(), container.getCommand());
        same("restartPolicy", original.getRestartPolicy(), container.getRestartPolicy());
        same("ports", original.getPorts(), container.getPorts());
        same("lifecycle", original.getLifecycle(), container.getLifecycle());
        same("readinessProbe", original.getReadinessProbe(), container.getReadinessProbe());
        same("volumeDevices", original.getVolumeDevices(), container.getVolumeDevices());
        same("probes' addresses", addresses(original), addresses(container));
        same("env of key and configuration", secretSettings(original), secretSettings(container));
    }

    private static void same(String field, Object before, Object after) throws NotInjectable {
        if (!Objects.equals(before, after)) {
            throw refused("must not change " + field);
        }
    }

    private static List<Object> addresses(Container container) {
        List<Object> addresses = new ArrayList<>();
        for (var probe : List.of(
                java.util.Optional.ofNullable(container.getStartupProbe()),
                java.util.Optional.ofNullable(container.getLivenessProbe()))) {
            probe.ifPresent(p -> addresses.add(List.of(
                    String.valueOf(p.getHttpGet()),
                    String.valueOf(p.getExec()),
                    String.valueOf(p.getTcpSocket()),
                    String.valueOf(p.getGrpc()))));
        }
        return addresses;
    }

    private static List<EnvVar> secretSettings(Container container) {
        return container.getEnv().stream()
                .filter(env -> SECRET_SETTINGS.contains(env.getName()))
                .toList();
    }

    private static void staysRestricted(SecurityContext context, String name) throws NotInjectable {
        boolean restricted = context != null
                && !Boolean.TRUE.equals(context.getPrivileged())
                && Boolean.FALSE.equals(context.getAllowPrivilegeEscalation())
                && Boolean.TRUE.equals(context.getRunAsNonRoot())
                && (context.getRunAsUser() == null || context.getRunAsUser() != 0)
                && context.getCapabilities() != null
                && context.getCapabilities().getDrop().contains("ALL")
                && context.getCapabilities().getAdd().isEmpty()
                && context.getSeccompProfile() != null
                && Set.of("RuntimeDefault", "Localhost")
                        .contains(context.getSeccompProfile().getType())
                && (context.getProcMount() == null || context.getProcMount().equals("Default"))
                && context.getSeLinuxOptions() == null
                && context.getAppArmorProfile() == null
                && context.getWindowsOptions() == null;
        if (!restricted) {
            throw refused(
                    "must leave " + name + " restricted: not privileged, not root, no capabilities, a seccomp profile");
        }
    }

    private static void mounts(Container original, Container container, Map<String, Volume> volumes)
            throws NotInjectable {
        List<VolumeMount> mounts = container.getVolumeMounts();
        if (!mounts.containsAll(original.getVolumeMounts())) {
            throw refused("must not change the mounts that are there");
        }
        for (VolumeMount mount : mounts) {
            if (original.getVolumeMounts().contains(mount)) {
                continue;
            }
            Volume volume = volumes.get(mount.getName());
            if (volume == null) {
                throw refused("mounts a volume that the pod does not have");
            }
            if (volume.getHostPath() != null || mount.getMountPropagation() != null) {
                throw refused("must not mount host paths, nor propagate mounts");
            }
            if (Names.IDENTITY_VOLUME.equals(mount.getName())) {
                throw refused("must not mount the identity's secret elsewhere");
            }
        }
    }

    private static NotInjectable refused(String problem) {
        return NotInjectable.because(InjectionReason.PATCH_REFUSED, problem);
    }
}
