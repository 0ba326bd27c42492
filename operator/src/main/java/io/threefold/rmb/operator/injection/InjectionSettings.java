package io.threefold.rmb.operator.injection;

import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The operator's settings that concern injection.
 *
 * @param runAsUser user and group of our containers, one that no app uses; null leaves it to the pod or the platform
 * @param managementPort of the peer, on the pod's IP
 * @param imagePullPolicy null leaves it to Kubernetes
 * @param imagePullSecrets names of Secrets that pods' namespaces have
 * @param onUnresolved what happens to pods whose service or identity is not there yet
 * @param sessionIds whether each peer gets a session id of its own, for several pods of one twin (DESIGN §5)
 */
public record InjectionSettings(
        ContainerDefaults peer,
        ContainerDefaults redis,
        @Nullable Long runAsUser,
        int managementPort,
        @Nullable String imagePullPolicy,
        List<String> imagePullSecrets,
        OnUnresolved onUnresolved,
        boolean sessionIds) {

    /** What happens when a service or an identity is not there yet. */
    public enum OnUnresolved {
        Refuse,
        Admit
    }

    /**
     * A container's image and resources, where nobody says otherwise.
     *
     * @param cpuLimit null for none
     * @param guaranteedCpu request and limit in pods of class Guaranteed, when there is no CPU limit
     */
    public record ContainerDefaults(
            String image,
            Quantity cpuRequest,
            @Nullable Quantity cpuLimit,
            Quantity guaranteedCpu,
            Quantity memoryRequest,
            Quantity memoryLimit) {}

    public InjectionSettings {
        imagePullSecrets = List.copyOf(imagePullSecrets);
        if (managementPort < 1 || managementPort > 65535) {
            throw new IllegalArgumentException("managementPort must be from 1 to 65535");
        }
    }

    /** As the chart has them; for the offline tools. */
    public static InjectionSettings defaults() {
        return new InjectionSettings(
                new ContainerDefaults(
                        "rmb-peer:0.1.0",
                        Quantity.parse("50m"),
                        null,
                        Quantity.parse("250m"),
                        Quantity.parse("160Mi"),
                        Quantity.parse("256Mi")),
                new ContainerDefaults(
                        "valkey/valkey:8.1-alpine",
                        Quantity.parse("20m"),
                        null,
                        Quantity.parse("100m"),
                        Quantity.parse("32Mi"),
                        Quantity.parse("128Mi")),
                64_646L,
                8970,
                null,
                List.of(),
                OnUnresolved.Refuse,
                false);
    }
}
