package io.threefold.rmb.relay;

import com.google.protobuf.ByteString;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.threefold.rmb.protocol.envelope.Address;
import io.threefold.rmb.protocol.envelope.Envelope;
import io.threefold.rmb.protocol.envelope.EnvelopeCodec;
import io.threefold.rmb.protocol.envelope.Message;
import io.threefold.rmb.protocol.envelope.Payload;
import io.threefold.rmb.protocol.identity.KeyType;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.lang.management.ManagementFactory;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Measures a relay alone, not run by tests: two raw clients on threads of their own send requests to each other through the
 * relay, so many in flight. Arguments: Redis URL, messages in flight, payload bytes, seconds. The CPU printed is the whole
 * process' minus the two client threads', per message passed on.
 */
public final class RelayLoad {
    private static final List<Logger> QUIET = List.of(Logger.getLogger("io.lettuce"), Logger.getLogger("io.netty"));

    private RelayLoad() {}

    public static void main(String... arguments) throws Exception {
        String redis = arguments[0];
        int inFlight = Integer.parseInt(arguments[1]);
        int size = Integer.parseInt(arguments[2]);
        int seconds = Integer.parseInt(arguments[3]);
        for (Logger quiet : QUIET) {
            quiet.setLevel(Level.WARNING);
        }
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
        var twins = new FakeTwins();
        twins.add(7, "relay.load");
        twins.add(8, "relay.load");
        var relay = new RelayServer(
                vertx,
                twins,
                RelaySettings.builder(redis, "relay.load")
                        .listen("127.0.0.1", 0)
                        .build(),
                new SimpleMeterRegistry(),
                InstantSource.system());
        relay.start().toCompletableFuture().get();
        RawSocket a = open(relay, 7);
        RawSocket b = open(relay, 8);
        var threads = ManagementFactory.getThreadMXBean();
        var stop = new long[] {System.nanoTime() + (seconds + 5L) * 1_000_000_000L};
        Thread echo = new Thread(() -> pump(b, request(8, 7, size), stop));
        echo.start();
        byte[] request = request(7, 8, size);
        for (int i = 0; i < inFlight; i++) {
            a.send(RawSocket.BINARY, true, request);
        }
        int count = 0;
        long from = System.nanoTime() + 5_000_000_000L;
        long cpu0 = 0;
        long clients0 = 0;
        long began = 0;
        while (System.nanoTime() < stop[0]) {
            RawSocket.Frame frame = a.next();
            if (frame == null) {
                throw new IllegalStateException("closed");
            }
            if (frame.opcode() == RawSocket.PING) {
                a.send(RawSocket.PONG, true, frame.data());
            } else if (frame.opcode() == RawSocket.BINARY) {
                if (began == 0 && System.nanoTime() > from) {
                    began = System.nanoTime();
                    cpu0 = ProcessHandle.current()
                            .info()
                            .totalCpuDuration()
                            .orElseThrow()
                            .toNanos();
                    clients0 = threads.getThreadCpuTime(echo.threadId()) + threads.getCurrentThreadCpuTime();
                }
                if (began > 0) {
                    count++;
                }
                a.send(RawSocket.BINARY, true, request);
            }
        }
        double elapsed = (System.nanoTime() - began) / 1e9;
        long cpu =
                ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos() - cpu0;
        long clients = threads.getThreadCpuTime(echo.threadId()) + threads.getCurrentThreadCpuTime() - clients0;
        int messages = 2 * count;
        System.out.printf(
                "in flight %d, %d B: %.0f messages/s (%.0f round trips/s), relay CPU %.1f us/message%n",
                inFlight, size, messages / elapsed, count / elapsed, (cpu - clients) / 1e3 / messages);
        System.exit(0);
    }

    private static void pump(RawSocket socket, byte[] answer, long[] stop) {
        while (System.nanoTime() < stop[0]) {
            RawSocket.Frame frame = socket.next();
            if (frame == null) {
                return;
            }
            if (frame.opcode() == RawSocket.PING) {
                socket.send(RawSocket.PONG, true, frame.data());
            } else if (frame.opcode() == RawSocket.BINARY) {
                socket.send(RawSocket.BINARY, true, answer);
            }
        }
    }

    private static RawSocket open(RelayServer relay, long twin) {
        return RawSocket.upgrade(relay.port(), "/?" + TestClient.token(Address.of(twin), KeyType.ED25519));
    }

    private static byte[] request(long from, long to, int size) {
        byte[] payload = new byte[size];
        Arrays.fill(payload, (byte) 'x');
        return EnvelopeCodec.encode(new Envelope(
                "0123456789abcdef0123456789abcdef",
                null,
                System.currentTimeMillis() / 1000,
                300,
                Address.of(from),
                Address.of(to),
                new Message.Request("load"),
                ByteString.copyFrom(new byte[65]),
                "application/json",
                null,
                new Payload.Plain(ByteString.copyFrom(payload)),
                List.of()));
    }
}
