package io.threefold.rmb.operator.injection;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.threefold.rmb.crds.v1alpha1.RmbServiceSpec.Persistence;
import io.threefold.rmb.operator.catalogue.Keys;
import io.threefold.rmb.operator.catalogue.Names;
import io.threefold.rmb.operator.injection.OurResources.Wishes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The native sidecars, before any patch. Redis comes first, so that the peer ends first. */
final class OurContainers {
    static final String SECRET_FOLDER = "/run/secrets/rmb";
    static final String SECRET_FILE = "mnemonic";
    static final String CONFIG_FOLDER = "/etc/rmb";
    static final String STATE_FOLDER = "/var/lib/rmb";
    static final String DATA_FOLDER = "/data";

    private static final long KUBERNETES_GRACE = 30;
    /** Left of the grace period when the peer's drain has to be over, in seconds. */
    private static final long MARGIN = 2;

    private static final long LONGEST_DRAIN = 10;

    private final Plan plan;
    private final Qos qos;
    private final boolean setForThePod;

    /**
     * @param qos class of the pod without us
     * @param setForThePod whether the pod as a whole has resources
     */
    OurContainers(Plan plan, Qos qos, boolean setForThePod) {
        this.plan = plan;
        this.qos = qos;
        this.setForThePod = setForThePod;
    }

    List<Container> all(@Nullable Long gracePeriod) throws NotInjectable {
        List<Container> all = new ArrayList<>();
        if (plan.localRedis()) {
            all.add(redis());
        }
        all.add(peer(gracePeriod == null ? KUBERNETES_GRACE : gracePeriod));
        return all;
    }

    private Container redis() throws NotInjectable {
        OurResources ours = new OurResources(
                plan.settings().redis(),
                null,
                new Wishes(
                        Keys.REDIS_CPU_REQUEST,
                        Keys.REDIS_CPU_LIMIT,
                        Keys.REDIS_MEMORY_REQUEST,
                        Keys.REDIS_MEMORY_LIMIT,
                        plan.overrides()));
        ResourceRequirements resources = ours.forClass(qos, setForThePod);
        var spec = plan.spec().redis();
        String image =
                spec == null || spec.image() == null ? plan.settings().redis().image() : spec.image();
        String port = String.valueOf(plan.redisPort());
        boolean kept = plan.persistence() != Persistence.Memory;
        List<String> arguments = new ArrayList<>(List.of(
                "--bind",
                "127.0.0.1",
                "--port",
                port,
                "--protected-mode",
                "yes",
                "--maxmemory-policy",
                "noeviction",
                "--maxmemory",
                String.valueOf(ours.redisMemory(resources)),
                "--save",
                "",
                "--appendonly",
                kept ? "yes" : "no"));
        if (kept) {
            arguments.addAll(List.of("--appendfsync", "everysec", "--dir", DATA_FOLDER));
        }
        ContainerBuilder redis = new ContainerBuilder()
                .withName(Names.REDIS_CONTAINER)
                .withImage(plan.overrides().get(Keys.REDIS_IMAGE).orElse(image))
                .withImagePullPolicy(plan.settings().imagePullPolicy())
                .withRestartPolicy("Always")
                .withCommand("redis-server")
                .withArgs(arguments)
                .withResources(resources)
                .withSecurityContext(restricted(plan.settings().runAsUser()))
                .withNewStartupProbe()
                .withNewExec()
                .withCommand("redis-cli", "-h", "127.0.0.1", "-p", port, "ping")
                .endExec()
                .withPeriodSeconds(1)
                .withTimeoutSeconds(5)
                .withFailureThreshold(300)
                .endStartupProbe()
                .withNewLifecycle()
                .withNewPreStop()
                .withNewExec()
                .withCommand("redis-cli", "-h", "127.0.0.1", "-p", port, "set", Names.QUIESCE_KEY, "1", "ex", "600")
                .endExec()
                .endPreStop()
                .endLifecycle();
        if (kept) {
            redis.addNewVolumeMount()
                    .withName(Names.DATA_VOLUME)
                    .withMountPath(DATA_FOLDER)
                    .endVolumeMount();
        }
        return redis.build();
    }

