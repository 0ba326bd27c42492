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
    private final ManagedProcess process;

    private DevnetProcess(int chainPort, int relayPort, ManagedProcess process) {
        this.chainPort = chainPort;
        this.relayPort = relayPort;
        this.process = process;
    }

    /** Starts it and returns when both ports answer. */
    public static DevnetProcess start(Installation installation, List<String> more) {
        return start(installation, Ports.free(), more);
    }

    /** As {@link #start(Installation, List)}, with the chain on the given port. */
    public static DevnetProcess start(Installation installation, int chainPort, List<String> more) {
        int relayPort = Ports.free();
        List<String> options = new ArrayList<>(List.of(
                "--chain-port",
                Integer.toString(chainPort),
                "--relay-port",
                Integer.toString(relayPort),
                "--management-port",
                Integer.toString(Ports.free())));
        options.addAll(more);
        ManagedProcess process = installation.start("devnet", "devnet", options, Map.of("RMB_BUILT", "1"));
        DevnetProcess devnet = new DevnetProcess(chainPort, relayPort, process);
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

    public String relayUrl() {
        return "ws://127.0.0.1:" + relayPort;
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
