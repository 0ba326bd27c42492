package io.threefold.rmb.operator.injection;

import io.fabric8.kubernetes.api.model.Condition;
import io.threefold.rmb.crds.v1alpha1.RmbIdentity;
import io.threefold.rmb.crds.v1alpha1.RmbIdentitySpec;
import io.threefold.rmb.operator.catalogue.ConditionType;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether pods can be given an identity. They can while its twin is not known yet (containers wait for the id) and while the chain is
 * away (the peer goes on with what it knows): only what would make the peer fail for certain counts against it.
 */
public sealed interface IdentityState {
    /** Usable; the spec says which Secret to mount. */
    record Usable(RmbIdentitySpec spec) implements IdentityState {}

    /**
     * Not usable.
     *
     * @param problem completes "RmbIdentity x cannot be used: …"
     */
    record Unusable(String problem) implements IdentityState {}

    /** The state of what was found under the name; null when nothing was. */
    static IdentityState of(@Nullable RmbIdentity identity) {
        if (identity == null) {
            return new Unusable("there is none of that name in the namespace");
        }
        if (identity.getSpec() == null || identity.getSpec().secretRef() == null) {
            return new Unusable("it names no Secret (spec.secretRef)");
        }
        var status = identity.getStatus();
        List<Condition> conditions = status == null || status.conditions() == null ? List.of() : status.conditions();
        Set<String> decisive = Set.of(ConditionType.SECRET_RESOLVED.type(), ConditionType.KEY_VALID.type());
        for (Condition condition : conditions) {
            if (decisive.contains(condition.getType()) && "False".equals(condition.getStatus())) {
                return new Unusable(condition.getType() + " is false (" + condition.getReason() + ")");
            }
        }
        return new Usable(identity.getSpec());
    }
}
