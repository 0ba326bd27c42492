package io.threefold.rmb.devnet.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.embedded.core.ExecutableProvider;

/**
 * A real Redis as a child process on loopback. It ends with us, however we end: a shell that waits for the end of our
 * pipe stops it when we no longer can.
 */
final class RedisProcess implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RedisProcess.class);
    private static final int ATTEMPTS = 5;
    private static final int START_SECONDS = 15;
    private static final int STOP_SECONDS = 10;
    private static final String READY = "Ready to accept connections";

    /** Own process group, so that Ctrl-C reaches us first; redis-server is the arguments. */
    private static final String GUARD =
            "set -m 2>/dev/null; \"$@\" </dev/null & p=$!; cat >/dev/null;" + " kill \"$p\" 2>/dev/null; wait \"$p\"";

    private final Process process;
    private final int port;

    private RedisProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts one.
     *
     * @param directory where it may write
     * @param durable whether it keeps what it has across restarts there
     */
    static RedisProcess start(Path directory, boolean durable) throws DevnetException {
        IOException last = new IOException("no free port");
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                Files.createDirectories(directory);
                int port = freePort();
                return launch(directory, durable, port);
            } catch (IOException e) {
                last = e;
            }
        }
        throw new DevnetException(
                "the embedded Redis does not start (" + last.getMessage() + "): give one by --redis redis://host:port",
                last);
    }

    private static RedisProcess launch(Path directory, boolean durable, int port) throws IOException {
        Path binary = ExecutableProvider.newJarResourceProvider(directory.toFile())
                .get()
                .toPath()
                .toAbsolutePath();
        List<String> command = new ArrayList<>(List.of("sh", "-c", GUARD, "rmb-devnet-redis", binary.toString()));
        command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1"));
        command.addAll(List.of("--dir", directory.toAbsolutePath().toString(), "--save", ""));
        command.addAll(List.of("--appendonly", durable ? "yes" : "no", "--maxmemory-policy", "noeviction"));
        command.addAll(List.of("--daemonize", "no", "--logfile", ""));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        CompletableFuture<Boolean> ready = new CompletableFuture<>();
        Thread.ofVirtual().name("redis-output").start(() -> drain(process, ready));
        RedisProcess redis = new RedisProcess(process, port);
        try {
            if (ready.get(START_SECONDS, TimeUnit.SECONDS)) {
                return redis;
            }
            throw new IOException("it ended at once");
        } catch (TimeoutException e) {
            redis.close();
            throw new IOException("it was not ready within " + START_SECONDS + " s", e);
        } catch (ExecutionException e) {
            redis.close();
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            redis.close();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static void drain(Process process, CompletableFuture<Boolean> ready) {
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.contains(READY)) {
                    ready.complete(true);
                }
                log.debug("{}", line);
            }
        } catch (IOException e) {
            log.debug("output of Redis: {}", e.getMessage());
        }
        ready.complete(false);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    String url() {
        return "redis://127.0.0.1:" + port;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        } catch (InterruptedException e) {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            Thread.currentThread().interrupt();
        }
    }
}
