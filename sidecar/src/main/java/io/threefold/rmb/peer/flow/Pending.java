package io.threefold.rmb.peer.flow;

import com.google.protobuf.ByteString;
import io.threefold.rmb.peer.store.DeadLetter;
import io.threefold.rmb.peer.store.MessageStore;
import io.threefold.rmb.peer.store.Outcome;
import io.threefold.rmb.protocol.envelope.Message;
import io.threefold.rmb.protocol.envelope.PeerErrorCode;
import io.threefold.rmb.protocol.queue.IncomingResponse;
import io.threefold.rmb.protocol.queue.QueueCodec;
import io.threefold.rmb.protocol.queue.QueueError;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Deliveries that have not ended, and their ends: every one has exactly one (DESIGN §4.1). Thread-safe. */
final class Pending {
    private static final Logger LOG = Logger.getLogger(Pending.class.getName());

    private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

    private final MessageStore store;
    private final Supplier<QueueCodec> codec;
    private final InstantSource clock;
    private final FlowCounters counters;
    private final Consumer<Delivery> ended;
    private final Map<String, Delivery> requests = new ConcurrentHashMap<>();
    private final Deadlines deadlines = new Deadlines();
    private final AtomicInteger openRequests = new AtomicInteger();
    private final AtomicInteger openAnswers = new AtomicInteger();
    private volatile boolean stopped;

    /** @param ended told when a delivery is gone from the outbox */
    Pending(
            MessageStore store,
            Supplier<QueueCodec> codec,
            InstantSource clock,
            FlowCounters counters,
            Consumer<Delivery> ended) {
        this.store = store;
        this.codec = codec;
        this.clock = clock;
        this.counters = counters;
        this.ended = ended;
    }

    /** Redis goes away now, on purpose. */
    void stop() {
        stopped = true;
    }

    void add(Delivery delivery) {
        if (delivery.message().isRequest()) {
            openRequests.incrementAndGet();
            requests.put(delivery.uid(), delivery);
        } else {
            openAnswers.incrementAndGet();
        }
        deadlines.add(delivery);
    }

    /** The request with this uid, unless it has ended. */
    @Nullable Delivery request(String uid) {
        return requests.get(uid);
    }

    int openRequests() {
        return openRequests.get();
    }

    int openAnswers() {
        return openAnswers.get();
    }

    /** Ends a request with what the other twin said, error null for an answer; completes, always normally, when Redis has it. */
    CompletionStage<Void> answered(
            Delivery delivery,
            String source,
            ByteString data,
            @Nullable String schema,
            long timestamp,
            @Nullable QueueError error) {
        return end(
                delivery,
                new IncomingResponse(delivery.message().ref(), data, source, schema, timestamp, error),
                error == null ? FlowCount.OUTCOME_ANSWER : FlowCount.OUTCOME_ERROR);
    }

    /** Ends a request with an error of this peer or a relay; an answer becomes a dead letter. Completes as {@link #answered}. */
    CompletionStage<Void> failed(Delivery delivery, long code, String text, FlowCount count) {
        OutMessage message = delivery.message();
        if (!message.isRequest()) {
            return bury(delivery, count.name(), text);
        }
        String source = delivery.destination().twin() == 0 && message.total() == 0
                ? ""
                : delivery.destination().toString();
        return end(
                delivery,
                QueueCodec.error(message.ref(), source, clock.millis() / 1000, new QueueError(code, text)),
                count);
    }

    CompletionStage<Void> failed(Delivery delivery, PeerErrorCode code, String detail) {
        return failed(delivery, code.code(), code.describe(detail), FlowCount.OUTCOME_LOCAL_ERROR);
    }

    /** A relay has the answer: nothing is left to do. */
    void delivered(Delivery delivery) {
        if (delivery.end()) {
            deadlines.remove(delivery);
            var _ = store.remove(List.of(delivery.message().id())).whenComplete((done, failure) -> gone(delivery));
        }
    }

    /** Ends what has reached its deadline. */
    void expire(long nowSeconds) {
        for (Delivery delivery : deadlines.due(nowSeconds)) {
            if (delivery.message().isRequest()) {
                Message.Error last = delivery.lastError();
                String detail = "no answer from twin " + delivery.destination()
                        + (last == null
                                ? " before the deadline"
                                : " before the deadline; a relay said: " + last.message());
                PeerErrorCode code = PeerErrorCode.VALIDATION;
                var _ = failed(delivery, code.code(), code.describe(detail), FlowCount.OUTCOME_TIMEOUT);
            } else {
                counters.count(FlowCount.ANSWERS_EXPIRED);
                var _ = bury(delivery, "NOT_DELIVERED", "no relay took this answer before its deadline");
            }
        }
    }

    private CompletionStage<Void> end(Delivery delivery, IncomingResponse response, FlowCount count) {
        if (!delivery.end()) {
            counters.count(FlowCount.LATE);
            return DONE;
        }
        requests.remove(delivery.uid(), delivery);
        deadlines.remove(delivery);
        OutMessage message = delivery.message();
        Outcome outcome = new Outcome(
                message.id(),
                delivery.index(),
                Math.max(1, message.total()),
                message.ret(),
                codec.get().write(response));
        return store.finish(outcome).handle((result, failure) -> {
            if (failure != null && stopped) {
                LOG.log(Level.FINE, "request {0} ends in the next life", delivery.uid());
            } else if (failure != null) {
                LOG.log(Level.WARNING, "the outcome of request {0} could not be pushed: {1}", new Object[] {
                    delivery.uid(), failure.toString()
                });
            } else {
                switch (result) {
                    case DELIVERED -> {
                        counters.count(count);
                        if (count == FlowCount.OUTCOME_ANSWER) {
                            counters.roundTrip(Duration.ofMillis(Math.max(0, clock.millis() - message.takenMillis())));
                        }
                    }
                    case UNDELIVERABLE -> counters.count(FlowCount.OUTCOME_UNDELIVERABLE);
                    case ALREADY_ENDED -> counters.count(FlowCount.LATE);
                }
            }
            gone(delivery);
            return null;
        });
    }

    private CompletionStage<Void> bury(Delivery delivery, String reason, String detail) {
        if (!delivery.end()) {
            return DONE;
        }
        deadlines.remove(delivery);
        ByteString payload = delivery.payload();
        counters.count(FlowCount.DEAD_LETTERS);
        DeadLetter letter = new DeadLetter(
                reason,
                detail,
                "answer " + delivery.uid() + " to " + delivery.destination(),
                payload == null ? new byte[0] : payload.toByteArray());
        return store.bury(delivery.message().id(), letter).handle((done, failure) -> {
            gone(delivery);
            return null;
        });
    }

    private void gone(Delivery delivery) {
        (delivery.message().isRequest() ? openRequests : openAnswers).decrementAndGet();
        ended.accept(delivery);
    }
}
