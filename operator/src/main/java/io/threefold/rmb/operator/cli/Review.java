package io.threefold.rmb.operator.cli;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.threefold.rmb.operator.cli.Documents.Document;
import io.threefold.rmb.operator.hints.Hints;
import io.threefold.rmb.operator.hints.Workload;
import io.threefold.rmb.operator.injection.Decision;
import io.threefold.rmb.operator.injection.Injector;
import io.threefold.rmb.operator.injection.NamespaceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the webhook would do with one document.
 *
 * @param name kind, namespace and name
 * @param decision empty for documents that make no pods
 * @param before the object as YAML, in the form of {@code after}, so that they can be compared
 * @param after the object with its peer; the document's own text where nothing changes
 * @param hints for the user
 */
record Review(String name, Optional<Decision> decision, String before, String after, List<String> hints) {
    static List<Review> of(List<Document> documents, String defaultNamespace, Injector injector) {
        List<HasMetadata> objects = documents.stream()
                .map(Document::object)
                .flatMap(Optional::stream)
                .toList();
        OfflineCluster cluster = new OfflineCluster(defaultNamespace, objects);
        List<Review> reviews = new ArrayList<>();
        for (Document document : documents) {
            reviews.add(document.object()
                    .map(object -> of(document, object, cluster, injector))
                    .orElseGet(() -> untouched(document, "", Optional.empty(), List.of())));
        }
        return reviews;
    }

    private static Review of(Document document, HasMetadata object, OfflineCluster cluster, Injector injector) {
        NamespaceView namespace = cluster.view(cluster.namespaceOf(object));
        String name = object.getKind() + " " + namespace.name() + "/" + name(object);
        if (object instanceof Pod pod) {
            Decision decision = injector.decide(pod, namespace);
            List<String> hints = decision instanceof Decision.Injected injected
                    ? injected.warnings().stream().map(w -> "rmb: " + w.text()).toList()
                    : List.of();
            return decision instanceof Decision.Injected injected
                    ? new Review(name, Optional.of(decision), yaml(pod), yaml(injected.pod()), hints)
                    : untouched(document, name, Optional.of(decision), hints);
        }
        Optional<Workload> workload = Workload.of(object);
        if (workload.isEmpty()) {
            return untouched(document, name, Optional.empty(), List.of());
        }
        List<String> hints = new Hints(injector).about(workload.get(), namespace);
        Decision decision = injector.decide(workload.get().pod(), namespace);
        if (!(decision instanceof Decision.Injected injected)) {
            return untouched(document, name, Optional.of(decision), hints);
        }
        String before = yaml(object);
        workload.get().template().setMetadata(injected.pod().getMetadata());
        workload.get().template().setSpec(injected.pod().getSpec());
        return new Review(name, Optional.of(decision), before, yaml(object), hints);
    }

    private static Review untouched(Document document, String name, Optional<Decision> decision, List<String> hints) {
        return new Review(name, decision, document.text(), document.text(), hints);
    }

    private static String name(HasMetadata object) {
        var meta = object.getMetadata();
        if (meta == null) {
            return "(no name)";
        }
        return meta.getName() != null ? meta.getName() : meta.getGenerateName() + "*";
    }

    private static String yaml(HasMetadata object) {
        String yaml = Serialization.asYaml(object);
        return yaml.startsWith("---\n") ? yaml.substring(4) : yaml;
    }

    /** True when pods that ask for a peer would not have one. */
    boolean fails() {
        return decision.isPresent()
                && (decision.get() instanceof Decision.Refused || decision.get() instanceof Decision.Skipped);
    }

    /** One line; empty where injection has nothing to do with the document. */
    String summary() {
        return decision.map(d -> name + ": "
                        + switch (d) {
                            case Decision.Injected injected -> "gets a peer of RmbService " + injected.service();
                            case Decision.AlreadyInjected already ->
                                "has its peer of RmbService " + already.service() + " already";
                            case Decision.NotAsked _ -> "does not ask for a peer";
                            case Decision.Skipped skipped ->
                                "starts without a peer. " + skipped.finding().text();
                            case Decision.Refused refused ->
                                "is refused. " + refused.finding().text();
                        })
                .orElse("");
    }
}
