package io.threefold.rmb.operator.injection;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.zjsonpatch.JsonPatch;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class InjectorPropertiesTest {
    private static final NamespaceView NAMESPACE = Cases.namespace(Cases.SERVICE);
    private static final Injector INJECTOR = new Injector(InjectionSettings.defaults());

    @Property(tries = 150)
    void twiceIsOnce(@ForAll("pods") Pod pod) {
        Decision.Injected once = Cases.injected(INJECTOR.decide(pod, NAMESPACE));
        assertThat(INJECTOR.decide(once.pod(), NAMESPACE)).isEqualTo(new Decision.AlreadyInjected("echo", once.hash()));
    }

    @Property(tries = 150)
    void theClassIsKept(@ForAll("pods") Pod pod) {
        Decision.Injected injected = Cases.injected(INJECTOR.decide(pod, NAMESPACE));
        assertThat(qos(injected.pod())).isEqualTo(qos(pod));
        assertThat(injected.warnings()).isEmpty();
    }

    @Property(tries = 80)
    void whatWasThereStaysInItsOrder(@ForAll("pods") Pod pod) {
        JsonNode before = Serialization.jsonMapper().valueToTree(pod);
        Pod out = Cases.injected(INJECTOR.decide(pod, NAMESPACE)).pod();
        assertThat(Serialization.jsonMapper().<JsonNode>valueToTree(pod)).isEqualTo(before);
        assertThat(PodParts.foreign(out.getSpec()))
                .extracting(Container::getName)
                .containsExactlyElementsOf(PodParts.foreign(pod.getSpec()).stream()
                        .map(Container::getName)
                        .toList());
        assertThat(out.getSpec().getContainers())
                .as("jobs complete, since ours are native sidecars")
                .hasSameSizeAs(pod.getSpec().getContainers());
        List<String> init = out.getSpec().getInitContainers().stream()
                .map(Container::getName)
                .toList();
        assertThat(init.indexOf("rmb-peer")).isEqualTo(init.indexOf("rmb-redis") + 1);
        assertThat(init.indexOf("rmb-redis")).isGreaterThan(init.lastIndexOf("istio-proxy"));
    }

    @Property(tries = 80)
    void thePatchMakesTheSamePod(@ForAll("pods") Pod pod) {
        Pod out = Cases.injected(INJECTOR.decide(pod, NAMESPACE)).pod();
        JsonNode patched = JsonPatch.apply(
                PodPatch.between(pod, out), Serialization.jsonMapper().valueToTree(pod));
        assertThat(patched).isEqualTo(Serialization.jsonMapper().valueToTree(out));
        assertThat(PodPatch.between(out, out)).isEmpty();
    }

    @Provide
    Arbitrary<Pod> pods() {
        Arbitrary<List<Container>> containers =
                containers("app").list().ofMinSize(1).ofMaxSize(3);
        Arbitrary<List<Container>> init = containers("init").list().ofMaxSize(3);
        Arbitrary<Boolean> mesh = Arbitraries.of(true, false);
        return Combinators.combine(containers, init, mesh, Arbitraries.of("Always", "Never"))
                .as((apps, inits, meshed, restart) -> {
                    List<Container> all = new ArrayList<>(inits);
                    if (meshed) {
                        all.add(
                                all.size() / 2,
                                new ContainerBuilder().withName("istio-proxy").build());
                    }
                    return new PodBuilder()
                            .withNewMetadata()
                            .withAnnotations(new HashMap<>(Map.of("rmb.threefold.io/inject", "true")))
                            .endMetadata()
                            .withNewSpec()
                            .withContainers(numbered(apps))
                            .withInitContainers(numbered(all))
                            .withRestartPolicy(restart)
                            .endSpec()
                            .build();
                });
    }

    private static List<Container> numbered(List<Container> containers) {
        List<Container> result = new ArrayList<>();
        for (Container container : containers) {
            boolean mesh = container.getName().equals("istio-proxy");
            result.add(new ContainerBuilder(container)
                    .withName(mesh ? "istio-proxy" : container.getName() + result.size())
                    .build());
        }
        return result;
    }

    private static Arbitrary<Container> containers(String name) {
        Arbitrary<ResourceRequirements> resources = Combinators.combine(sides("100m", "2"), sides("64Mi", "1Gi"))
                .as((cpu, memory) -> {
                    ResourceRequirements requirements = new ResourceRequirements();
                    Map<String, Quantity> requests = new HashMap<>();
                    Map<String, Quantity> limits = new HashMap<>();
                    put(requests, limits, "cpu", cpu);
                    put(requests, limits, "memory", memory);
                    requirements.setRequests(requests);
                    requirements.setLimits(limits);
                    return requirements;
                });
        Arbitrary<List<String>> variables = Arbitraries.of("A", "RMB_SERVICE", "RMB_TWIN_ID", "RMB_REDIS_URL")
                .list()
                .uniqueElements()
                .ofMaxSize(3);
        return Combinators.combine(resources.injectNull(0.2), variables).as((requirements, names) -> {
            ContainerBuilder builder = new ContainerBuilder().withName(name).withResources(requirements);
            names.forEach(variable ->
                    builder.addNewEnv().withName(variable).withValue("mine").endEnv());
            return builder.build();
        });
    }

    private record Sides(String request, String limit) {}

    private static Arbitrary<Sides> sides(String low, String high) {
        return Arbitraries.of(
                new Sides("", ""),
                new Sides(low, ""),
                new Sides("", high),
                new Sides(low, high),
                new Sides(high, high),
                new Sides(high, high));
    }

    private static void put(Map<String, Quantity> requests, Map<String, Quantity> limits, String name, Sides sides) {
        if (!sides.limit().isEmpty()) {
            limits.put(name, Quantity.parse(sides.limit()));
            // As the API server fills it in.
            requests.put(name, Quantity.parse(sides.limit()));
        }
        if (!sides.request().isEmpty()) {
            requests.put(name, Quantity.parse(sides.request()));
        }
    }

    /** Written from the Kubernetes documentation, by sums, unlike the code that is tested. */
    private static String qos(Pod pod) {
        List<Container> all = new ArrayList<>(pod.getSpec().getContainers());
        all.addAll(pod.getSpec().getInitContainers());
        Map<String, BigDecimal> requests = new HashMap<>();
        Map<String, BigDecimal> limits = new HashMap<>();
        boolean everyLimit = true;
        for (Container container : all) {
            ResourceRequirements r =
                    container.getResources() == null ? new ResourceRequirements() : container.getResources();
            r.getRequests().forEach((k, v) -> requests.merge(k, v.getNumericalAmount(), BigDecimal::add));
            r.getLimits().forEach((k, v) -> limits.merge(k, v.getNumericalAmount(), BigDecimal::add));
            everyLimit &= r.getLimits().keySet().containsAll(List.of("cpu", "memory"));
        }
        if (requests.isEmpty() && limits.isEmpty()) {
            return "BestEffort";
        }
        boolean equal = requests.keySet().equals(limits.keySet())
                && requests.entrySet().stream().allMatch(e -> e.getValue().compareTo(limits.get(e.getKey())) == 0);
        return everyLimit && equal ? "Guaranteed" : "Burstable";
    }
}
