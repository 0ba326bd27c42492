package io.threefold.rmb.operator.injection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The content of the annotation {@code rmb.threefold.io/status}.
 *
 * @param hash over all that was injected, without the peer's configuration, which is reloaded by itself: 64 hex digits
 * @param managementPort where the operator asks the peer
 */
public record InjectionStatus(String service, String hash, int managementPort, List<String> containers) {
    private static final int VERSION = 1;
    private static final int MAX_LENGTH = 4096;

    static InjectionStatus of(Plan plan, List<Container> containers, List<Volume> volumes) {
        ObjectNode injected = Serialization.jsonMapper().createObjectNode();
        injected.put("service", plan.service());
        injected.set("containers", Serialization.jsonMapper().valueToTree(containers));
        injected.set("volumes", Serialization.jsonMapper().valueToTree(volumes));
        injected.set("redisUrl", Serialization.jsonMapper().valueToTree(plan.redisUrl()));
        injected.put("gate", plan.spec().readinessGate());
        return new InjectionStatus(
                plan.service(),
                sha256(injected.toString()),
                plan.managementPort(),
                containers.stream().map(Container::getName).toList());
    }

    /** Empty for what is no status of ours; bounded, since anybody may write annotations. */
    public static Optional<InjectionStatus> parse(@Nullable String annotation) {
        if (annotation == null || annotation.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        try {
            JsonNode node = Serialization.jsonMapper().readTree(annotation);
            String service = node.path("service").asText();
            String hash = node.path("hash").asText();
            int port = node.path("managementPort").asInt();
            if (service.isEmpty() || hash.isEmpty() || port < 1 || port > 65535) {
                return Optional.empty();
            }
            List<String> containers = new java.util.ArrayList<>();
            node.path("containers").forEach(name -> containers.add(name.asText()));
            return Optional.of(new InjectionStatus(service, hash, port, List.copyOf(containers)));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            return Optional.empty();
        }
    }

    String json() {
        ObjectNode node = Serialization.jsonMapper().createObjectNode();
        node.put("version", VERSION);
        node.put("service", service);
        node.put("hash", hash);
        node.put("managementPort", managementPort);
        containers.forEach(node.putArray("containers")::add);
        return node.toString();
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
