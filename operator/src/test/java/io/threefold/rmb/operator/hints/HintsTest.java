package io.threefold.rmb.operator.hints;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.threefold.rmb.operator.cli.Documents;
import io.threefold.rmb.operator.cli.OfflineCluster;
import io.threefold.rmb.operator.injection.InjectionSettings;
import io.threefold.rmb.operator.injection.Injector;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HintsTest {
    private static final Hints HINTS = new Hints(new Injector(InjectionSettings.defaults()));
    private static final String SERVICE = """
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
            """;

    private static String workload(String kind, String own, String template) {
        String pod = "{metadata: {annotations: {" + template + "}}, spec: {containers: [{name: app}]}}";
        String version = kind.endsWith("Job") ? "batch/v1" : "apps/v1";
        String spec =
                kind.equals("CronJob") ? "{jobTemplate: {spec: {template: " + pod + "}}}" : "{template: " + pod + "}";
        return "apiVersion: " + version + "\nkind: " + kind + "\nmetadata: {name: w, annotations: {" + own
                + "}}\nspec: " + spec + "\n";
    }

    private static List<String> hints(String yaml) throws Documents.Unreadable {
        List<HasMetadata> objects = Documents.parse(yaml).stream()
                .map(Documents.Document::object)
                .flatMap(Optional::stream)
                .toList();
        Workload workload = objects.stream()
                .map(Workload::of)
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow();
        return HINTS.about(workload, new OfflineCluster("default", objects).view("default"));
    }

    @ParameterizedTest
    @CsvSource({"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob"})
    void annotationsOnTheWorkloadAreFound(String kind) throws Exception {
        assertThat(hints(SERVICE + workload(kind, "rmb.threefold.io/inject: 'true'", "")))
                .singleElement()
                .asString()
                .startsWith("rmb: AnnotationOnWorkload: rmb.threefold.io/inject stands on the " + kind);
        assertThat(hints(SERVICE + workload(kind, "", "rmb.threefold.io/inject: 'true'")))
                .isEmpty();
    }

    @Test
    void whatItsPodsWillMeetIsSaid() throws Exception {
        assertThat(hints(workload("Deployment", "", "rmb.threefold.io/inject: 'true'")))
                .singleElement()
                .asString()
                .contains("will be refused now", "NoService");
        assertThat(hints(SERVICE
                        + workload("Job", "", "rmb.threefold.io/inject: 'true', rmb.threefold.io/redis-pot: '6380'")))
                .singleElement()
                .asString()
                .contains("UnknownKey", "redis-pot");
        assertThat(hints(SERVICE
                        + workload("Job", "", "rmb.threefold.io/inject: 'true', rmb.threefold.io/redis-port: x")))
                .singleElement()
                .asString()
                .contains("InvalidOverride")
                .hasSizeLessThanOrEqualTo(Hints.MAX_LENGTH);
        assertThat(hints(workload("Deployment", "", ""))).isEmpty();
        assertThat(hints(workload("Deployment", "", "rmb.threefold.io/injekt: 'true'")))
                .singleElement()
                .asString()
                .contains("UnknownKey", "injekt");
    }
}
