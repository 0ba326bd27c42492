package io.threefold.rmb.operator.injection;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.threefold.rmb.operator.catalogue.Names;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads pods of which any part may be missing. */
final class PodParts {
    private PodParts() {}

    static Map<String, String> annotations(Pod pod) {
        ObjectMeta meta = pod.getMetadata();
        return meta == null ? Map.of() : orEmpty(meta.getAnnotations());
    }

    static Map<String, String> labels(Pod pod) {
        ObjectMeta meta = pod.getMetadata();
        return meta == null ? Map.of() : orEmpty(meta.getLabels());
    }

    static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
        return map == null ? Map.of() : map;
    }

    static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    static boolean isOurs(Container container) {
        return Names.REDIS_CONTAINER.equals(container.getName()) || Names.PEER_CONTAINER.equals(container.getName());
    }

    static List<Container> initContainers(PodSpec spec) {
        return orEmpty(spec.getInitContainers());
    }

    /** Containers and init containers, without ours. */
    static List<Container> foreign(PodSpec spec) {
        List<Container> all = new ArrayList<>(orEmpty(spec.getContainers()));
        all.addAll(initContainers(spec));
        all.removeIf(PodParts::isOurs);
        return all;
    }

    static Map<String, String> with(@Nullable Map<String, String> map, String key, String value) {
        Map<String, String> result = new LinkedHashMap<>(orEmpty(map));
        result.put(key, value);
        return result;
    }
}
