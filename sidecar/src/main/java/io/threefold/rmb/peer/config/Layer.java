package io.threefold.rmb.peer.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one source sets: texts by setting key.
 *
 * @param origin for messages, for example "environment"
 * @param values by {@link io.threefold.rmb.peer.catalogue.Setting#key}; texts are stripped and not empty
 * @param warnings sentences about what was ignored
 */
record Layer(String origin, Map<String, List<String>> values, List<String> warnings) {
    Layer {
        values = Map.copyOf(values);
        warnings = List.copyOf(warnings);
    }

    static Layer empty(String origin) {
        return new Layer(origin, new LinkedHashMap<>(), List.of());
    }
}
