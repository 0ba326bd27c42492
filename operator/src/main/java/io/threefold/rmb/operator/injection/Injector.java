package io.threefold.rmb.operator.injection;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodReadinessGate;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.threefold.rmb.crds.v1alpha1.RmbServiceSpec.Persistence;
import io.threefold.rmb.operator.catalogue.Finding;
import io.threefold.rmb.operator.catalogue.InjectionReason;
import io.threefold.rmb.operator.catalogue.Keys;
import io.threefold.rmb.operator.catalogue.Names;
import io.threefold.rmb.operator.injection.InjectionSettings.OnUnresolved;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides about a pod, and makes the pod with its peer (DESIGN §3 "What a pod gets"). The same for webhooks, hints, healing and the
 * command line. Thread-safe; never touches the pod it is given; depends on nothing but its arguments.
 *
 * <p>Everything is done so that doing it again changes nothing: our containers and volumes are taken out and made anew, the rest is
 * added where it is missing. A pod that would come out as it went in is {@link Decision.AlreadyInjected}; one to which a mesh has added
 * its proxy since comes out in the right order.
 */
public final class Injector {
    private static final String DEFAULT_CONTAINER = "kubectl.kubernetes.io/default-container";
    private static final long SHORT_GRACE = 5;
    private static final Set<InjectionReason> UNRESOLVED = Set.of(
            InjectionReason.NO_SERVICE,
            InjectionReason.SEVERAL_SERVICES,
            InjectionReason.SERVICE_NOT_FOUND,
            InjectionReason.IDENTITY_NOT_READY);

    private final InjectionSettings settings;

    public Injector(InjectionSettings settings) {
        this.settings = settings;
    }

    /**
     * Decides about one pod. A pod that lives already (healing, "is it outdated?") may be given as well: the API server has then filled
     * in defaults, so that it comes out as injected; it is outdated when the hash differs from the one in its status.
     *
     * @param pod as the API server has it at admission, or from a template; metadata may be incomplete
     */
    public Decision decide(Pod pod, NamespaceView namespace) {
        boolean byPod = true;
        try {
            Optional<Asked> asked = Asked.of(pod, namespace);
            if (asked.isEmpty() || pod.getSpec() == null) {
                return new Decision.NotAsked();
            }
            if (Obstacles.isMirror(pod)) {
                return new Decision.Skipped(Finding.of(InjectionReason.MIRROR_POD));
            }
            byPod = asked.get().byPod();
            Obstacles.ofThePod(pod.getSpec());
            Overrides overrides = Overrides.of(PodParts.annotations(pod), PodParts.labels(pod));
            Candidate candidate = ServiceChoice.choose(asked.get(), PodParts.labels(pod), namespace);
            return switch (candidate.identity()) {
                case IdentityState.Usable usable ->
                    inject(pod, namespace, candidate, Plan.of(candidate, usable.spec(), overrides, settings));
                case IdentityState.Unusable unusable ->
                    throw NotInjectable.because(
                            InjectionReason.IDENTITY_NOT_READY,
                            candidate.spec().identityRef().name(),
                            candidate.name(),
                            unusable.problem());
            };
        } catch (NotInjectable e) {
            return refusedOrNot(e.finding(), byPod, namespace);
        }
    }

    /** Warnings about a pod that nobody asks to inject, perhaps because of a typing error. */
    public static List<Finding> strangeKeys(Pod pod) {
        return Overrides.strange(PodParts.annotations(pod), PodParts.labels(pod));
    }

    private Decision refusedOrNot(Finding finding, boolean byPod, NamespaceView namespace) {
        boolean skipped = UNRESOLVED.contains(finding.reason())
                ? onUnresolved(namespace) == OnUnresolved.Admit
                : finding.reason().effect() == InjectionReason.Effect.REFUSED_OR_SKIPPED && !byPod;
        return skipped ? new Decision.Skipped(finding) : new Decision.Refused(finding);
    }

