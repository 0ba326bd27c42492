package io.threefold.rmb.operator.injection;

import io.fabric8.kubernetes.api.model.Pod;
import io.threefold.rmb.operator.catalogue.InjectionReason;
import io.threefold.rmb.operator.catalogue.Keys;
import java.util.Optional;

/**
 * A wish for a peer.
 *
 * @param value {@code true} or a service's name
 * @param byPod whether the pod itself asks, not only its namespace
 */
record Asked(String value, boolean byPod) {
    /** Empty when nobody asks. */
    static Optional<Asked> of(Pod pod, NamespaceView namespace) throws NotInjectable {
        String own = PodParts.annotations(pod).get(Keys.INJECT.name());
        String value = own != null ? own : namespace.labels().get(Keys.INJECT_DEFAULT.name());
        if (value == null || value.equals("false")) {
            return Optional.empty();
        }
        if (!Keys.INJECT.value().fits().test(value)) {
            throw NotInjectable.because(
                    InjectionReason.INVALID_OVERRIDE,
                    Keys.INJECT.name() + (own == null ? " of the namespace" : ""),
                    Keys.INJECT.value().text());
        }
        return Optional.of(new Asked(value, own != null));
    }
}
