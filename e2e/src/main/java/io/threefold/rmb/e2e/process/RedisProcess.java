package io.threefold.rmb.e2e.process;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import redis.embedded.core.ExecutableProvider;

/** A real Redis server of our own on loopback, with the settings that keep messages: AOF and noeviction. */
public final class RedisProcess implements AutoCloseable {
    private final Path folder;
    private final int port;
    private ManagedProcess process;

    private RedisProcess(Path folder, int port, ManagedProcess process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    /** Starts a server that keeps its data in the given folder; returns when it answers. */
    public static RedisProcess start(String name, Path folder, int port) {
        RedisProcess redis = new RedisProcess(folder, port, launch(name, folder, port));
        redis.awaitAnswer();
        return redis;
    }

    private static ManagedProcess launch(String name, Path folder, int port) {
        try {
            Files.createDirectories(folder);
            Path executable = ExecutableProvider.newJarResourceProvider(folder.toFile())
                    .get()
                    .toPath();
            List<String> command = List.of(
                    executable.toString(),
                    "--port",
                    Integer.toString(port),
                    "--bind",
                    "127.0.0.1",
                    "--dir",
                    folder.toString(),
                    "--appendonly",
                    "yes",
                    "--appendfsync",
                    "everysec",
                    "--save",
                    "",
                    "--maxmemory-policy",
                    "noeviction");
            return ManagedProcess.start(name, command, Map.of(), folder.resolve("redis.log"));
        } catch (IOException e) {
            throw new StepFailed("no Redis binary for this system in embedded-redis: " + e.getMessage(), e);
        }
    }

    private void awaitAnswer() {
        RedisClient client = RedisClient.create();
        try {
            process.await("answering", Duration.ofSeconds(15), () -> {
                try (StatefulRedisConnection<String, String> connection = client.connect(RedisURI.create(url()))) {
                    return connection.sync().ping().equals("PONG");
                }
            });
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        }
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    public ManagedProcess process() {
        return process;
    }

    /** Stops the server the orderly way and starts it again on the same data and port. */
    public void restart() {
        process.stop();
        process = launch(process.name(), folder, port);
        awaitAnswer();
    }

    /** SIGKILL, then a start on the same data and port; up to a second of writes may be gone (everysec). */
    public void crashAndRestart() {
        process.kill();
        process = launch(process.name(), folder, port);
        awaitAnswer();
    }

    @Override
    public void close() {
        process.close();
    }
}
