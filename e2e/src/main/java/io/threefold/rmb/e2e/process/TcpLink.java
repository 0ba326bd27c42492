package io.threefold.rmb.e2e.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A wire between two processes that can be cut: every connection through it ends at once, as if a cable was pulled. */
public final class TcpLink implements AutoCloseable {
    private static final int BUFFER = 64 * 1024;
    private static final int CONNECT_MILLIS = 5_000;

    private final ServerSocket listener;
    private final List<InetSocketAddress> targets;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Supplier<Tap> taps;
    private volatile boolean refusing;

    private TcpLink(ServerSocket listener, List<InetSocketAddress> targets, Supplier<Tap> taps) {
        this.listener = listener;
        this.targets = targets;
        this.taps = taps;
    }

    /** Sees what the connecting side sends, in order; one per connection. */
    @FunctionalInterface
    public interface Tap {
        void saw(byte[] bytes, int length);
    }

    /** Listens on a free loopback port and forwards to the given loopback port. */
    public static TcpLink to(int targetPort) {
        return to(targetPort, () -> (bytes, length) -> {});
    }

    /** As {@link #to(int)}, with somebody listening in. */
    public static TcpLink to(int targetPort, Supplier<Tap> taps) {
        return to(List.of(targetPort), taps);
    }

    /** A balancer: each new connection goes to the first of these loopback ports where somebody answers. */
    public static TcpLink toFirstOf(List<Integer> targetPorts) {
        return to(targetPorts, () -> (bytes, length) -> {});
    }

    private static TcpLink to(List<Integer> targetPorts, Supplier<Tap> taps) {
        try {
            InetAddress loopback = InetAddress.getLoopbackAddress();
            List<InetSocketAddress> targets = targetPorts.stream()
                    .map(port -> new InetSocketAddress(loopback, port))
                    .toList();
            TcpLink link = new TcpLink(new ServerSocket(0, 50, loopback), targets, taps);
            Thread.ofVirtual().name("tcp-link-accept").start(link::accept);
            return link;
        } catch (IOException e) {
            throw new StepFailed("cannot listen on loopback: " + e.getMessage(), e);
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Ends every connection; new ones are refused until {@link #mend()}. */
    public void cut() {
        refusing = true;
        sockets.forEach(TcpLink::closeQuietly);
        sockets.clear();
    }

    /** Lets new connections through again. */
    public void mend() {
        refusing = false;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket near = listener.accept();
                if (refusing) {
                    closeQuietly(near);
                    continue;
                }
                sockets.add(near);
                Thread.ofVirtual().start(() -> join(near));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void join(Socket near) {
        Socket far = connect();
        if (far == null) {
            end(near, near);
            return;
        }
        sockets.add(far);
        if (refusing) {
            end(near, far);
            return;
        }
        try {
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            Thread.ofVirtual().start(() -> pump(far, near, (bytes, length) -> {}));
            pump(near, far, taps.get());
        } catch (IOException unreachable) {
            end(near, far);
        }
    }

    private @Nullable Socket connect() {
        for (InetSocketAddress target : targets) {
            Socket far = new Socket();
            try {
                far.connect(target, CONNECT_MILLIS);
                return far;
            } catch (IOException unreachable) {
                closeQuietly(far);
            }
        }
        return null;
    }

    private void pump(Socket from, Socket to, Tap tap) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            byte[] buffer = new byte[BUFFER];
            int read = in.read(buffer);
            while (read >= 0) {
                tap.saw(buffer, read);
                out.write(buffer, 0, read);
                read = in.read(buffer);
            }
        } catch (IOException ended) {
            // either side has gone; both are closed below
        } finally {
            end(from, to);
        }
    }

    private void end(Socket near, Socket far) {
        sockets.remove(near);
        sockets.remove(far);
        closeQuietly(near);
        closeQuietly(far);
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            // nothing left to close
        }
    }

    @Override
    public void close() {
        cut();
        try {
            listener.close();
        } catch (IOException alreadyGone) {
            // nothing left to close
        }
    }
}
