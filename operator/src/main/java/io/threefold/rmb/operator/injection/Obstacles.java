package io.threefold.rmb.operator.injection;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.threefold.rmb.operator.catalogue.Finding;
import io.threefold.rmb.operator.catalogue.InjectionReason;
import io.threefold.rmb.operator.catalogue.Key;
import io.threefold.rmb.operator.catalogue.Keys;
import io.threefold.rmb.operator.catalogue.Names;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Pods that cannot have a peer. */
final class Obstacles {
    private static final String MIRROR = "kubernetes.io/config.mirror";
    private static final Set<String> VOLUMES =
            Set.of(Names.IDENTITY_VOLUME, Names.CONFIG_VOLUME, Names.STATE_VOLUME, Names.DATA_VOLUME);

    private Obstacles() {}

    static boolean isMirror(Pod pod) {
        return PodParts.annotations(pod).containsKey(MIRROR);
    }

    /** What no service or setting can change. */
    static void ofThePod(PodSpec spec) throws NotInjectable {
        if (Boolean.TRUE.equals(spec.getHostNetwork())) {
            throw NotInjectable.because(InjectionReason.HOST_NETWORK);
        }
        boolean windows = (spec.getOs() != null && "windows".equals(spec.getOs().getName()))
                || "windows".equals(PodParts.orEmpty(spec.getNodeSelector()).get("kubernetes.io/os"));
        if (windows) {
            throw NotInjectable.because(InjectionReason.WINDOWS);
        }
    }

    /** Containers and volumes that have our names and are not ours. */
    static void ofNames(PodSpec spec, boolean injectedBefore) throws NotInjectable {
        for (Container container : PodParts.orEmpty(spec.getContainers())) {
            if (PodParts.isOurs(container)) {
                throw NotInjectable.because(InjectionReason.ALREADY_HAS_CONTAINER, container.getName());
            }
        }
        if (injectedBefore) {
            return;
        }
        for (Container container : PodParts.initContainers(spec)) {
            if (PodParts.isOurs(container)) {
                throw NotInjectable.because(InjectionReason.ALREADY_HAS_CONTAINER, container.getName());
            }
        }
        for (Volume volume : PodParts.orEmpty(spec.getVolumes())) {
            if (VOLUMES.contains(volume.getName())) {
                throw NotInjectable.because(InjectionReason.ALREADY_HAS_VOLUME, volume.getName());
            }
        }
    }

    static void ofPorts(PodSpec spec, Plan plan) throws NotInjectable {
        if (plan.localRedis()) {
            ofPort(spec, plan.redisPort(), "Redis", Keys.REDIS_PORT);
        }
        ofPort(spec, plan.managementPort(), "the peer's health and metrics", Keys.MANAGEMENT_PORT);
    }

    private static void ofPort(PodSpec spec, int port, String use, Key key) throws NotInjectable {
        for (Container container : PodParts.foreign(spec)) {
            for (ContainerPort taken : PodParts.orEmpty(container.getPorts())) {
                boolean tcp = taken.getProtocol() == null || taken.getProtocol().equals("TCP");
                if (tcp && taken.getContainerPort() != null && taken.getContainerPort() == port) {
                    throw NotInjectable.because(
                            InjectionReason.PORT_TAKEN, port, use, "container " + container.getName(), key.name());
                }
            }
        }
    }

    /** One process namespace for all: a process of the same user, or root, could read the key. A warning when neither is there. */
    static Optional<Finding> ofSharedProcesses(PodSpec spec, @Nullable Long ourUser) throws NotInjectable {
        if (!Boolean.TRUE.equals(spec.getShareProcessNamespace())) {
            return Optional.empty();
        }
        for (Container container : PodParts.foreign(spec)) {
            Long user = user(spec, container);
            if (user == null || user == 0 || ourUser == null || user.equals(ourUser)) {
                throw NotInjectable.because(
                        InjectionReason.SHARED_PROCESS_NAMESPACE,
                        "container " + container.getName(),
                        user == null ? "a user that the pod does not set" : "user " + user);
            }
        }
        return Optional.of(Finding.of(InjectionReason.PROCESSES_VISIBLE));
    }

    private static @Nullable Long user(PodSpec spec, Container container) {
        Long own = container.getSecurityContext() == null
                ? null
                : container.getSecurityContext().getRunAsUser();
        if (own != null) {
            return own;
        }
        return spec.getSecurityContext() == null
                ? null
                : spec.getSecurityContext().getRunAsUser();
    }
}
