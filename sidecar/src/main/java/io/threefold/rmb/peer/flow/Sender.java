package io.threefold.rmb.peer.flow;

import com.google.protobuf.ByteString;
import io.threefold.rmb.peer.link.Confirmation;
import io.threefold.rmb.peer.link.OutgoingFrame;
import io.threefold.rmb.peer.link.RelayLinks;
import io.threefold.rmb.protocol.envelope.Address;
import io.threefold.rmb.protocol.envelope.Message;
import io.threefold.rmb.protocol.envelope.PeerErrorCode;
import io.threefold.rmb.tfchain.Twin;
import io.threefold.rmb.tfchain.TwinLookup;
import io.threefold.rmb.tfchain.TwinRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Brings deliveries to the relay links: looks the destination up, seals on the workers, hands over in order, and does what the
 * confirmation asks for.
 */
final class Sender {
    private static final Logger LOG = Logger.getLogger(Sender.class.getName());
    private static final long LOOKUP_PAUSE_MILLIS = 1_000;
    private static final long NOT_SENT_PAUSE_MILLIS = 250;

    private final RelayLinks links;
    private final TwinRegistry registry;
    private final Sealer sealer;
    private final Workers workers;
    private final InstantSource clock;
    private final FlowCounters counters;
    private final Supplier<FlowSettings> settings;
    private final Function<Delivery, CompletionStage<@Nullable ByteString>> reload;
    private final SendWindow window;
    private final OrderedLanes<Address> lanes = new OrderedLanes<>();
    private final Object pumping = new Object();
    private final AtomicLong resident = new AtomicLong();
    private @Nullable Pending pending;
    private volatile boolean stopped;

    Sender(
            RelayLinks links,
            TwinRegistry registry,
            Sealer sealer,
            Workers workers,
            InstantSource clock,
            FlowCounters counters,
            Supplier<FlowSettings> settings,
            Function<Delivery, CompletionStage<@Nullable ByteString>> reload) {
        this.links = links;
        this.registry = registry;
        this.sealer = sealer;
        this.workers = workers;
        this.clock = clock;
        this.counters = counters;
        this.settings = settings;
        this.reload = reload;
        this.window = new SendWindow(settings.get());
    }

    void endsAt(Pending ends) {
        pending = ends;
    }

    private Pending pending() {
        Pending ends = pending;
        if (ends == null) {
            throw new IllegalStateException("not wired");
        }
        return ends;
    }

    /** Nothing leaves and nothing ends any more: what is left is for the next life. */
    void stop() {
        stopped = true;
    }

    SendWindow window() {
        return window;
    }

    long residentBytes() {
        return resident.get();
    }

    /** Whether another payload may stay in memory; counts it if so. */
    boolean keep(int size) {
        if (resident.get() + size > settings.get().residentBytes()) {
            return false;
        }
        resident.addAndGet(size);
        return true;
    }

    /** Gives back what {@link #keep} counted. */
    void forget(Delivery delivery) {
        resident.addAndGet(-delivery.dropPayload());
    }

    /** A delivery is to leave; call {@link #pump} after. */
    void offer(Delivery delivery) {
        window.offer(delivery);
    }

    void tick(long nowMillis) {
        window.tick(nowMillis);
        pump();
    }

    /** Starts whatever may leave now. */
    void pump() {
        while (true) {
            Delivery delivery;
            boolean more;
            CompletableFuture<Runnable> place = new CompletableFuture<>();
            // Polling and taking a place in the lane are one step, else two threads could swap two messages.
            synchronized (pumping) {
                delivery = stopped ? null : window.poll();
                if (delivery == null) {
                    return;
                }
                lanes.add(delivery.destination(), place);
                more = window.waiting() > 0;
            }
            start(delivery, place, !more && workers.here());
        }
    }

    private void start(Delivery delivery, CompletableFuture<Runnable> place, boolean here) {
        CompletableFuture<TwinLookup> lookup =
                registry.byId(delivery.destination().twin()).toCompletableFuture();
        ByteString payload = delivery.payload();
        if (payload != null && lookup.isDone()) {
            seal(delivery, place, lookup, payload, here);
            return;
        }
        CompletionStage<@Nullable ByteString> loaded =
                payload != null ? CompletableFuture.completedFuture(payload) : reload.apply(delivery);
        var _ = loaded.whenComplete((content, failure) -> lookup.whenComplete((twin, lookupFailure) -> {
            if (content == null) {
                place.complete(() -> gone(delivery, failure));
            } else {
                seal(delivery, place, lookup, content, false);
            }
        }));
    }

