package io.threefold.rmb.peer.flow;

import com.google.protobuf.ByteString;
import io.threefold.rmb.peer.link.InboundFrame;
import io.threefold.rmb.peer.link.InboundSink;
import io.threefold.rmb.peer.link.RelayLinks;
import io.threefold.rmb.peer.store.MessageStore;
import io.threefold.rmb.protocol.envelope.Acceptance;
import io.threefold.rmb.protocol.envelope.Address;
import io.threefold.rmb.protocol.envelope.Envelope;
import io.threefold.rmb.protocol.envelope.EnvelopeCodec;
import io.threefold.rmb.protocol.envelope.EnvelopeLimits;
import io.threefold.rmb.protocol.envelope.MalformedEnvelopeException;
import io.threefold.rmb.protocol.envelope.Message;
import io.threefold.rmb.protocol.envelope.RejectReason;
import io.threefold.rmb.protocol.envelope.RelayError;
import io.threefold.rmb.protocol.queue.QueueError;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * From relay frames to local lists: judged, verified and decrypted in parallel, handed over in order per source twin. A frame's
 * stage completes when Redis has it or it was rejected.
 */
final class Incoming implements InboundSink {
    private static final Logger LOG = Logger.getLogger(Incoming.class.getName());
    private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

    private final long twin;
    private final MessageStore store;
    private final RelayLinks links;
    private final Pending pending;
    private final Sender sender;
    private final Replies replies;
    private final Requests requests;
    private final Opener opener;
    private final InstantSource clock;
    private final FlowCounters counters;
    private final Supplier<FlowSettings> settings;
    private final OrderedLanes<Long> lanes = new OrderedLanes<>();

    Incoming(
            long twin,
            MessageStore store,
            RelayLinks links,
            Pending pending,
            Sender sender,
            Replies replies,
            Requests requests,
            Opener opener,
            InstantSource clock,
            FlowCounters counters,
            Supplier<FlowSettings> settings) {
        this.twin = twin;
        this.store = store;
        this.links = links;
        this.pending = pending;
        this.sender = sender;
        this.replies = replies;
        this.requests = requests;
        this.opener = opener;
        this.clock = clock;
        this.counters = counters;
        this.settings = settings;
    }

