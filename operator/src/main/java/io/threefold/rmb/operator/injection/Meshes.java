package io.threefold.rmb.operator.injection;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Service meshes: their containers come before ours, and our management port goes around their proxies. */
final class Meshes {
    /** Comma-separated ports that a mesh leaves alone. */
    static final List<String> EXCLUDED_PORTS =
            List.of("traffic.sidecar.istio.io/excludeInboundPorts", "config.linkerd.io/skip-inbound-ports");

    private static final Set<String> CONTAINERS = Set.of(
            "istio-init",
            "istio-validation",
            "istio-proxy",
            "linkerd-init",
            "linkerd-network-validator",
            "linkerd-proxy",
            "kuma-init",
            "kuma-validation",
            "kuma-sidecar",
            "consul-connect-inject-init",
            "consul-dataplane");

    /** Keys of pods and namespaces that ask for a mesh. */
    private static final Set<String> SIGNS = Set.of(
            "istio-injection",
            "istio.io/rev",
            "sidecar.istio.io/inject",
            "linkerd.io/inject",
            "kuma.io/sidecar-injection");

    private Meshes() {}

    static boolean isMesh(Container container) {
        return CONTAINERS.contains(container.getName());
    }

    /** Where our containers go: behind the last one of a mesh. */
    static int position(List<Container> initContainers) {
        for (int i = initContainers.size(); i > 0; i--) {
            if (isMesh(initContainers.get(i - 1))) {
                return i;
            }
        }
        return 0;
    }

    static boolean seen(Pod pod, NamespaceView namespace) {
        return PodParts.foreign(pod.getSpec()).stream().anyMatch(Meshes::isMesh)
                || sign(PodParts.labels(pod))
                || sign(PodParts.annotations(pod))
                || sign(namespace.labels())
                || sign(namespace.annotations());
    }

    private static boolean sign(Map<String, String> keys) {
        return SIGNS.stream().anyMatch(keys::containsKey);
    }

    /** The list with the port in it. */
    static String exclude(String ports, int port) {
        String text = String.valueOf(port);
        boolean there = Arrays.stream(ports.split(",")).map(String::strip).anyMatch(text::equals);
        if (there) {
            return ports;
        }
        return ports.isBlank() ? text : ports.strip() + "," + text;
    }
}
