package io.threefold.rmb.operator.injection;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Quality-of-service classes as Kubernetes computes them. */
enum Qos {
    BestEffort,
    Burstable,
    Guaranteed;

    private static final List<String> COUNTED = List.of("cpu", "memory");

    /** The class of these containers; a missing request counts as its limit, as the API server fills it in. */
    static Qos of(List<Container> containers) {
        boolean any = false;
        boolean equal = !containers.isEmpty();
        for (Container container : containers) {
            ResourceRequirements resources = container.getResources();
            for (String resource : COUNTED) {
                BigDecimal limit = amount(resources == null ? null : resources.getLimits(), resource);
                BigDecimal request = amount(resources == null ? null : resources.getRequests(), resource);
                any |= limit.signum() > 0 || request.signum() > 0;
                equal &= limit.signum() > 0 && (request.signum() == 0 || request.compareTo(limit) == 0);
            }
        }
        return !any ? BestEffort : equal ? Guaranteed : Burstable;
    }

    /** With resources of the pod as a whole, only those count. */
    static boolean setForThePod(PodSpec spec) {
        ResourceRequirements resources = spec.getResources();
        return resources != null
                && COUNTED.stream()
                        .anyMatch(r -> amount(resources.getLimits(), r).signum() > 0
                                || amount(resources.getRequests(), r).signum() > 0);
    }

    private static BigDecimal amount(@Nullable Map<String, Quantity> quantities, String resource) {
        Quantity quantity = quantities == null ? null : quantities.get(resource);
        return quantity == null ? BigDecimal.ZERO : quantity.getNumericalAmount();
    }
}
