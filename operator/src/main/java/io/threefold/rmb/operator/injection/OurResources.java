package io.threefold.rmb.operator.injection;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.threefold.rmb.crds.v1alpha1.RmbServiceSpec.Resources;
import io.threefold.rmb.operator.catalogue.InjectionReason;
import io.threefold.rmb.operator.catalogue.Key;
import io.threefold.rmb.operator.injection.InjectionSettings.ContainerDefaults;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Requests and limits of one of our containers. The pod keeps its QoS class: none of them where the app has none, equal ones where all
 * of the app's are equal. What a user sets for our container counts in each class but the last, where the limit stands for both.
 */
record OurResources(ContainerDefaults defaults, @Nullable Resources ofService, Wishes wishes) {
    private static final String CPU = "cpu";
    private static final String MEMORY = "memory";

    /** The annotations for one container. */
    record Wishes(Key cpuRequest, Key cpuLimit, Key memoryRequest, Key memoryLimit, Overrides overrides) {
        private void into(Map<String, Quantity> requests, Map<String, Quantity> limits) {
            overrides.get(cpuRequest).ifPresent(v -> requests.put(CPU, Quantity.parse(v)));
            overrides.get(cpuLimit).ifPresent(v -> limits.put(CPU, Quantity.parse(v)));
            overrides.get(memoryRequest).ifPresent(v -> requests.put(MEMORY, Quantity.parse(v)));
            overrides.get(memoryLimit).ifPresent(v -> limits.put(MEMORY, Quantity.parse(v)));
        }
    }

    /** Null: none at all. */
    @Nullable ResourceRequirements forClass(Qos qos, boolean setForThePod) throws NotInjectable {
        Map<String, Quantity> requests = new LinkedHashMap<>();
        Map<String, Quantity> limits = new LinkedHashMap<>();
        boolean byService = ofService != null && (ofService.requests() != null || ofService.limits() != null);
        if (byService && ofService != null) {
            put(requests, ofService.requests());
            put(limits, ofService.limits());
        } else if (qos != Qos.BestEffort && !setForThePod) {
            defaults(requests, limits);
        }
        Map<String, Quantity> wishedLimits = new LinkedHashMap<>();
        Map<String, Quantity> wishedRequests = new LinkedHashMap<>();
        wishes.into(wishedRequests, wishedLimits);
        requests.putAll(wishedRequests);
        limits.putAll(wishedLimits);
        if (qos == Qos.Guaranteed && !setForThePod) {
            Quantity cpu = defaults.cpuLimit() == null ? defaults.guaranteedCpu() : defaults.cpuLimit();
            equal(requests, limits, CPU, wishedLimits.get(CPU), cpu);
            equal(requests, limits, MEMORY, wishedLimits.get(MEMORY), defaults.memoryLimit());
        } else {
            // A wish for one side moves a default of the other side along, but never another wish.
            check(requests, limits, CPU, wishedRequests, wishedLimits);
            check(requests, limits, MEMORY, wishedRequests, wishedLimits);
        }
        if (requests.isEmpty() && limits.isEmpty()) {
            return null;
        }
        return new ResourceRequirementsBuilder()
                .withRequests(requests)
                .withLimits(limits)
                .build();
    }

    /** Bytes that Redis may fill: three quarters of its memory limit, of the default one when it has none. */
    long redisMemory(@Nullable ResourceRequirements resources) {
        Quantity limit = resources == null ? null : resources.getLimits().get(MEMORY);
        return Quantity.getAmountInBytes(limit == null ? defaults.memoryLimit() : limit)
                        .longValue()
                / 4
                * 3;
    }

    private void defaults(Map<String, Quantity> requests, Map<String, Quantity> limits) {
        requests.put(CPU, defaults.cpuRequest());
        requests.put(MEMORY, defaults.memoryRequest());
        if (defaults.cpuLimit() != null) {
            limits.put(CPU, defaults.cpuLimit());
        }
        limits.put(MEMORY, defaults.memoryLimit());
    }

    private static void put(Map<String, Quantity> target, @Nullable Map<String, Quantity> source) {
        if (source != null) {
            target.putAll(source);
        }
    }

    private static void equal(
            Map<String, Quantity> requests,
            Map<String, Quantity> limits,
            String resource,
            @Nullable Quantity wished,
            Quantity ours) {
        Quantity value = wished == null ? limits.getOrDefault(resource, ours) : wished;
        Quantity request = requests.get(resource);
        if (wished == null && request != null && amountOf(request).compareTo(amountOf(value)) > 0) {
            value = request;
        }
        limits.put(resource, value);
        requests.put(resource, value);
    }

    private void check(
            Map<String, Quantity> requests,
            Map<String, Quantity> limits,
            String resource,
            Map<String, Quantity> wishedRequests,
            Map<String, Quantity> wishedLimits)
            throws NotInjectable {
        Quantity request = requests.get(resource);
        Quantity limit = limits.get(resource);
        if (request == null || limit == null || amountOf(request).compareTo(amountOf(limit)) <= 0) {
            return;
        }
        boolean requestWished = wishedRequests.containsKey(resource);
        boolean limitWished = wishedLimits.containsKey(resource);
        if (requestWished && !limitWished) {
            limits.put(resource, request);
        } else if (limitWished && !requestWished) {
            requests.put(resource, limit);
        } else {
            Key key = resource.equals(CPU) ? wishes.cpuLimit() : wishes.memoryLimit();
            throw NotInjectable.because(
                    InjectionReason.INVALID_OVERRIDE,
                    requestWished ? key.name() : "resources of the RmbService's container",
                    "must not be below the request (" + resource + " " + request + " > " + limit + ")");
        }
    }

    private static java.math.BigDecimal amountOf(Quantity quantity) {
        return quantity.getNumericalAmount();
    }
}
