package io.threefold.rmb.operator.cli;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.threefold.rmb.crds.v1alpha1.RmbIdentity;
import io.threefold.rmb.crds.v1alpha1.RmbService;
import io.threefold.rmb.operator.injection.Candidate;
import io.threefold.rmb.operator.injection.IdentityState;
import io.threefold.rmb.operator.injection.NamespaceView;
import io.threefold.rmb.operator.peerconfig.PeerConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What files say about namespaces, services and identities, in place of a cluster. */
public final class OfflineCluster {
    private final String defaultNamespace;
    private final Map<String, Namespace> namespaces = new LinkedHashMap<>();
    private final Map<String, RmbIdentity> identities = new LinkedHashMap<>();
    private final List<RmbService> services = new ArrayList<>();

    /**
     * @param defaultNamespace of objects that name none
     */
    public OfflineCluster(String defaultNamespace, List<? extends HasMetadata> objects) {
        this.defaultNamespace = defaultNamespace;
        for (HasMetadata object : objects) {
            switch (object) {
                case Namespace namespace ->
                    namespaces.put(namespace.getMetadata().getName(), namespace);
                case RmbIdentity identity ->
                    identities.put(
                            namespaceOf(identity) + "/" + identity.getMetadata().getName(), identity);
                case RmbService service -> services.add(service);
                default -> {}
            }
        }
    }

    /** The namespace that an object is in or will be applied to. */
    public String namespaceOf(HasMetadata object) {
        String own = object.getMetadata() == null ? null : object.getMetadata().getNamespace();
        return own == null || own.isEmpty() ? defaultNamespace : own;
    }

    /** The view that the injection takes. */
    public NamespaceView view(String name) {
        Namespace namespace = namespaces.get(name);
        List<Candidate> candidates = services.stream()
                .filter(service -> service.getSpec() != null
                        && service.getSpec().identityRef() != null
                        && namespaceOf(service).equals(name))
                .map(service -> candidate(service, name))
                .toList();
        return new NamespaceView(
                name,
                orEmpty(namespace == null ? null : namespace.getMetadata().getLabels()),
                orEmpty(namespace == null ? null : namespace.getMetadata().getAnnotations()),
                candidates);
    }

    private Candidate candidate(RmbService service, String namespace) {
        RmbIdentity identity =
                identities.get(namespace + "/" + service.getSpec().identityRef().name());
        IdentityState state = IdentityState.of(identity);
        String hash = null;
        if (state instanceof IdentityState.Usable usable) {
            var status = identity == null ? null : identity.getStatus();
            hash = PeerConfig.of(service.getSpec(), usable.spec(), status == null ? null : status.twinId())
                    .hash();
        }
        return new Candidate(service, state, hash);
    }

    private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
        return map == null ? Map.of() : map;
    }
}
