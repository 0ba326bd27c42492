package io.threefold.rmb.e2e.delivery;

import io.threefold.rmb.e2e.process.Installation;
import io.threefold.rmb.e2e.process.ManagedProcess;
import io.threefold.rmb.e2e.process.Ports;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One of our relays as a process. */
final class RelayProcess implements AutoCloseable {
    private static final Duration START_PATIENCE = Duration.ofSeconds(60);

    private final Installation installation;
    private final String name;
    private final int port;
    private final List<String> options;
    private ManagedProcess process;

    private RelayProcess(Installation installation, String name, int port, List<String> options) {
        this.installation = installation;
        this.name = name;
        this.port = port;
        this.options = options;
        this.process = launch();
    }

    /** Starts it; does not wait. */
    static RelayProcess launch(
            Installation installation,
            String name,
            int port,
            String domain,
            String redis,
            String chain,
            String... more) {
        List<String> options = new ArrayList<>(List.of(
                "--domain",
                domain,
                "--redis",
                redis,
                "--substrate",
                chain,
                "--listen",
                "127.0.0.1:" + port,
                "--management",
                "127.0.0.1:" + Ports.free()));
        options.addAll(List.of(more));
        return new RelayProcess(installation, name, port, options);
    }

    private ManagedProcess launch() {
        return installation.start(name, "relay", options, Map.of("RMB_BUILT", "1"));
    }

    RelayProcess awaitListening() {
        process.await("listening", START_PATIENCE, () -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port), 500);
                return true;
            }
        });
        return this;
    }

    void kill() {
        process.kill();
    }

    void startAgain() {
        process = launch();
        awaitListening();
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.close();
    }
}