    private OnUnresolved onUnresolved(NamespaceView namespace) {
        String label = namespace.labels().get(Keys.ON_UNRESOLVED.name());
        for (OnUnresolved value : OnUnresolved.values()) {
            if (value.name().equals(label)) {
                return value;
            }
        }
        return settings.onUnresolved();
    }

    private Decision inject(Pod pod, NamespaceView namespace, Candidate candidate, Plan plan) throws NotInjectable {
        PodSpec before = pod.getSpec();
        boolean injectedBefore = PodParts.annotations(pod).containsKey(Keys.STATUS.name());
        Obstacles.ofNames(before, injectedBefore);
        Obstacles.ofPorts(before, plan);
        List<Finding> warnings = new ArrayList<>(plan.overrides().warnings());
        Obstacles.ofSharedProcesses(before, settings.runAsUser()).ifPresent(warnings::add);

        List<Container> foreign = PodParts.foreign(before);
        Qos qos = Qos.of(foreign);
        boolean setForThePod = Qos.setForThePod(before);
        Long grace = before.getTerminationGracePeriodSeconds();
        List<Volume> ourVolumes = OurVolumes.all(plan);
        List<Volume> volumes = volumes(before, ourVolumes);
        List<Container> ours = new OurContainers(plan, qos, setForThePod).all(grace);
        Optional<String> patch = plan.overrides().get(Keys.PATCH);
        if (patch.isPresent()) {
            ours = ContainerPatch.apply(patch.get(), ours, volumes);
        }
        warnings.addAll(warnings(plan, grace));
        List<Container> all = new ArrayList<>(foreign);
        all.addAll(ours);
        Qos after = Qos.of(all);
        if (after != qos && !setForThePod) {
            warnings.add(Finding.of(InjectionReason.QOS_CHANGED, qos, after));
        }

        InjectionStatus status = InjectionStatus.of(plan, ours, ourVolumes);
        Pod result = new PodBuilder(pod).build();
        PodSpec spec = result.getSpec();
        spec.setVolumes(volumes);
        containers(spec, ours, appEnvironment(plan));
        addOnce(spec);
        if (plan.spec().readinessGate()) {
            gate(spec);
        }
        metadata(result, namespace, plan, status);
        return result.equals(pod)
                ? new Decision.AlreadyInjected(candidate.name(), status.hash())
                : new Decision.Injected(result, candidate.name(), status.hash(), warnings);
    }

    private List<Finding> warnings(Plan plan, @org.jspecify.annotations.Nullable Long grace) {
        List<Finding> warnings = new ArrayList<>();
        if (!plan.localRedis()) {
            for (var key : List.of(
                    Keys.REDIS_PORT,
                    Keys.REDIS_IMAGE,
                    Keys.REDIS_CPU_REQUEST,
                    Keys.REDIS_CPU_LIMIT,
                    Keys.REDIS_MEMORY_REQUEST,
                    Keys.REDIS_MEMORY_LIMIT)) {
                if (plan.overrides().get(key).isPresent()) {
                    warnings.add(Finding.of(
                            InjectionReason.OVERRIDE_UNUSED, key.name(), "the service uses a Redis of its own"));
                }
            }
        }
        if (grace != null && grace < SHORT_GRACE) {
            warnings.add(Finding.of(InjectionReason.SHORT_GRACE_PERIOD, grace));
        }
        if (plan.persistence() == Persistence.Claim) {
            Long user = settings.runAsUser();
            warnings.add(Finding.of(
                    InjectionReason.CLAIM_PERMISSIONS,
                    String.valueOf(plan.claim()),
                    user == null ? "the pod's user" : "user " + user));
        }
        return warnings;
    }

    private static List<Volume> volumes(PodSpec spec, List<Volume> ours) {
        Set<String> names = new HashSet<>(Set.of(Names.DATA_VOLUME));
        ours.forEach(volume -> names.add(volume.getName()));
        List<Volume> volumes = new ArrayList<>(PodParts.orEmpty(spec.getVolumes()));
        volumes.removeIf(volume -> names.contains(volume.getName()));
        volumes.addAll(ours);
        return volumes;
    }

