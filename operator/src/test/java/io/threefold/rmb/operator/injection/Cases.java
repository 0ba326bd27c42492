package io.threefold.rmb.operator.injection;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.threefold.rmb.operator.cli.Documents;
import io.threefold.rmb.operator.cli.OfflineCluster;
import java.util.List;
import java.util.Optional;

/** Pods, services and identities from YAML. */
final class Cases {
    static final String SERVICE = """
            apiVersion: rmb.threefold.io/v1alpha1
            kind: RmbIdentity
            metadata: {name: bot}
            spec: {secretRef: {name: bot-secret}, network: dev}
            ---
            apiVersion: rmb.threefold.io/v1alpha1
            kind: RmbService
            metadata: {name: echo}
            spec: {identityRef: {name: bot}}
            ---
            """;

    static final String POD = """
            apiVersion: v1
            kind: Pod
            metadata:
              name: app
              annotations: {rmb.threefold.io/inject: "true"}
            spec:
              containers:
              - {name: app, image: app}
            """;

    private Cases() {}

    static List<HasMetadata> objects(String yaml) {
        try {
            return Documents.parse(yaml).stream()
                    .map(Documents.Document::object)
                    .flatMap(Optional::stream)
                    .toList();
        } catch (Documents.Unreadable e) {
            throw new IllegalArgumentException(e);
        }
    }

    static Pod pod(String yaml) {
        return objects(yaml).stream()
                .filter(Pod.class::isInstance)
                .map(Pod.class::cast)
                .findFirst()
                .orElseThrow();
    }

    static NamespaceView namespace(String yaml) {
        return new OfflineCluster("default", objects(yaml)).view("default");
    }

    static Decision decide(String yaml) {
        return new Injector(InjectionSettings.defaults()).decide(pod(yaml), namespace(yaml));
    }

    /** The pod of {@link #POD} with one more annotation, and the usual service. */
    static Decision withAnnotation(String name, String value) {
        Pod pod = pod(POD);
        pod.getMetadata().getAnnotations().put("rmb.threefold.io/" + name, value);
        return new Injector(InjectionSettings.defaults()).decide(pod, namespace(SERVICE));
    }

    static Decision.Injected injected(Decision decision) {
        if (decision instanceof Decision.Injected injected) {
            return injected;
        }
        throw new AssertionError("not injected: " + decision);
    }

    static String reason(Decision decision) {
        return switch (decision) {
            case Decision.Refused refused ->
                "Refused " + refused.finding().reason().code();
            case Decision.Skipped skipped ->
                "Skipped " + skipped.finding().reason().code();
            default -> decision.getClass().getSimpleName();
        };
    }

    static String yaml(Pod pod) {
        return Serialization.asYaml(pod);
    }
}
