package io.threefold.rmb.relay.session;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.threefold.rmb.protocol.envelope.Address;
import io.threefold.rmb.protocol.envelope.Envelope;
import io.threefold.rmb.protocol.envelope.EnvelopeCodec;
import io.threefold.rmb.protocol.envelope.EnvelopeLimits;
import io.threefold.rmb.protocol.envelope.MalformedEnvelopeException;
import io.threefold.rmb.protocol.envelope.Message;
import io.threefold.rmb.protocol.envelope.Payload;
import io.threefold.rmb.protocol.envelope.RelayError;
import io.threefold.rmb.relay.metrics.RelayMetric;
import io.threefold.rmb.relay.routing.Lanes;
import io.threefold.rmb.relay.routing.Notice;
import io.threefold.rmb.relay.routing.Routed;
import io.threefold.rmb.relay.session.FrameBarrier.Slot;
import io.threefold.rmb.relay.store.StreamStore.Appended;
import io.threefold.rmb.relay.store.StreamStore.Mode;
import io.threefold.rmb.relay.store.StreamStore.Stored;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * From a session's socket to the streams (PROTOCOL §8): checks, routing, Errors, and the answer to pings, which proves that
 * everything before it is stored. Reads no further than storing keeps up with. Envelopes come in on the session's context;
 * what follows runs wherever Redis answers.
 */
final class Inbound {
    private static final System.Logger LOG = System.getLogger(Inbound.class.getName());
    private static final ByteString PONG_TEXT = ByteString.copyFromUtf8("hello world");

    private final SessionContext shared;
    private final Address session;
    private final Socket socket;
    private final Outbound outbound;
    private final Runnable storeFailed;
    private final EnvelopeLimits envelopeLimits;
    private final FrameBarrier barrier = new FrameBarrier();
    private final Lanes<Address> lanes = new Lanes<>(1);
    private final AtomicInteger bytes = new AtomicInteger();
    private final AtomicBoolean paused = new AtomicBoolean();
    private final Runnable roomAgain = this::resumeIfRoom;
    private volatile boolean ended;

    Inbound(SessionContext shared, Address session, Socket socket, Outbound outbound, Runnable storeFailed) {
        this.shared = shared;
        this.session = session;
        this.socket = socket;
        this.outbound = outbound;
        this.storeFailed = storeFailed;
        this.envelopeLimits = shared.settings().envelopeLimits();
    }

    /** Whether we do not read from the socket at present. */
    boolean isPaused() {
        return paused.get();
    }

    /**
     * Takes a frame.
     *
     * @return false when it is no envelope
     */
    boolean envelope(byte[] frame) {
        Envelope envelope;
        try {
            envelope = EnvelopeCodec.decode(UnsafeByteOperations.unsafeWrap(frame), envelopeLimits);
        } catch (MalformedEnvelopeException e) {
            return false;
        }
        shared.metrics().count(RelayMetric.FRAMES, kind(envelope.message()));
        shared.metrics().add(RelayMetric.BYTES_IN, frame.length);
        takeRoom(frame.length);
        if (!shared.rates().admit(session.twin(), frame.length)) {
            refuse(barrier.frame(), frame.length, envelope, Routed.Refused.of(RelayError.RATE_LIMITED));
        } else if (!session.equals(envelope.source())) {
            refuse(barrier.frame(), frame.length, envelope, Routed.Refused.of(RelayError.WRONG_SOURCE));
        } else if (envelope.message() instanceof Message.Ping) {
            byte[] pong = EnvelopeCodec.encode(pong(envelope));
            barrier.ping(slot -> storeOwn(pong).whenComplete((stored, error) -> {
                if (error == null && stored instanceof Stored) {
                    shared.metrics().count(RelayMetric.ROUTED, "pong");
                } else {
                    // Without this pong the client sends everything since the last one again; it must not wait for it
                    // in vain.
                    storeFailed.run();
                }
                settle(slot, frame.length);
            }));
        } else {
            route(envelope, frame);
        }
        return true;
    }

