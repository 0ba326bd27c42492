package io.threefold.rmb.operator.catalogue;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The reference pages, made from the catalogue and the CRDs. */
final class ReferencePages {
    private static final String NOTE = "<!-- Generated; a test compares. ./rmb generate writes it anew. -->\n\n";

    private ReferencePages() {}

    static String annotations() {
        StringBuilder page = new StringBuilder("# Annotations and labels\n\n").append(NOTE);
        page.append(
                "Annotations for pods belong on the **pod template** (`spec.template.metadata.annotations`), not on the"
                        + " Deployment.\n\n## You write\n");
        section(page, Key.Author.USER);
        page.append("\n## The operator writes\n");
        section(page, Key.Author.OPERATOR);
        return page.toString();
    }

    private static void section(StringBuilder page, Key.Author author) {
        for (Key key : Keys.all()) {
            if (key.author() == author) {
                page.append("\n### `")
                        .append(key.name())
                        .append("` (")
                        .append(key.place().text());
                page.append(")\n\n").append(key.meaning()).append("\n\n");
                page.append("Value: ").append(key.value().text()).append(". Example: `");
                page.append(key.example()).append("`\n");
            }
        }
    }

    static String reasons() {
        StringBuilder page = new StringBuilder("# Conditions, reasons, events\n\n").append(NOTE);
        page.append("## Conditions\n\n| type | of | True means |\n|---|---|---|\n");
        for (ConditionType type : ConditionType.values()) {
            row(page, type.type(), type.kind(), type.meaning());
        }
        page.append(
                        "\n## Reasons of conditions\n\n`Ready` has the reason of the first condition that is not as it should be.\n\n")
                .append("| reason | of | meaning | what to do |\n|---|---|---|---|\n");
        for (ConditionReason reason : ConditionReason.values()) {
            row(
                    page,
                    reason.code(),
                    reason.types().stream().map(ConditionType::type).collect(Collectors.joining(", ")),
                    reason.meaning(),
                    reason.remedy());
        }
        page.append(
                        "\n## Injection: refusals, skips and warnings\n\nA refusal is one sentence that controllers show as")
                .append(" `FailedCreate`; each is an event on the pod's owner and a metric's label as well.\n\n")
                .append("| code | the pod is | because | what to do |\n|---|---|---|---|\n");
        for (InjectionReason reason : InjectionReason.values()) {
            row(
                    page,
                    reason.code(),
                    reason.effect().text(),
                    named(reason, reason.sentence()),
                    named(reason, reason.remedy()));
        }
        page.append("\n## Events\n\n| reason | type | on | meaning |\n|---|---|---|---|\n");
        for (EventReason reason : EventReason.values()) {
            row(page, reason.code(), reason.type(), reason.on(), reason.meaning());
        }
        return page.toString();
    }

    private static String named(InjectionReason reason, String template) {
        Object[] names = reason.arguments().stream().map(n -> "*" + n + "*").toArray();
        return String.format(java.util.Locale.ROOT, template, names);
    }

    static String crds(List<CustomResourceDefinition> definitions) {
        StringBuilder page = new StringBuilder("# Custom resources\n\n").append(NOTE);
        page.append("Group `rmb.threefold.io`, version `v1alpha1`, namespaced; `kubectl get rmb` shows both kinds.\n");
        for (CustomResourceDefinition definition : definitions) {
            JSONSchemaProps root =
                    definition.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema();
            page.append("\n## ")
                    .append(definition.getSpec().getNames().getKind())
                    .append(" (`");
            page.append(String.join("`, `", definition.getSpec().getNames().getShortNames()))
                    .append("`)\n\n");
            page.append(root.getDescription()).append('\n');
            rules(page, root);
            page.append("\n| field | type | default | meaning |\n|---|---|---|---|\n");
            fields(page, "spec", root.getProperties().get("spec"));
            fields(page, "status", root.getProperties().get("status"));
        }
        return page.toString();
    }

    private static void rules(StringBuilder page, JSONSchemaProps schema) {
        if (schema.getXKubernetesValidations() != null) {
            schema.getXKubernetesValidations()
                    .forEach(rule ->
                            page.append("\n* ").append(rule.getMessage()).append('\n'));
        }
    }

    private static void fields(StringBuilder page, String path, JSONSchemaProps schema) {
        for (Map.Entry<String, JSONSchemaProps> field : schema.getProperties().entrySet()) {
            JSONSchemaProps type = field.getValue();
            String name = path + "." + field.getKey();
            boolean required =
                    schema.getRequired() != null && schema.getRequired().contains(field.getKey());
            String fallback = required
                    ? "required"
                    : type.getDefault() == null || type.getDefault().isContainerNode()
                            ? ""
                            : "`" + type.getDefault().asText() + "`";
            String meaning = type.getDescription() == null ? "" : type.getDescription();
            String rules = type.getXKubernetesValidations() == null
                    ? ""
                    : type.getXKubernetesValidations().stream()
                            .map(rule -> " Rule: " + rule.getMessage() + ".")
                            .collect(Collectors.joining());
            row(page, "`" + name + "`", type(type), fallback, meaning + rules);
            JSONSchemaProps inner =
                    type.getItems() == null ? type : type.getItems().getSchema();
            if (inner.getProperties() != null && !inner.getProperties().isEmpty()) {
                fields(page, type.getItems() == null ? name : name + "[]", inner);
            }
        }
    }

    private static String type(JSONSchemaProps schema) {
        if (schema.getEnum() != null && !schema.getEnum().isEmpty()) {
            return schema.getEnum().stream().map(v -> v.asText()).collect(Collectors.joining(" or "));
        }
        if (schema.getItems() != null) {
            String most = schema.getMaxItems() == null ? "" : ", at most " + schema.getMaxItems();
            return "list of " + type(schema.getItems().getSchema()) + most;
        }
        return schema.getType() == null ? "quantity" : schema.getType();
    }

    private static void row(StringBuilder page, String... cells) {
        page.append("| ");
        for (String cell : cells) {
            page.append(cell.replace("|", "\\|").replace('\n', ' ')).append(" | ");
        }
        page.setLength(page.length() - 1);
        page.append('\n');
    }
}
