package io.threefold.rmb.operator.injection;

import io.threefold.rmb.operator.catalogue.Finding;
import io.threefold.rmb.operator.catalogue.InjectionReason;
import io.threefold.rmb.operator.catalogue.Key;
import io.threefold.rmb.operator.catalogue.Keys;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The pod's own wishes, each of which keeps its rule.
 *
 * @param values by name of the annotation
 * @param warnings about keys of ours that mean nothing
 */
record Overrides(Map<String, String> values, List<Finding> warnings) {
    private static final Map<String, Key> POD_KEYS = Keys.all().stream()
            .filter(key -> key.place() == Key.Place.POD_ANNOTATION)
            .collect(Collectors.toUnmodifiableMap(Key::name, Function.identity()));
    private static final Set<String> POD_LABELS = Keys.all().stream()
            .filter(key -> key.place() == Key.Place.POD_LABEL)
            .map(Key::name)
            .collect(Collectors.toUnmodifiableSet());

    static Overrides of(Map<String, String> annotations, Map<String, String> labels) throws NotInjectable {
        Map<String, String> values = new LinkedHashMap<>();
        for (String name : ours(annotations)) {
            Key key = POD_KEYS.get(name);
            if (key != null && key.author() == Key.Author.USER && !key.equals(Keys.INJECT)) {
                String value = annotations.getOrDefault(name, "");
                if (!key.value().fits().test(value)) {
                    throw NotInjectable.because(
                            InjectionReason.INVALID_OVERRIDE, name, key.value().text());
                }
                values.put(name, value);
            }
        }
        return new Overrides(values, strange(annotations, labels));
    }

    /** Keys of ours that mean nothing where they stand. */
    static List<Finding> strange(Map<String, String> annotations, Map<String, String> labels) {
        List<Finding> warnings = new ArrayList<>();
        for (String name : ours(annotations)) {
            if (!POD_KEYS.containsKey(name)) {
                warnings.add(Finding.of(InjectionReason.UNKNOWN_KEY, "The annotation " + name));
            }
        }
        for (String name : ours(labels)) {
            if (POD_KEYS.containsKey(name)) {
                warnings.add(Finding.of(InjectionReason.ANNOTATION_IS_LABEL, name));
            } else if (!POD_LABELS.contains(name)) {
                warnings.add(Finding.of(InjectionReason.UNKNOWN_KEY, "The label " + name));
            }
        }
        return warnings;
    }

    private static List<String> ours(Map<String, String> map) {
        return map.keySet().stream()
                .filter(name -> name.startsWith(Keys.PREFIX))
                .sorted(Comparator.naturalOrder())
                .limit(32)
                .toList();
    }

    Optional<String> get(Key key) {
        return Optional.ofNullable(values.get(key.name()));
    }

    Optional<Integer> number(Key key) {
        return get(key).map(Integer::valueOf);
    }
}
