package io.threefold.rmb.operator.peerconfig;

import io.threefold.rmb.crds.v1alpha1.RmbIdentitySpec;
import io.threefold.rmb.crds.v1alpha1.RmbServiceSpec;
import io.threefold.rmb.crds.v1alpha1.RmbServiceSpec.Command;
import io.threefold.rmb.operator.catalogue.Names;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Content of the ConfigMap {@code rmb-<service>}. Holds no secret.
 *
 * @param data of the ConfigMap: {@code peer.yaml}, and {@code twin-id} once the twin is known
 * @param hash lower-case hex SHA-256 of peer.yaml's bytes, the same that the peer's {@code /status} reports for the file
 */
public record PeerConfig(Map<String, String> data, String hash) {
    /** The peer takes no larger payloads, in bytes, decoded. */
    static final int MAX_PAYLOAD = 4 << 20;

    static final String SNAPSHOT = "/var/lib/rmb/twins.snapshot";

    private static final int QUEUE_LENGTH = 10_000;

    public PeerConfig {
        data = Map.copyOf(data);
    }

    /**
     * The configuration for one service.
     *
     * @param service its spec; defaults that are missing (specs from files) are filled in
     * @param twinId null while it is not known; the peer then asks the chain
     */
    public static PeerConfig of(RmbServiceSpec service, RmbIdentitySpec identity, @Nullable Long twinId) {
        NetworkDefaults network = NetworkDefaults.of(identity);
        YamlText yaml = new YamlText()
                .comment(
                        "Written by the RMB operator from the RmbService and its RmbIdentity; changes are overwritten.")
                .put(
                        PeerKeys.KEY_TYPE,
                        Objects.requireNonNullElse(identity.keyType(), RmbIdentitySpec.KeyType.Sr25519));
        if (twinId != null) {
            yaml.put(PeerKeys.TWIN_ID, twinId);
        }
        // Injected peers never write to the chain: the operator is the only writer.
        yaml.put(PeerKeys.CHAIN_URLS, network.chainUrls())
                .put(PeerKeys.CHAIN_UPDATE, false)
                .put(PeerKeys.SNAPSHOT_FILE, SNAPSHOT)
                .put(PeerKeys.RELAYS, network.relays())
                .put(
                        PeerKeys.ENCRYPTION,
                        Objects.requireNonNullElse(service.encryption(), RmbServiceSpec.Encryption.Preferred))
                .put(
                        PeerKeys.UNDECLARED_COMMANDS,
                        Objects.requireNonNullElse(
                                service.undeclaredCommands(), RmbServiceSpec.UndeclaredCommands.Accept));
        if (service.commands() != null && !service.commands().isEmpty()) {
            yaml.maps(
                    PeerKeys.COMMANDS,
                    service.commands().stream().map(PeerConfig::command).toList());
        }
        var queues = service.queues();
        yaml.put(PeerKeys.QUEUE_LENGTH, queues == null || queues.maxLength() == 0 ? QUEUE_LENGTH : queues.maxLength())
                .put(
                        PeerKeys.QUEUE_OVERFLOW,
                        queues == null
                                ? RmbServiceSpec.Overflow.RejectNew
                                : Objects.requireNonNullElse(queues.overflow(), RmbServiceSpec.Overflow.RejectNew));
        var peer = service.peer();
        yaml.put(
                        PeerKeys.LOG_LEVEL,
                        peer == null
                                ? RmbServiceSpec.LogLevel.Info
                                : Objects.requireNonNullElse(peer.logLevel(), RmbServiceSpec.LogLevel.Info))
                .put(PeerKeys.LOG_FORMAT, "Json");

        Map<String, String> data = new LinkedHashMap<>();
        data.put(Names.CONFIG_KEY, yaml.toString());
        if (twinId != null) {
            data.put(Names.TWIN_KEY, String.valueOf(twinId));
        }
        return new PeerConfig(data, sha256(yaml.toString()));
    }

    private static Map<String, Object> command(Command command) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", command.name());
        twins(map, "allowTwins", command.allowTwins());
        twins(map, "denyTwins", command.denyTwins());
        if (command.maxPayload() != null) {
            map.put("maxPayload", Math.min(command.maxPayload(), MAX_PAYLOAD));
        }
        if (command.maxPending() != null) {
            map.put("maxPending", command.maxPending());
        }
        return map;
    }

    private static void twins(Map<String, Object> map, String key, @Nullable List<Long> twins) {
        if (twins != null && !twins.isEmpty()) {
            map.put(key, List.copyOf(new TreeSet<>(twins)));
        }
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
