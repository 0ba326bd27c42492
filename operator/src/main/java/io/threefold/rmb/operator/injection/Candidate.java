package io.threefold.rmb.operator.injection;

import io.threefold.rmb.crds.v1alpha1.RmbService;
import io.threefold.rmb.crds.v1alpha1.RmbServiceSpec;
import org.jspecify.annotations.Nullable;

/**
 * A service that a pod may belong to.
 *
 * @param configHash hash of its peer configuration, when it is known
 */
public record Candidate(
        RmbService service,
        IdentityState identity,
        @Nullable String configHash) {
    String name() {
        return service.getMetadata().getName();
    }

    RmbServiceSpec spec() {
        return service.getSpec();
    }
}
