package io.threefold.rmb.e2e.stack;

import io.threefold.rmb.e2e.process.Installation;
import io.threefold.rmb.e2e.process.ManagedProcess;
import io.threefold.rmb.e2e.process.Ports;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Our devnet as a process: relay and stand-in chain. */
public final class DevnetProcess implements AutoCloseable {
    private static final Duration START_PATIENCE = Duration.ofSeconds(60);

    /** The domain of its relay, as it stands on the chain. */
    public static final String DOMAIN = "localhost";

    private final int chainPort;
    private final int relayPort;
    private final boolean tls;
    private final ManagedProcess process;

    private DevnetProcess(int chainPort, int relayPort, boolean tls, ManagedProcess process) {
        this.chainPort = chainPort;
        this.relayPort = relayPort;
        this.tls = tls;
        this.process = process;
    }

    /** Starts it and returns when both ports answer. */
    public static DevnetProcess start(Installation installation, List<String> more) {
        return start(installation, Ports.free(), more);
    }

    /** As {@link #start(Installation, List)}, with the chain on the given port. */
    public static DevnetProcess start(Installation installation, int chainPort, List<String> more) {
        return start(installation, chainPort, Ports.free(), more);
    }

    /** As {@link #start(Installation, List)}, with chain and relay on the given ports. */
    public static DevnetProcess start(Installation installation, int chainPort, int relayPort, List<String> more) {
        List<String> options = new ArrayList<>(List.of(
                "--chain-port",
                Integer.toString(chainPort),
                "--relay-port",
                Integer.toString(relayPort),
                "--management-port",
                Integer.toString(Ports.free())));
        options.addAll(more);
        ManagedProcess process = installation.start("devnet", "devnet", options, Map.of("RMB_BUILT", "1"));
        DevnetProcess devnet = new DevnetProcess(chainPort, relayPort, more.contains("--tls"), process);
        process.await("listening", START_PATIENCE, () -> answers(chainPort) && answers(relayPort));
        return devnet;
    }

    private static boolean answers(int port) throws Exception {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 500);
            return true;
        }
    }

    public String chainUrl() {
        return "ws://127.0.0.1:" + chainPort;
    }

    /** With {@code --tls} by the name that its certificate is for. */
    public String relayUrl() {
        return tls ? "wss://" + DOMAIN + (relayPort == 443 ? "" : ":" + relayPort) : "ws://127.0.0.1:" + relayPort;
    }

    public int relayPort() {
        return relayPort;
    }

    public ManagedProcess process() {
        return process;
    }

    @Override
    public void close() {
        process.close();
    }
}