    private void route(Envelope envelope, byte[] frame) {
        Slot slot = barrier.frame();
        long began = System.nanoTime();
        shared.router().route(envelope, frame, lanes).whenComplete((routed, error) -> {
            switch (routed) {
                case Routed.Taken ignored -> {
                    shared.metrics().storeTime().record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
                    settle(slot, frame.length);
                }
                case Routed.Refused refused -> refuse(slot, frame.length, envelope, refused);
                case Routed.Failed failed -> {
                    shared.metrics().count(RelayMetric.STORE_FAILURES);
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "a message of {0} was not stored: {1}",
                            session,
                            failed.cause());
                    if (envelope.message() instanceof Message.Request && envelope.destination() != null) {
                        Message.Error text =
                                RelayError.failedToRoute(envelope.destination(), "the relay could not store it");
                        refuse(slot, frame.length, envelope, new Routed.Refused(RelayError.FAILED_TO_ROUTE, text));
                    } else {
                        // Nobody is told of a lost answer, so no pong may confirm it.
                        storeFailed.run();
                        settle(slot, frame.length);
                    }
                }
            }
        });
    }

    /** Tells the sender of a request; the frame is settled once that is stored. */
    private void refuse(Slot slot, int length, Envelope envelope, Routed.Refused refused) {
        boolean told = envelope.message() instanceof Message.Request;
        shared.metrics()
                .count(RelayMetric.REFUSED, refused.reason().name().toLowerCase(Locale.ROOT), told ? "yes" : "no");
        if (!told) {
            settle(slot, length);
            return;
        }
        byte[] notice = Notice.of(envelope.uid(), session, refused.error(), shared.clock());
        storeOwn(notice).whenComplete((stored, error) -> {
            if (error != null || !(stored instanceof Stored)) {
                socket.context().runOnContext(ignored -> outbound.writeUnstored(notice));
            }
            settle(slot, length);
        });
    }

    private CompletionStage<Appended> storeOwn(byte[] envelope) {
        return shared.delivery().store(session, envelope, Mode.NOTICE);
    }

    private void settle(Slot slot, int length) {
        barrier.settle(slot);
        bytes.addAndGet(-length);
        shared.inFlight().release(length);
        if (paused.get()) {
            resumeIfRoom();
        }
    }

    private void takeRoom(int length) {
        int own = bytes.addAndGet(length);
        shared.inFlight().take(length);
        boolean ownFull = own >= shared.settings().limits().sessionInFlightBytes()
                || barrier.size() >= shared.settings().limits().sessionInFlightFrames();
        if ((ownFull || shared.inFlight().isFull()) && paused.compareAndSet(false, true)) {
            shared.metrics().count(RelayMetric.PAUSES);
            socket.pause();
            if (ownFull) {
                resumeIfRoom();
            } else {
                shared.inFlight().whenRoom(roomAgain);
            }
        }
    }

    private void resumeIfRoom() {
        if (ended
                || bytes.get() > shared.settings().limits().sessionInFlightBytes() / 2
                || barrier.size() > shared.settings().limits().sessionInFlightFrames() / 2) {
            return;
        }
        if (shared.inFlight().isFull()) {
            shared.inFlight().whenRoom(roomAgain);
            return;
        }
        if (paused.compareAndSet(true, false)) {
            socket.context().runOnContext(ignored -> {
                if (!ended && !paused.get()) {
                    outbound.notListening();
                    socket.resume();
                }
            });
        }
    }

    void end() {
        ended = true;
        shared.inFlight().forget(roomAgain);
    }

    private static Envelope pong(Envelope ping) {
        ByteString before = ping.payload() instanceof Payload.Plain(ByteString plain) ? plain : ByteString.EMPTY;
        return new Envelope(
                ping.uid(),
                ping.tags(),
                ping.timestamp(),
                ping.expiration(),
                ping.destination(),
                ping.source(),
                new Message.Pong(),
                ping.signature(),
                ping.schema(),
                ping.federation(),
                new Payload.Plain(before.concat(PONG_TEXT)),
                ping.relays());
    }

    private static String kind(Message message) {
        return switch (message) {
            case Message.Request ignored -> "request";
            case Message.Response ignored -> "response";
            case Message.Error ignored -> "error";
            case Message.Ping ignored -> "ping";
            case Message.Pong ignored -> "pong";
            case Message.None ignored -> "none";
        };
    }
}