    private Container peer(long gracePeriod) throws NotInjectable {
        var spec = plan.spec().peer();
        ResourceRequirements resources = new OurResources(
                        plan.settings().peer(),
                        spec == null ? null : spec.resources(),
                        new Wishes(
                                Keys.PEER_CPU_REQUEST,
                                Keys.PEER_CPU_LIMIT,
                                Keys.PEER_MEMORY_REQUEST,
                                Keys.PEER_MEMORY_LIMIT,
                                plan.overrides()))
                .forClass(qos, setForThePod);
        String image =
                spec == null || spec.image() == null ? plan.settings().peer().image() : spec.image();
        return new ContainerBuilder()
                .withName(Names.PEER_CONTAINER)
                .withImage(plan.overrides().get(Keys.PEER_IMAGE).orElse(image))
                .withImagePullPolicy(plan.settings().imagePullPolicy())
                .withRestartPolicy("Always")
                .withEnv(peerEnvironment(gracePeriod))
                .withResources(resources)
                .withSecurityContext(restricted(plan.settings().runAsUser()))
                .addNewPort()
                .withName(Names.MANAGEMENT_PORT_NAME)
                .withContainerPort(plan.managementPort())
                .withProtocol("TCP")
                .endPort()
                .withNewStartupProbe()
                .withNewHttpGet()
                .withPath("/q/health/started")
                .withNewPort(Names.MANAGEMENT_PORT_NAME)
                .endHttpGet()
                .withPeriodSeconds(1)
                .withTimeoutSeconds(2)
                .withFailureThreshold(180)
                .endStartupProbe()
                .withNewLivenessProbe()
                .withNewHttpGet()
                .withPath("/q/health/live")
                .withNewPort(Names.MANAGEMENT_PORT_NAME)
                .endHttpGet()
                .withPeriodSeconds(20)
                .withTimeoutSeconds(5)
                .withFailureThreshold(3)
                .endLivenessProbe()
                .addNewVolumeMount()
                .withName(Names.IDENTITY_VOLUME)
                .withMountPath(SECRET_FOLDER)
                .withReadOnly(true)
                .endVolumeMount()
                .addNewVolumeMount()
                .withName(Names.CONFIG_VOLUME)
                .withMountPath(CONFIG_FOLDER)
                .withReadOnly(true)
                .endVolumeMount()
                .addNewVolumeMount()
                .withName(Names.STATE_VOLUME)
                .withMountPath(STATE_FOLDER)
                .endVolumeMount()
                .addNewVolumeMount()
                .withName(Names.STATE_VOLUME)
                .withMountPath("/tmp")
                .endVolumeMount()
                .build();
    }

    private List<EnvVar> peerEnvironment(long gracePeriod) {
        List<EnvVar> environment = new ArrayList<>();
        environment.add(value("RMB_CONFIG", CONFIG_FOLDER));
        environment.add(value("RMB_MNEMONIC_FILE", SECRET_FOLDER + "/" + SECRET_FILE));
        environment.add(plan.redisUrl());
        // Not 0.0.0.0: the pod may have IPv6 only.
        environment.add(fromPod("RMB_MANAGEMENT_HOST", "status.podIP"));
        environment.add(value("RMB_MANAGEMENT_PORT", String.valueOf(plan.managementPort())));
        long drain = Math.max(1, Math.min(LONGEST_DRAIN, gracePeriod - MARGIN));
        environment.add(value("RMB_SHUTDOWN_TIMEOUT", drain + "s"));
        if (plan.settings().sessionIds()) {
            // Not the name: it may be longer than a session id.
            environment.add(fromPod("RMB_SESSION_ID", "metadata.uid"));
        }
        plan.overrides().get(Keys.LOG_LEVEL).ifPresent(level -> environment.add(value("RMB_LOG_LEVEL", level)));
        return environment;
    }

    private static EnvVar value(String name, String value) {
        return new EnvVarBuilder().withName(name).withValue(value).build();
    }

    private static EnvVar fromPod(String name, String field) {
        return new EnvVarBuilder()
                .withName(name)
                .withNewValueFrom()
                .withNewFieldRef()
                .withApiVersion("v1")
                .withFieldPath(field)
                .endFieldRef()
                .endValueFrom()
                .build();
    }

    /** What Pod Security's profile "restricted" asks of a container, said on the container, since the pod may say otherwise. */
    static SecurityContext restricted(@Nullable Long user) {
        return new SecurityContextBuilder()
                .withPrivileged(false)
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withRunAsNonRoot(true)
                .withRunAsUser(user)
                .withRunAsGroup(user)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .build();
    }
}
