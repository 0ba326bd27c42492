package io.threefold.rmb.e2e.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** A wire between two processes that can be cut: every connection through it ends at once, as if a cable was pulled. */
public final class TcpLink implements AutoCloseable {
    private static final int BUFFER = 64 * 1024;
    private static final int CONNECT_MILLIS = 5_000;

    private final ServerSocket listener;
    private final InetSocketAddress target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Supplier<Tap> taps;
    private volatile boolean refusing;

    private TcpLink(ServerSocket listener, InetSocketAddress target, Supplier<Tap> taps) {
        this.listener = listener;
        this.target = target;
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
        try {
            InetAddress loopback = InetAddress.getLoopbackAddress();
            TcpLink link =
                    new TcpLink(new ServerSocket(0, 50, loopback), new InetSocketAddress(loopback, targetPort), taps);
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
                Socket far = new Socket();
                sockets.add(near);
                sockets.add(far);
                Thread.ofVirtual().start(() -> join(near, far));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void join(Socket near, Socket far) {
        try {
            far.connect(target, CONNECT_MILLIS);
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            Thread.ofVirtual().start(() -> pump(far, near, (bytes, length) -> {}));
            pump(near, far, taps.get());
        } catch (IOException unreachable) {
            end(near, far);
        }
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
