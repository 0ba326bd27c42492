package io.threefold.rmb.operator.injection;

import io.threefold.rmb.crds.v1alpha1.RmbServiceSpec.PodSelector;
import io.threefold.rmb.crds.v1alpha1.RmbServiceSpec.Requirement;
import io.threefold.rmb.operator.catalogue.InjectionReason;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Which service takes a pod. */
final class ServiceChoice {
    private ServiceChoice() {}

    static Candidate choose(Asked asked, Map<String, String> podLabels, NamespaceView namespace) throws NotInjectable {
        if (!asked.value().equals("true")) {
            for (Candidate candidate : namespace.services()) {
                if (candidate.name().equals(asked.value())) {
                    return candidate;
                }
            }
            String there = namespace.services().isEmpty() ? "none" : names(namespace.services());
            throw NotInjectable.because(InjectionReason.SERVICE_NOT_FOUND, asked.value(), namespace.name(), there);
        }
        List<Candidate> fitting = namespace.services().stream()
                .filter(c -> c.spec().selector() != null && matches(c.spec().selector(), podLabels))
                .toList();
        if (fitting.isEmpty()) {
            fitting = namespace.services().stream()
                    .filter(c -> c.spec().selector() == null)
                    .toList();
        }
        if (fitting.isEmpty()) {
            throw NotInjectable.because(InjectionReason.NO_SERVICE, namespace.name());
        }
        if (fitting.size() > 1) {
            throw NotInjectable.because(InjectionReason.SEVERAL_SERVICES, names(fitting));
        }
        return fitting.getFirst();
    }

    private static String names(List<Candidate> candidates) {
        return candidates.stream().map(Candidate::name).sorted().limit(8).collect(Collectors.joining(", "));
    }

    /** As Kubernetes matches label selectors; an empty one matches every pod. */
    static boolean matches(PodSelector selector, Map<String, String> labels) {
        for (Map.Entry<String, String> wanted :
                PodParts.orEmpty(selector.matchLabels()).entrySet()) {
            if (!wanted.getValue().equals(labels.get(wanted.getKey()))) {
                return false;
            }
        }
        return PodParts.orEmpty(selector.matchExpressions()).stream().allMatch(r -> matches(r, labels));
    }

    private static boolean matches(Requirement requirement, Map<String, String> labels) {
        String value = labels.get(requirement.key());
        List<String> values = PodParts.orEmpty(requirement.values());
        return switch (requirement.operator()) {
            case In -> value != null && values.contains(value);
            case NotIn -> value == null || !values.contains(value);
            case Exists -> value != null;
            case DoesNotExist -> value == null;
        };
    }
}
