package io.threefold.rmb.operator.injection;

import java.util.List;
import java.util.Map;

/**
 * What counts of a namespace.
 *
 * @param labels of the namespace
 * @param annotations of the namespace; only looked at for meshes
 * @param services its RmbServices; a caller with a cache confirms an empty or unfitting list by a live read first
 */
public record NamespaceView(
        String name, Map<String, String> labels, Map<String, String> annotations, List<Candidate> services) {
    public NamespaceView {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
        services = List.copyOf(services);
    }
}
