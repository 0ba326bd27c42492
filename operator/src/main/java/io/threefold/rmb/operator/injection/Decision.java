package io.threefold.rmb.operator.injection;

import io.fabric8.kubernetes.api.model.Pod;
import io.threefold.rmb.operator.catalogue.Finding;
import java.util.List;

/** What happens to a pod. */
public sealed interface Decision {
    /**
     * It gets a peer.
     *
     * @param pod a new object; the one that was given is not touched
     * @param service name of the RmbService
     * @param hash of what was injected, as in the status annotation: 64 hex digits
     * @param warnings for the user, the pod starts all the same
     */
    record Injected(Pod pod, String service, String hash, List<Finding> warnings) implements Decision {
        public Injected {
            warnings = List.copyOf(warnings);
        }
    }

    /** It has what it would get now; nothing to change. */
    record AlreadyInjected(String service, String hash) implements Decision {}

    /** Neither it nor its namespace asks. */
    record NotAsked() implements Decision {}

    /** It starts without a peer, though something asks for one. */
    record Skipped(Finding finding) implements Decision {}

    /** It must not start: it would start wrongly. */
    record Refused(Finding finding) implements Decision {}
}
