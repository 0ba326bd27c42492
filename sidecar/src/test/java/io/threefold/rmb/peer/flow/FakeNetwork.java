package io.threefold.rmb.peer.flow;

import com.google.protobuf.ByteString;
import io.threefold.rmb.peer.link.Confirmation;
import io.threefold.rmb.peer.link.InboundFrame;
import io.threefold.rmb.peer.link.InboundSink;
import io.threefold.rmb.peer.link.OutgoingFrame;
import io.threefold.rmb.peer.link.RelayLinks;
import io.threefold.rmb.protocol.envelope.Address;
import io.threefold.rmb.protocol.envelope.Envelope;
import io.threefold.rmb.protocol.envelope.EnvelopeCodec;
import io.threefold.rmb.protocol.envelope.EnvelopeLimits;
import io.threefold.rmb.protocol.envelope.MalformedEnvelopeException;
import io.threefold.rmb.protocol.envelope.Message;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** A relay in memory: brings frames to the sink of their destination, in order, and confirms as the test says. */
final class FakeNetwork implements AutoCloseable {
    private final Map<Long, InboundSink> sinks = new ConcurrentHashMap<>();
    private final Map<Long, Map<Long, ByteString>> mailboxes = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private volatile Thread relay;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        relay = new Thread(task, "fake-relay");
        return relay;
    });
    final List<Envelope> seen = new CopyOnWriteArrayList<>();
    final List<String> slowed = new CopyOnWriteArrayList<>();
    /** Null means deliver and confirm. */
    volatile Function<Envelope, Behaviour> script = envelope -> null;

    /** What happens to a frame. */
    enum Behaviour {
        CONFIRM_ONLY,
        DELIVER_UNCONFIRMED,
        DELIVER_TWICE,
        UNCONFIRMED,
        NOT_SENT,
        NEVER
    }

    /** What is stored for a twin comes now, also what its former life had not settled. */
    void join(long twin, InboundSink sink) {
        CompletableFuture.runAsync(
                        () -> {
                            sinks.put(twin, sink);
                            mailbox(twin).forEach((number, bytes) -> hand(twin, sink, number, bytes));
                        },
                        thread)
                .join();
    }

    void leave(long twin) {
        sinks.remove(twin);
    }

    private Map<Long, ByteString> mailbox(long twin) {
        return mailboxes.computeIfAbsent(twin, id -> new ConcurrentSkipListMap<>());
    }

    private void hand(long twin, InboundSink sink, long number, ByteString bytes) {
        sink.accept(new InboundFrame("relay.test", bytes, Instant.now()))
                .thenRun(() -> mailbox(twin).remove(number));
    }

    RelayLinks links() {
        return new RelayLinks() {
            @Override
            public CompletionStage<Confirmation> send(OutgoingFrame frame) {
                CompletableFuture<Confirmation> result = new CompletableFuture<>();
                thread.execute(() -> route(frame, result));
                return result;
            }

            @Override
            public void slowDown(String relay) {
                slowed.add(relay);
            }

            @Override
            public boolean connected() {
                return true;
            }
        };
    }

    private void route(OutgoingFrame frame, CompletableFuture<Confirmation> result) {
        Envelope envelope = decode(frame.bytes());
        seen.add(envelope);
        Behaviour behaviour = script.apply(envelope);
        boolean deliver =
                behaviour == null || behaviour == Behaviour.DELIVER_UNCONFIRMED || behaviour == Behaviour.DELIVER_TWICE;
        if (deliver) {
            deliver(frame.destination().twin(), frame.bytes());
        }
        if (behaviour == Behaviour.DELIVER_TWICE) {
            deliver(frame.destination().twin(), frame.bytes());
        }
        if (behaviour == Behaviour.DELIVER_UNCONFIRMED || behaviour == Behaviour.UNCONFIRMED) {
            result.complete(new Confirmation.Unconfirmed("relay.test", "scripted"));
        } else if (behaviour == Behaviour.NOT_SENT) {
            result.complete(new Confirmation.NotSent("scripted"));
        } else if (behaviour != Behaviour.NEVER) {
            result.complete(new Confirmation.Confirmed("relay.test"));
        }
    }

    void deliver(long twin, ByteString bytes) {
        if (Thread.currentThread() != relay) {
            thread.execute(() -> deliver(twin, bytes));
            return;
        }
        long number = numbers.incrementAndGet();
        mailbox(twin).put(number, bytes);
        InboundSink sink = sinks.get(twin);
        if (sink != null) {
            hand(twin, sink, number, bytes);
        }
    }

    /** A relay's own Error for a request. */
    void relayError(long twin, String uid, String text) {
        Envelope error = new Envelope(
                uid,
                null,
                System.currentTimeMillis() / 1000,
                300,
                null,
                Address.of(twin),
                new Message.Error(0, text),
                null,
                null,
                null,
                new io.threefold.rmb.protocol.envelope.Payload.None(),
                List.of());
        deliver(twin, EnvelopeCodec.encodeToByteString(error));
    }

    static Envelope decode(ByteString bytes) {
        try {
            return EnvelopeCodec.decode(bytes, EnvelopeLimits.ofBytes(4 << 20));
        } catch (MalformedEnvelopeException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
