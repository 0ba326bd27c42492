package io.threefold.rmb.operator.injection;

import static io.threefold.rmb.operator.injection.Cases.POD;
import static io.threefold.rmb.operator.injection.Cases.SERVICE;
import static io.threefold.rmb.operator.injection.Cases.decide;
import static io.threefold.rmb.operator.injection.Cases.injected;
import static io.threefold.rmb.operator.injection.Cases.pod;
import static io.threefold.rmb.operator.injection.Cases.reason;
import static io.threefold.rmb.operator.injection.Cases.withAnnotation;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.threefold.rmb.operator.catalogue.Names;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InjectorTest {
    private static final String IDENTITY = SERVICE.substring(0, SERVICE.indexOf("---") + 4);

    private static String with(String spec) {
        return SERVICE + POD.replace("spec:\n", "spec:\n  " + spec + "\n");
    }

    private static String namespace(String labels) {
        return "apiVersion: v1\nkind: Namespace\nmetadata: {name: default, labels: {" + labels + "}}\n---\n";
    }

    private static final String PLAIN_POD = POD.replace("  annotations: {rmb.threefold.io/inject: \"true\"}\n", "");

    @Test
    void nobodyAsks() {
        assertThat(decide(SERVICE + PLAIN_POD)).isEqualTo(new Decision.NotAsked());
        assertThat(decide(SERVICE + POD.replace("\"true\"", "\"false\""))).isEqualTo(new Decision.NotAsked());
    }

    @Test
    void theNamespaceAsksAndThePodWins() {
        String on = namespace("rmb.threefold.io/inject: 'true'");
        assertThat(injected(decide(on + SERVICE + PLAIN_POD)).service()).isEqualTo("echo");
        assertThat(decide(on + SERVICE + POD.replace("\"true\"", "\"false\""))).isEqualTo(new Decision.NotAsked());
        assertThat(reason(decide(namespace("rmb.threefold.io/inject: 'False'") + SERVICE + PLAIN_POD)))
                .isEqualTo("Refused InvalidOverride");
    }

    @Test
    void whatCannotHaveAPeerIsRefusedWhenItAsksAndLeftAloneWhenOnlyItsNamespaceDoes() {
        for (String spec :
                List.of("hostNetwork: true", "os: {name: windows}", "nodeSelector: {kubernetes.io/os: windows}")) {
            String code = spec.startsWith("host") ? "HostNetwork" : "Windows";
            assertThat(reason(decide(with(spec)))).isEqualTo("Refused " + code);
            String byNamespace = namespace("rmb.threefold.io/inject: 'true'")
                    + SERVICE
                    + PLAIN_POD.replace("spec:\n", "spec:\n  " + spec + "\n");
            assertThat(reason(decide(byNamespace))).isEqualTo("Skipped " + code);
        }
        assertThat(reason(decide(SERVICE
                        + POD.replace("inject: \"true\"", "inject: \"true\", kubernetes.io/config.mirror: abc"))))
                .isEqualTo("Skipped MirrorPod");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{}|Refused", "{runAsUser: 0}|Refused", "{runAsUser: 64646}|Refused", "{runAsUser: 1000}|Injected"
            })
    void processesMayOnlyBeSharedWithOtherUsers(String context, String result) {
        assertThat(reason(decide(with("shareProcessNamespace: true\n  securityContext: " + context))))
                .startsWith(result);
    }

    @Test
    void namesThatAreTaken() {
        assertThat(reason(decide(SERVICE + POD + "  - {name: rmb-peer, image: x}\n")))
                .isEqualTo("Refused AlreadyHasContainer");
        assertThat(reason(decide(with("initContainers: [{name: rmb-redis, image: x}]"))))
                .isEqualTo("Refused AlreadyHasContainer");
        assertThat(reason(decide(with("volumes: [{name: rmb-config, emptyDir: {}}]"))))
                .isEqualTo("Refused AlreadyHasVolume");
    }

    @Test
    void aStatusThatSomebodyWroteDoesNotSmuggleContainersIn() {
        String forged = SERVICE
                + POD.replace("inject: \"true\"", "inject: \"true\", rmb.threefold.io/status: '{}'")
                        .replace(
                                "spec:\n",
                                "spec:\n  initContainers: [{name: rmb-peer, image: evil, securityContext: {privileged: true}}]\n");
        List<Container> init = injected(decide(forged)).pod().getSpec().getInitContainers();
        assertThat(init).extracting(Container::getName).containsExactly("rmb-redis", "rmb-peer");
        assertThat(init.get(1).getSecurityContext().getPrivileged()).isFalse();
        assertThat(init.get(1).getImage()).isNotEqualTo("evil");
    }

    @ParameterizedTest
    @ValueSource(ints = {6379, 8970})
    void portsThatAreTaken(int port) {
        String in = SERVICE + POD.replace("image: app}", "image: app, ports: [{containerPort: " + port + "}]}");
        assertThat(reason(decide(in))).isEqualTo("Refused PortTaken");
        assertThat(reason(decide(in.replace("}]}", ", protocol: UDP}]}")))).isEqualTo("Injected");
    }

    @Test
    void redisAndPeerNeedDifferentPorts() {
        assertThat(reason(withAnnotation("redis-port", "8970"))).isEqualTo("Refused PortTaken");
    }

    @Test
    void servicesThatAreMissingOrTooMany() {
        String second = SERVICE.substring(SERVICE.indexOf("---") + 4).replace("echo", "second");
        assertThat(reason(decide(POD))).isEqualTo("Refused NoService");
        assertThat(reason(decide(SERVICE + second + POD))).isEqualTo("Refused SeveralServices");
        assertThat(reason(decide(SERVICE + POD.replace("\"true\"", "nobody")))).isEqualTo("Refused ServiceNotFound");
        assertThat(injected(decide(SERVICE + second + POD.replace("\"true\"", "second")))
                        .service())
                .isEqualTo("second");
    }

    @Test
    void aSelectorThatDoesNotMatchMeansNo() {
        String in =
                SERVICE.replace("{name: bot}}\n---\n", "{name: bot}, selector: {matchLabels: {app: other}}}\n---\n");
        assertThat(reason(decide(in + POD))).isEqualTo("Refused NoService");
    }

    @Test
    void identitiesThatCannotBeUsed() {
        String service = SERVICE.substring(SERVICE.indexOf("---") + 4);
        assertThat(reason(decide(service + POD))).isEqualTo("Refused IdentityNotReady");
        String bad = IDENTITY.replace(
                "---", "status: {conditions: [{type: KeyValid, status: 'False', reason: PhraseInvalid}]}\n---");
        Decision.Refused refused = (Decision.Refused) decide(bad + service + POD);
        assertThat(refused.finding().text()).contains("bot").contains("PhraseInvalid");
        String waiting = IDENTITY.replace(
                "---", "status: {conditions: [{type: TwinFound, status: Unknown, reason: ChainUnreachable}]}\n---");
        assertThat(reason(decide(waiting + service + POD))).isEqualTo("Injected");
    }

    @Test
    void whatIsMissingIsAdmittedWhereTheNamespaceOrTheOperatorSaysSo() {
        String admit = namespace("rmb.threefold.io/on-unresolved: Admit");
        assertThat(reason(decide(admit + POD))).isEqualTo("Skipped NoService");
        InjectionSettings d = InjectionSettings.defaults();
        InjectionSettings admitting = new InjectionSettings(
                d.peer(), d.redis(), null, 8970, null, List.of("pull"), InjectionSettings.OnUnresolved.Admit, true);
        Injector injector = new Injector(admitting);
        assertThat(reason(injector.decide(pod(POD), Cases.namespace(POD)))).isEqualTo("Skipped NoService");
        assertThat(reason(injector.decide(
                        pod(POD), Cases.namespace(namespace("rmb.threefold.io/on-unresolved: Refuse")))))
                .isEqualTo("Refused NoService");
        Pod out = injected(injector.decide(pod(POD), Cases.namespace(SERVICE))).pod();
        assertThat(out.getSpec().getImagePullSecrets()).extracting("name").containsExactly("pull");
        Container peer = out.getSpec().getInitContainers().get(1);
        assertThat(peer.getSecurityContext().getRunAsUser()).isNull();
        assertThat(peer.getEnv()).extracting("name").contains("RMB_SESSION_ID");
    }

    @ParameterizedTest
    @CsvSource({
        "redis-port, 0",
        "redis-port, 80",
        "redis-port, 65536",
        "redis-port, 6379x",
        "redis-port, 99999999999999999999",
        "management-port, ''",
        "peer-cpu-request, -1",
        "peer-cpu-request, 0",
        "peer-memory-limit, 1e999999999",
        "peer-memory-limit, lots",
        "redis-image, 'a b'",
        "log-level, debug",
        "patch, '{}'",
        "inject, Echo"
    })
    void overridesThatBreakTheirRule(String name, String value) {
        Decision decision = withAnnotation(name, value);
        assertThat(reason(decision)).isIn("Refused InvalidOverride", "Refused PatchRefused");
        assertThat(((Decision.Refused) decision).finding().text()).contains("rmb.threefold.io/" + name);
    }

    @Test
    void limitsBelowRequestsAreRefusedOnlyWhenBothAreAsked() {
        Pod both = pod(POD);
        both.getMetadata()
                .getAnnotations()
                .putAll(Map.of(
                        "rmb.threefold.io/peer-memory-request", "1Gi", "rmb.threefold.io/peer-memory-limit", "1Mi"));
        assertThat(reason(new Injector(InjectionSettings.defaults()).decide(both, Cases.namespace(SERVICE))))
                .isEqualTo("Refused InvalidOverride");
    }

    @Test
    void aGuaranteedPodStaysOneWhateverIsWished() {
        String resources = "resources: {limits: {cpu: 1, memory: 1Gi}}";
        Pod pod = pod(POD.replace("image: app}", "image: app, " + resources + "}"));
        pod.getMetadata()
                .getAnnotations()
                .putAll(Map.of(
                        "rmb.threefold.io/peer-memory-request", "512Mi",
                        "rmb.threefold.io/redis-cpu-limit", "70m",
                        "rmb.threefold.io/redis-cpu-request", "90m"));
        Decision.Injected injected =
                injected(new Injector(InjectionSettings.defaults()).decide(pod, Cases.namespace(SERVICE)));
        assertThat(injected.warnings()).isEmpty();
        assertThat(Qos.of(injected.pod().getSpec().getInitContainers())).isEqualTo(Qos.Guaranteed);
        List<Container> init = injected.pod().getSpec().getInitContainers();
        assertThat(init.get(0).getResources().getRequests().get("cpu")).hasToString("70m");
        assertThat(init.get(1).getResources().getRequests().get("memory")).hasToString("512Mi");
    }

    @Test
    void keysThatMeanNothingAreWarnings() {
        assertThat(injected(withAnnotation("injct", "true")).warnings())
                .extracting(w -> w.reason().code())
                .containsExactly("UnknownKey");
        Pod labelled = pod(POD);
        labelled.getMetadata().setLabels(new java.util.HashMap<>(Map.of("rmb.threefold.io/redis-port", "1")));
        assertThat(injected(new Injector(InjectionSettings.defaults()).decide(labelled, Cases.namespace(SERVICE)))
                        .warnings())
                .extracting(w -> w.reason().code())
                .containsExactly("AnnotationIsLabel");
    }

    @Test
    void theSecretIsInThePeerOnlyAndFsGroupIsNotTouched() {
        Pod out = injected(decide(SERVICE + POD)).pod();
        for (Container container : PodParts.foreign(out.getSpec())) {
            assertThat(container.getVolumeMounts()).isEmpty();
        }
        Container redis = out.getSpec().getInitContainers().get(0);
        Container peer = out.getSpec().getInitContainers().get(1);
        assertThat(redis.getVolumeMounts()).extracting("name").doesNotContain(Names.IDENTITY_VOLUME);
        assertThat(peer.getVolumeMounts())
                .filteredOn(m -> m.getName().equals(Names.IDENTITY_VOLUME))
                .singleElement()
                .matches(m -> m.getReadOnly());
        Volume identity = out.getSpec().getVolumes().stream()
                .filter(v -> v.getName().equals(Names.IDENTITY_VOLUME))
                .findFirst()
                .orElseThrow();
        assertThat(identity.getSecret().getDefaultMode()).isEqualTo(0444);
        assertThat(out.getSpec().getSecurityContext()).isNull();
        assertThat(peer.getReadinessProbe()).isNull();
    }

    @Test
    void aMeshThatComesLaterMakesUsMove() {
        Pod first = injected(decide(SERVICE + POD)).pod();
        first.getSpec().getInitContainers().add(new Container());
        first.getSpec().getInitContainers().getLast().setName("linkerd-proxy");
        Pod second = injected(new Injector(InjectionSettings.defaults()).decide(first, Cases.namespace(SERVICE)))
                .pod();
        assertThat(second.getSpec().getInitContainers())
                .extracting(Container::getName)
                .containsExactly("linkerd-proxy", "rmb-redis", "rmb-peer");
        assertThat(second.getMetadata().getAnnotations()).containsEntry("config.linkerd.io/skip-inbound-ports", "8970");
    }

    @Test
    void theHashTellsWhatWasInjectedNotWhatTheConfigurationSays() {
        Decision.Injected plain = injected(decide(SERVICE + POD));
        assertThat(InjectionStatus.parse(
                        plain.pod().getMetadata().getAnnotations().get("rmb.threefold.io/status")))
                .hasValueSatisfying(s -> assertThat(s.hash()).isEqualTo(plain.hash()));
        Decision.Injected other = injected(decide(SERVICE.replace("network: dev", "network: test") + POD));
        assertThat(other.hash()).isEqualTo(plain.hash());
        assertThat(other.pod().getMetadata().getAnnotations().get("rmb.threefold.io/config-hash"))
                .isNotEqualTo(plain.pod().getMetadata().getAnnotations().get("rmb.threefold.io/config-hash"));
        assertThat(injected(withAnnotation("log-level", "Debug")).hash()).isNotEqualTo(plain.hash());
    }

    @Test
    void podsWithoutPartsAreNoTrouble() {
        Injector injector = new Injector(InjectionSettings.defaults());
        assertThat(injector.decide(new Pod(), Cases.namespace(SERVICE))).isEqualTo(new Decision.NotAsked());
        Pod bare = pod("apiVersion: v1\nkind: Pod\nspec: {containers: [{name: a}]}\n");
        String on = namespace("rmb.threefold.io/inject: echo");
        assertThat(reason(injector.decide(bare, Cases.namespace(on + SERVICE)))).isEqualTo("Injected");
    }
}
