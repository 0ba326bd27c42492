package io.threefold.rmb.e2e.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.threefold.rmb.e2e.process.Installation;
import io.threefold.rmb.e2e.process.ManagedProcess;
import io.threefold.rmb.e2e.process.Ports;
import io.threefold.rmb.e2e.process.StepFailed;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One of our peers as a process, configured by the options a user would give. */
public final class PeerProcess implements AutoCloseable {
    private static final Duration START_PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Installation installation;
    private final Options options;
    private final int managementPort;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private ManagedProcess process;

    /**
     * How to run it.
     *
     * @param secret phrase, seed or secret URI; goes into a file only the owner can read
     * @param relays as {@code domain=url}
     * @param more further options, as they are
     */
    public record Options(
            String name,
            String secret,
            String keyType,
            String redisUrl,
            List<String> chainUrls,
            List<String> relays,
            List<String> more) {}

    private PeerProcess(Installation installation, Options options) {
        this.installation = installation;
        this.options = options;
        this.managementPort = Ports.free();
        this.process = launch();
    }

    /** Starts it and does not wait. */
    public static PeerProcess launch(Installation installation, Options options) {
        return new PeerProcess(installation, options);
    }

    private ManagedProcess launch() {
        List<String> arguments = new ArrayList<>(List.of(
                "--mnemonic-file",
                writeSecret().toString(),
                "--key-type",
                options.keyType(),
                "--redis",
                options.redisUrl(),
                "--snapshot-file",
                installation.work().resolve(options.name() + ".twins.json").toString(),
                "--management-host",
                "127.0.0.1",
                "--management-port",
                Integer.toString(managementPort)));
        options.chainUrls().forEach(url -> arguments.addAll(List.of("--substrate", url)));
        options.relays().forEach(relay -> arguments.addAll(List.of("--relay", relay)));
        arguments.addAll(options.more());
        return installation.start(options.name(), "peer", arguments, Map.of("RMB_BUILT", "1"));
    }

    private Path writeSecret() {
        try {
            Path file = installation.work().resolve(options.name() + ".secret");
            Files.createDirectories(installation.work());
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(file, options.secret().getBytes(StandardCharsets.UTF_8));
            return file;
        } catch (IOException e) {
            throw new StepFailed("cannot write the secret of " + options.name() + ": " + e.getMessage(), e);
        }
    }

    /** Waits until it says that it is connected to a relay and Redis. */
    public PeerProcess awaitReady() {
        process.await("ready", START_PATIENCE, this::ready);
        return this;
    }

    /** What {@code /q/health/ready} says now. */
    public boolean ready() {
        try {
            return get("/q/health/ready").statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** The JSON of {@code /status}. */
    public JsonNode status() {
        try {
            return JSON.readTree(get("/status").body());
        } catch (IOException e) {
            throw new StepFailed(options.name() + " does not answer on /status: " + e.getMessage(), e);
        }
    }

    private HttpResponse<String> get(String path) throws IOException {
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create(managementUrl() + path))
                            .timeout(Duration.ofSeconds(5))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    public String managementUrl() {
        return "http://127.0.0.1:" + managementPort;
    }

    public ManagedProcess process() {
        return process;
    }

    /** Starts it again with the same options, after it was stopped or killed. */
    public void startAgain() {
        process = launch();
    }

    @Override
    public void close() {
        process.close();
        http.close();
    }
}
