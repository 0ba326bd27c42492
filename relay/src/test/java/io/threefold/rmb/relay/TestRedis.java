package io.threefold.rmb.relay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import redis.embedded.RedisServer;

/** A real Redis on a port of its own, that can be killed and started again. */
public final class TestRedis implements AutoCloseable {
    private final int port;
    private final Path data;
    private RedisServer server;

    private TestRedis(int port, Path data) {
        this.port = port;
        this.data = data;
    }

    /** @param data folder for an append-only file; null to keep nothing */
    public static TestRedis start(Path data) {
        try (ServerSocket socket = new ServerSocket(0)) {
            int port = socket.getLocalPort();
            socket.close();
            var redis = new TestRedis(port, data);
            redis.start();
            return redis;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void start() {
        try {
            var builder = RedisServer.newRedisServer()
                    .port(port)
                    .bind("127.0.0.1")
                    .setting("save \"\"")
                    .setting("maxmemory 256mb");
            if (data != null) {
                builder.setting("dir " + data).setting("appendonly yes").setting("appendfsync everysec");
            }
            server = builder.build();
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void stop() {
        try {
            server.stop();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        stop();
    }
}