    private static void containers(PodSpec spec, List<Container> ours, List<EnvVar> environment) {
        List<Container> init = new ArrayList<>(PodParts.initContainers(spec));
        init.removeIf(PodParts::isOurs);
        int position = Meshes.position(init);
        init.subList(position, init.size()).forEach(c -> addEnvironment(c, environment));
        PodParts.orEmpty(spec.getContainers()).forEach(c -> addEnvironment(c, environment));
        init.addAll(position, ours);
        spec.setInitContainers(init);
    }

    /** In front, so that the app's own variables can refer to them. */
    private static void addEnvironment(Container container, List<EnvVar> environment) {
        if (Meshes.isMesh(container)) {
            return;
        }
        List<EnvVar> own = PodParts.orEmpty(container.getEnv());
        Set<String> set = new HashSet<>();
        own.forEach(env -> set.add(env.getName()));
        List<EnvVar> result = new ArrayList<>();
        environment.stream().filter(env -> !set.contains(env.getName())).forEach(result::add);
        if (!result.isEmpty()) {
            result.addAll(own);
            container.setEnv(result);
        }
    }

    private static List<EnvVar> appEnvironment(Plan plan) {
        return List.of(
                plan.redisUrl(),
                new EnvVarBuilder()
                        .withName(Names.ENV_SERVICE)
                        .withValue(plan.service())
                        .build(),
                new EnvVarBuilder()
                        .withName(Names.ENV_TWIN_ID)
                        .withNewValueFrom()
                        .withNewConfigMapKeyRef()
                        .withName(Names.configMap(plan.service()))
                        .withKey(Names.TWIN_KEY)
                        .endConfigMapKeyRef()
                        .endValueFrom()
                        .build());
    }

    private void addOnce(PodSpec spec) {
        List<LocalObjectReference> secrets = new ArrayList<>(PodParts.orEmpty(spec.getImagePullSecrets()));
        for (String name : settings.imagePullSecrets()) {
            LocalObjectReference reference = new LocalObjectReference(name);
            if (!secrets.contains(reference)) {
                secrets.add(reference);
            }
        }
        spec.setImagePullSecrets(secrets);
    }

    private static void gate(PodSpec spec) {
        List<PodReadinessGate> gates = new ArrayList<>(PodParts.orEmpty(spec.getReadinessGates()));
        PodReadinessGate gate = new PodReadinessGate(Names.CONNECTED_CONDITION);
        if (!gates.contains(gate)) {
            gates.add(gate);
            spec.setReadinessGates(gates);
        }
    }

    private static void metadata(Pod pod, NamespaceView namespace, Plan plan, InjectionStatus status) {
        boolean mesh = Meshes.seen(pod, namespace);
        ObjectMeta meta = pod.getMetadata() == null ? new ObjectMeta() : pod.getMetadata();
        var annotations = PodParts.with(meta.getAnnotations(), Keys.STATUS.name(), status.json());
        if (plan.configHash() != null) {
            annotations.put(Keys.CONFIG_HASH.name(), plan.configHash());
        }
        PodParts.orEmpty(pod.getSpec().getContainers()).stream()
                .filter(container -> !Meshes.isMesh(container))
                .findFirst()
                .ifPresent(container -> annotations.putIfAbsent(DEFAULT_CONTAINER, container.getName()));
        if (mesh) {
            for (String key : Meshes.EXCLUDED_PORTS) {
                annotations.put(key, Meshes.exclude(annotations.getOrDefault(key, ""), plan.managementPort()));
            }
        }
        meta.setAnnotations(annotations);
        meta.setLabels(PodParts.with(meta.getLabels(), Keys.SERVICE.name(), plan.service()));
        pod.setMetadata(meta);
    }
}
