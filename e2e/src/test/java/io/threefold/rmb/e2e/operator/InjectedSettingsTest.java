package io.threefold.rmb.e2e.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.threefold.rmb.operator.catalogue.Names;
import io.threefold.rmb.operator.cli.Documents;
import io.threefold.rmb.operator.cli.OfflineCluster;
import io.threefold.rmb.operator.injection.Decision;
import io.threefold.rmb.operator.injection.InjectionSettings;
import io.threefold.rmb.operator.injection.Injector;
import io.threefold.rmb.operator.peerconfig.PeerKeys;
import io.threefold.rmb.peer.catalogue.Setting;
import io.threefold.rmb.peer.catalogue.Settings;
import io.threefold.rmb.peer.store.StoreKeys;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The operator writes names that the peer declares, and may not depend on it. */
class InjectedSettingsTest {
    private static final String YAML = """
            apiVersion: rmb.threefold.io/v1alpha1
            kind: RmbIdentity
            metadata: {name: bot}
            spec: {secretRef: {name: bot-secret}}
            ---
            apiVersion: rmb.threefold.io/v1alpha1
            kind: RmbService
            metadata: {name: echo}
            spec: {identityRef: {name: bot}}
            ---
            apiVersion: v1
            kind: Pod
            metadata:
              annotations:
                rmb.threefold.io/inject: echo
                rmb.threefold.io/log-level: Debug
            spec: {containers: [{name: app}]}
            """;

    @Test
    void everyKeyOfTheFileIsASettingOfThePeer() {
        assertThat(Settings.ALL.stream().filter(setting -> !setting.secret()).map(Setting::key))
                .containsAll(PeerKeys.ALL);
    }

    @Test
    void everyVariableOfTheContainerIsASettingOfThePeerAndFits() throws Exception {
        List<HasMetadata> objects = Documents.parse(YAML).stream()
                .map(Documents.Document::object)
                .flatMap(Optional::stream)
                .toList();
        InjectionSettings d = InjectionSettings.defaults();
        InjectionSettings all = new InjectionSettings(
                d.peer(), d.redis(), d.runAsUser(), d.managementPort(), null, List.of(), d.onUnresolved(), true);
        Decision decision = new Injector(all)
                .decide((Pod) objects.getLast(), new OfflineCluster("default", objects).view("default"));
        Container peer = ((Decision.Injected) decision)
                .pod().getSpec().getInitContainers().stream()
                        .filter(container -> container.getName().equals(Names.PEER_CONTAINER))
                        .findFirst()
                        .orElseThrow();
        assertThat(peer.getEnv()).hasSizeGreaterThanOrEqualTo(7);
        for (EnvVar variable : peer.getEnv()) {
            Setting<?> setting = Settings.ALL.stream()
                    .filter(s -> s.env().equals(variable.getName()))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(variable.getName() + " is no setting of the peer"));
            if (variable.getValue() != null) {
                assertThat(setting.type().parser().parse(List.of(variable.getValue())))
                        .as(variable.getName())
                        .isNotNull();
            }
        }
    }

    @Test
    void theQuiesceKeyIsThePeers() {
        assertThat(Names.QUIESCE_KEY).isEqualTo(StoreKeys.QUIESCE);
    }
}
