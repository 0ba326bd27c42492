package io.threefold.rmb.peer.store;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import redis.embedded.RedisServer;

/** A real Redis with an append-only file that survives {@link #stop} and {@link #start}, and a client's view of it. */
public final class TestRedis implements AutoCloseable {
    private final Path dir;
    private final int port;
    private RedisServer server;
    private final RedisClient client;
    private StatefulRedisConnection<String, String> connection;

    public TestRedis(String... settings) {
        try {
            dir = Files.createTempDirectory("rmb-redis");
            try (ServerSocket socket = new ServerSocket(0)) {
                port = socket.getLocalPort();
            }
            server = build(settings);
            server.start();
            client = RedisClient.create(url());
            connection = client.connect();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RedisServer build(String... settings) throws IOException {
        var builder = RedisServer.newRedisServer()
                .port(port)
                .bind("127.0.0.1")
                .setting("dir " + dir)
                .setting("appendonly yes")
                .setting("appendfsync always")
                .setting("save \"\"");
        for (String setting : settings) {
            builder.setting(setting);
        }
        return builder.build();
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** Commands as a local client sends them. */
    public RedisCommands<String, String> client() {
        return connection.sync();
    }

    public void stop() {
        try {
            server.stop();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void start() {
        try {
            server = build();
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown();
        stop();
        try (var files = Files.walk(dir)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