    @Override
    public CompletionStage<Void> accept(InboundFrame frame) {
        try {
            return accept(frame.bytes(), frame.relay(), true).thenAccept(settled -> {});
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "cannot handle an incoming envelope", e);
            counters.reject(Rejection.INTERNAL);
            return DONE;
        }
    }

    /**
     * Takes one envelope.
     *
     * @param relay the domain it came from; "" when that is not known any more
     * @param mayHold whether it may be set aside when the chain cannot be asked
     * @return false when it could not be judged and was not set aside either
     */
    CompletionStage<Boolean> accept(ByteString bytes, String relay, boolean mayHold) {
        Envelope envelope;
        try {
            int most = 2 * settings.get().maxPayload() + (64 << 10);
            envelope = EnvelopeCodec.decode(bytes, EnvelopeLimits.ofBytes(most));
        } catch (MalformedEnvelopeException e) {
            return rejected(Rejection.UNDECODABLE);
        }
        return switch (Acceptance.forTwin(envelope, twin, clock.millis() / 1000)) {
            case Acceptance.PongToUs _ -> rejected(Rejection.STRAY_PONG);
            case Acceptance.FromRelay complaint -> fromRelay(envelope, complaint.error(), relay);
            case Acceptance.Rejected rejected -> rejected(envelope, rejected.reason());
            case Acceptance.Claimed claimed -> claimed(envelope, claimed, bytes, mayHold);
        };
    }

    private CompletionStage<Boolean> rejected(Rejection why) {
        counters.reject(why);
        return CompletableFuture.completedStage(true);
    }

    private CompletionStage<Boolean> rejected(Envelope envelope, RejectReason reason) {
        Address source = envelope.source();
        Rejection why = Rejection.of(reason);
        if (envelope.message() instanceof Message.Request
                && source != null
                && source.twin() != 0
                && reason != RejectReason.WRONG_DESTINATION) {
            replies.error(source, envelope.uid(), why, why.text());
        }
        return rejected(why);
    }

    private CompletionStage<Boolean> fromRelay(Envelope envelope, Message.Error error, String relay) {
        Delivery delivery = pending.request(envelope.uid());
        if (delivery == null) {
            return rejected(Rejection.UNKNOWN_UID);
        }
        if (RelayError.of(error.message()) == RelayError.RATE_LIMITED) {
            links.slowDown(relay);
        }
        sender.relayError(delivery, error, Objects.hash(envelope.timestamp(), error.code(), error.message()));
        return CompletableFuture.completedStage(true);
    }

    private CompletionStage<Boolean> claimed(
            Envelope envelope, Acceptance.Claimed claimed, ByteString bytes, boolean mayHold) {
        boolean request = claimed.kind() == Acceptance.Kind.REQUEST;
        Delivery asked = request ? null : pending.request(envelope.uid());
        if (!request && asked == null) {
            counters.count(FlowCount.LATE);
            return rejected(Rejection.UNKNOWN_UID);
        }
        if (asked != null && asked.destination().twin() != claimed.source().twin()) {
            return rejected(Rejection.WRONG_RESPONDER);
        }
        CompletableFuture<Boolean> settled = new CompletableFuture<>();
        long source = claimed.source().twin();
        lanes.add(source, opener.open(envelope, source).thenApply(result -> () -> {
            try {
                handOver(envelope, claimed.source(), asked, result, bytes, mayHold, settled);
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "cannot handle an incoming envelope", e);
                counters.reject(Rejection.INTERNAL);
                settled.complete(true);
            }
        }));
        return settled;
    }

    private void handOver(
            Envelope envelope,
            Address source,
            @Nullable Delivery asked,
            Opener.Result result,
            ByteString bytes,
            boolean mayHold,
            CompletableFuture<Boolean> settled) {
        switch (result) {
            case Opener.Unknown _ -> {
                if (mayHold) {
                    hold(envelope, source, bytes, settled);
                } else {
                    settled.complete(false);
                }
            }
            case Opener.Refused refused -> {
                counters.reject(refused.why());
                settle(settled, refused(envelope, source, asked, refused.why()));
            }
            case Opener.Opened opened -> {
                boolean plainRefused =
                        opened.plain() && settings.get().encryption() == FlowSettings.Encryption.REQUIRED;
                // An Error without a payload has nothing to encrypt.
                if (plainRefused
                        && !(envelope.message() instanceof Message.Error
                                && opened.payload().size() <= 4)) {
                    counters.reject(Rejection.PLAIN_TEXT);
                    settle(settled, refused(envelope, source, asked, Rejection.PLAIN_TEXT));
                } else if (asked == null) {
                    settle(settled, requests.accept(envelope, source, opened));
                } else {
                    settle(settled, answered(asked, envelope, source, opened.payload()));
                }
            }
        }
    }

    /** A frame is settled when Redis has what came of it, not before: a relay may forget it then. */
    private static void settle(CompletableFuture<Boolean> settled, CompletionStage<Void> work) {
        var _ = work.whenComplete((done, failure) -> settled.complete(true));
    }

    private CompletionStage<Void> refused(Envelope envelope, Address source, @Nullable Delivery asked, Rejection why) {
        if (asked == null) {
            replies.error(source, envelope.uid(), why, why.text());
        } else if (why == Rejection.BAD_CIPHER || why == Rejection.NO_PUBLIC_KEY || why == Rejection.PLAIN_TEXT) {
            // The signature holds, so this is the answer: waiting for another would be in vain.
            return pending.failed(asked, why.code(), "the answer of twin " + source + ": " + why.text());
        }
        return DONE;
    }

    private CompletionStage<Void> answered(Delivery asked, Envelope envelope, Address source, ByteString payload) {
        QueueError error = envelope.message() instanceof Message.Error e ? new QueueError(e.code(), e.message()) : null;
        return pending.answered(asked, source.toString(), payload, envelope.schema(), envelope.timestamp(), error);
    }

    private void hold(Envelope envelope, Address source, ByteString bytes, CompletableFuture<Boolean> settled) {
        var _ = store.hold(bytes.toByteArray(), settings.get().maxHeld()).whenComplete((kept, failure) -> {
            if (failure == null && kept) {
                counters.count(FlowCount.HELD);
            } else {
                counters.reject(Rejection.CHAIN_UNAVAILABLE);
                if (envelope.message() instanceof Message.Request) {
                    Rejection why = Rejection.CHAIN_UNAVAILABLE;
                    replies.error(source, envelope.uid(), why, why.text());
                }
            }
            settled.complete(true);
        });
    }
}