    private void seal(
            Delivery delivery,
            CompletableFuture<Runnable> place,
            CompletableFuture<TwinLookup> lookup,
            ByteString payload,
            boolean here) {
        Runnable work = () -> {
            Runnable handOver;
            try {
                handOver = sealed(delivery, lookup, payload);
            } catch (RuntimeException e) {
                if (stopped) {
                    return;
                }
                LOG.log(Level.WARNING, "cannot seal " + delivery.uid(), e);
                handOver = () -> refuse(delivery, PeerErrorCode.OTHER, "the message could not be signed or encrypted");
            }
            place.complete(handOver);
        };
        if (here) {
            work.run();
        } else {
            workers.execute(work);
        }
    }

    private Runnable sealed(Delivery delivery, CompletableFuture<TwinLookup> lookup, ByteString payload) {
        if (delivery.ended()) {
            return () -> release(delivery);
        }
        TwinLookup found = lookup.isCompletedExceptionally() ? new TwinLookup.Unavailable("") : lookup.join();
        return switch (found) {
            case TwinLookup.Found known -> sealed(delivery, known.twin(), payload);
            case TwinLookup.Absent _ ->
                () -> refuse(
                        delivery,
                        PeerErrorCode.UNKNOWN_TWIN,
                        "the chain knows no twin " + delivery.destination().twin());
            case TwinLookup.Unavailable _ -> () -> pause(delivery);
        };
    }

    private Runnable sealed(Delivery delivery, Twin twin, ByteString payload) {
        OutMessage message = delivery.message();
        Sealer.Result result = sealer.seal(
                delivery.uid(),
                message.tags(),
                delivery.destination(),
                message.body(),
                message.schema(),
                payload,
                message.deadline(),
                twin,
                settings.get().encryption());
        return switch (result) {
            case Sealer.Refused refused -> () -> refuse(delivery, refused.code(), refused.reason());
            case Sealer.Frame frame -> () -> send(delivery, twin, frame.bytes());
        };
    }

    private void send(Delivery delivery, Twin twin, ByteString bytes) {
        if (delivery.ended()) {
            release(delivery);
            return;
        }
        delivery.sending();
        counters.count(FlowCount.SENT);
        var _ = links.send(new OutgoingFrame(
                        delivery.uid(),
                        delivery.destination(),
                        bytes,
                        twin.relays(),
                        Instant.ofEpochSecond(delivery.message().deadline())))
                .whenComplete((confirmation, failure) -> settle(
                        delivery, failure == null ? confirmation : new Confirmation.NotSent(String.valueOf(failure))));
    }

    private void settle(Delivery delivery, Confirmation confirmation) {
        window.release(delivery);
        switch (confirmation) {
            case Confirmation.Confirmed _ -> {
                counters.count(FlowCount.CONFIRMED);
                if (delivery.message().isRequest()) {
                    forget(delivery);
                    next(delivery, delivery.confirmed());
                } else {
                    pending().delivered(delivery);
                }
            }
            case Confirmation.Unconfirmed _ -> {
                counters.count(FlowCount.UNCONFIRMED);
                next(delivery, delivery.unconfirmed());
            }
            case Confirmation.NotSent _ -> {
                counters.count(FlowCount.NOT_SENT);
                if (delivery.notSent() == RequestState.Next.LATER) {
                    window.pause(delivery.destination(), clock.millis() + NOT_SENT_PAUSE_MILLIS);
                    window.offer(delivery);
                }
            }
        }
        pump();
    }

    /** A relay's Error for this request. */
    void relayError(Delivery delivery, Message.Error error, int fingerprint) {
        next(delivery, delivery.relayError(error, fingerprint));
        pump();
    }

    private void next(Delivery delivery, RequestState.Next next) {
        switch (next) {
            case WAIT -> {}
            case AGAIN -> window.offer(delivery);
            case LATER -> {
                counters.count(FlowCount.RETRIED);
                window.offerLater(delivery, clock.millis() + Backoff.millis(delivery.attempts()));
            }
            case FAIL -> {
                Message.Error error = delivery.lastError();
                if (error != null) {
                    var _ = pending().failed(delivery, error.code(), error.message(), FlowCount.OUTCOME_RELAY_ERROR);
                }
            }
        }
    }

    private void refuse(Delivery delivery, PeerErrorCode code, String detail) {
        window.release(delivery);
        var _ = pending().failed(delivery, code, detail);
        pump();
    }

    private void pause(Delivery delivery) {
        window.release(delivery);
        window.pause(delivery.destination(), clock.millis() + LOOKUP_PAUSE_MILLIS);
        window.offer(delivery);
        pump();
    }

    private void gone(Delivery delivery, @Nullable Throwable failure) {
        if (failure == null && !delivery.ended()) {
            refuse(delivery, PeerErrorCode.OTHER, "Redis has lost the message before it could be sent again");
        } else if (failure != null) {
            pause(delivery);
        } else {
            release(delivery);
        }
    }

    private void release(Delivery delivery) {
        window.release(delivery);
        pump();
    }
}
