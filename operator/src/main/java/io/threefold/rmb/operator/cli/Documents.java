package io.threefold.rmb.operator.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.threefold.rmb.crds.v1alpha1.RmbIdentity;
import io.threefold.rmb.crds.v1alpha1.RmbService;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Kubernetes objects in YAML or JSON text, each with the text it came from. */
public final class Documents {
    /** Longest text, in characters. */
    public static final int MAX_LENGTH = 4 << 20;

    private static final Pattern SEPARATOR = Pattern.compile("(?m)^---(?:[ \\t].*)?$");
    private static final String GROUP = "rmb.threefold.io/";
    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.ofEntries(
            Map.entry("v1/Pod", Pod.class),
            Map.entry("v1/Namespace", Namespace.class),
            Map.entry("apps/v1/Deployment", Deployment.class),
            Map.entry("apps/v1/StatefulSet", StatefulSet.class),
            Map.entry("apps/v1/DaemonSet", DaemonSet.class),
            Map.entry("apps/v1/ReplicaSet", ReplicaSet.class),
            Map.entry("batch/v1/Job", Job.class),
            Map.entry("batch/v1/CronJob", CronJob.class),
            Map.entry(GROUP + "v1alpha1/RmbService", RmbService.class),
            Map.entry(GROUP + "v1alpha1/RmbIdentity", RmbIdentity.class));

    private Documents() {}

    /**
     * One object.
     *
     * @param text as it was written
     * @param object empty for kinds that injection has nothing to do with
     */
    public record Document(String text, Optional<HasMetadata> object) {}

    /** Text that is no Kubernetes object. The message says which and why. */
    public static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable(String message) {
            super(message);
        }
    }

    /** The documents in a text, in their order; empty ones are left out. */
    public static List<Document> parse(String text) throws Unreadable {
        if (text.length() > MAX_LENGTH) {
            throw new Unreadable("longer than " + (MAX_LENGTH >> 20) + " MiB");
        }
        List<Document> documents = new ArrayList<>();
        int number = 0;
        for (String part : SEPARATOR.split(text, -1)) {
            number++;
            JsonNode tree = tree(part, number);
            if (tree == null || tree.isNull() || tree.isMissingNode()) {
                continue;
            }
            if ("List".equals(tree.path("kind").asText())) {
                for (JsonNode item : tree.path("items")) {
                    documents.add(document(Serialization.asYaml(item), item, number));
                }
            } else {
                documents.add(document(part, tree, number));
            }
        }
        return documents;
    }

    private static JsonNode tree(String part, int number) throws Unreadable {
        try {
            return Serialization.yamlMapper().readTree(part);
        } catch (JsonProcessingException e) {
            throw new Unreadable("document " + number + " is no YAML: " + firstLine(e));
        }
    }

    private static Document document(String text, JsonNode tree, int number) throws Unreadable {
        String kind = tree.path("apiVersion").asText() + "/" + tree.path("kind").asText();
        if (kind.startsWith("/") || kind.endsWith("/")) {
            throw new Unreadable("document " + number + " lacks apiVersion or kind");
        }
        Class<? extends HasMetadata> type = KINDS.get(kind);
        if (type == null) {
            return new Document(text, Optional.empty());
        }
        try {
            return new Document(text, Optional.of(Serialization.yamlMapper().treeToValue(tree, type)));
        } catch (JsonProcessingException e) {
            throw new Unreadable(
                    "document " + number + " is no valid " + tree.path("kind").asText() + ": " + firstLine(e));
        }
    }

    private static String firstLine(JsonProcessingException e) {
        String message = e.getOriginalMessage();
        return message == null ? "unreadable" : message.lines().findFirst().orElse("unreadable");
    }
}
