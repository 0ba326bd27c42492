package io.threefold.rmb.crds;

import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.threefold.rmb.crds.v1alpha1.RmbIdentity;
import io.threefold.rmb.crds.v1alpha1.RmbService;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** Generates the CRDs and adds what the generator's annotations cannot say: list types, bounds of maps, status defaults. */
final class CrdYaml {
    private static final String VERSION = "v1";
    private static final List<String> COLUMNS = List.of("Twin", "Relays", "Connected", "Ready", "Reason", "Age");

    private CrdYaml() {}

    /** File name to YAML text. */
    static Map<String, String> generate() {
        Map<String, ByteArrayOutputStream> raw = new LinkedHashMap<>();
        new CRDGenerator()
                .customResourceClasses(List.of(RmbIdentity.class, RmbService.class))
                .forCRDVersions(VERSION)
                .withOutput(new CRDGenerator.CRDOutput<ByteArrayOutputStream>() {
                    @Override
                    public ByteArrayOutputStream outputFor(String name) {
                        return raw.computeIfAbsent(name, any -> new ByteArrayOutputStream());
                    }

                    @Override
                    public java.net.URI crdURI(String name) {
                        return java.nio.file.Path.of(name).toUri();
                    }

                    @Override
                    public void close() {
                        // in memory, nothing to close
                    }
                })
                .generate();
        Map<String, String> result = new LinkedHashMap<>();
        raw.values().forEach(bytes -> {
            CustomResourceDefinition crd =
                    Serialization.unmarshal(bytes.toString(java.nio.charset.StandardCharsets.UTF_8));
            complete(crd);
            result.put(crd.getMetadata().getName() + ".yaml", Serialization.asYaml(crd));
        });
        return result;
    }

    private static void complete(CustomResourceDefinition crd) {
        JSONSchemaProps root =
                crd.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema();
        walk(root);
        crd.getSpec()
                .getVersions()
                .getFirst()
                .getAdditionalPrinterColumns()
                .sort(Comparator.comparingInt(column -> COLUMNS.indexOf(column.getName())));
        Map<String, JSONSchemaProps> properties = root.getProperties();
        if (crd.getSpec().getNames().getKind().equals("RmbIdentity")) {
            root.setDescription("A bot's identity: a secret phrase that is a twin on tfchain.");
            setType(at(root, "spec", "chainUrls"), "atomic");
            setType(at(root, "spec", "relays"), "set");
            setType(at(root, "status", "registeredRelays"), "set");
        } else {
            root.setDescription("A workload that speaks for an RmbIdentity.");
            keyed(at(root, "spec", "commands"), "name");
            JSONSchemaProps command = at(root, "spec", "commands").getItems().getSchema();
            setType(command.getProperties().get("allowTwins"), "set");
            setType(command.getProperties().get("denyTwins"), "set");
            at(root, "spec", "selector", "matchLabels").setMaxProperties(32L);
            setType(at(root, "spec", "selector", "matchExpressions"), "atomic");
            setType(
                    at(root, "spec", "selector", "matchExpressions")
                            .getItems()
                            .getSchema()
                            .getProperties()
                            .get("values"),
                    "set");
            at(root, "spec", "peer", "resources", "requests").setMaxProperties(16L);
            at(root, "spec", "peer", "resources", "limits").setMaxProperties(16L);
            keyed(at(root, "status", "peers"), "pod");
            keyed(
                    at(root, "status", "peers")
                            .getItems()
                            .getSchema()
                            .getProperties()
                            .get("relays"),
                    "url");
        }
        properties.get("spec").setDescription("What is asked for.");
        properties.get("status").setDescription("What the operator found out.");
        conditions(properties.get("status"));
        root.setRequired(List.of("spec"));
    }

    private static void conditions(JSONSchemaProps status) {
        JSONSchemaProps conditions = status.getProperties().get("conditions");
        keyed(conditions, "type");
        JSONSchemaProps item = conditions.getItems().getSchema();
        item.setRequired(List.of("lastTransitionTime", "message", "reason", "status", "type"));
        Map<String, JSONSchemaProps> fields = item.getProperties();
        fields.get("message").setMaxLength(32768L);
        fields.get("reason").setMaxLength(1024L);
        fields.get("type").setMaxLength(316L);
        fields.get("status").setMaxLength(16L);
        Map<String, String> words = Map.of(
                "message", "For people: what it is and what to do.",
                "reason", "One of the reasons in docs/reference/reasons.md.",
                "type", "What the condition is about.",
                "status", "True, False or Unknown.",
                "lastTransitionTime", "When status changed last.",
                "observedGeneration", "The generation of the spec that it speaks of.");
        words.forEach((field, text) -> fields.get(field).setDescription(text));
        Map<String, Object> waiting = new LinkedHashMap<>();
        waiting.put("type", "Ready");
        waiting.put("status", "Unknown");
        waiting.put("reason", "WaitingForOperator");
        waiting.put("message", "No operator has looked at this yet. Is one installed and watching this namespace?");
        waiting.put("lastTransitionTime", "1970-01-01T00:00:00Z");
        Map<String, Object> empty = new LinkedHashMap<>();
        empty.put("conditions", List.of(waiting));
        status.setDefault(Serialization.jsonMapper().valueToTree(empty));
    }

    /** The generator repeats the rules of records, once per place that carries the annotation. */
    private static void walk(JSONSchemaProps schema) {
        if (schema.getXKubernetesValidations() != null) {
            schema.setXKubernetesValidations(new ArrayList<>(new LinkedHashSet<>(schema.getXKubernetesValidations())));
        }
        if (schema.getProperties() != null) {
            schema.getProperties().values().forEach(CrdYaml::walk);
        }
        if (schema.getItems() != null && schema.getItems().getSchema() != null) {
            walk(schema.getItems().getSchema());
        }
    }

    private static JSONSchemaProps at(JSONSchemaProps root, String... path) {
        JSONSchemaProps here = root;
        for (String name : path) {
            here = here.getProperties().get(name);
            if (here == null) {
                throw new IllegalStateException("no property " + String.join(".", path));
            }
        }
        return here;
    }

    private static void setType(JSONSchemaProps list, String type) {
        list.setXKubernetesListType(type);
    }

    private static void keyed(JSONSchemaProps list, String key) {
        list.setXKubernetesListType("map");
        list.setXKubernetesListMapKeys(List.of(key));
    }
}
