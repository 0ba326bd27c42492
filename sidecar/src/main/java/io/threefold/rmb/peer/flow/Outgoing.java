package io.threefold.rmb.peer.flow;

import com.google.protobuf.ByteString;
import io.threefold.rmb.peer.store.DeadLetter;
import io.threefold.rmb.peer.store.Intake;
import io.threefold.rmb.peer.store.MessageStore;
import io.threefold.rmb.peer.store.StoreKeys;
import io.threefold.rmb.peer.store.StoredMessage;
import io.threefold.rmb.protocol.envelope.Address;
import io.threefold.rmb.protocol.envelope.EnvelopeTime;
import io.threefold.rmb.protocol.envelope.Message;
import io.threefold.rmb.protocol.envelope.PeerErrorCode;
import io.threefold.rmb.protocol.queue.IncomingRequest;
import io.threefold.rmb.protocol.queue.OutgoingRequest;
import io.threefold.rmb.protocol.queue.OutgoingResponse;
import io.threefold.rmb.protocol.queue.QueueCodec;
import io.threefold.rmb.protocol.queue.QueueError;
import io.threefold.rmb.protocol.queue.QueueRead;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** From the outbox's JSON to deliveries; what cannot be read gets its error or becomes a dead letter, and the next one follows. */
final class Outgoing implements Intake {
    private static final Logger LOG = Logger.getLogger(Outgoing.class.getName());
    private static final long MAX_UNREAD_BYTES = 8 << 20;
    private static final String JSON_SCHEMA = "application/json";
    private static final ByteString JSON_NULL = ByteString.copyFromUtf8("null");

    private final MessageStore store;
    private final Supplier<QueueCodec> codec;
    private final Pending pending;
    private final Sender sender;
    private final InstantSource clock;
    private final FlowCounters counters;
    private final Supplier<FlowSettings> settings;
    private final SerialTasks requests;
    private final SerialTasks answers;
    private final AtomicLong unread = new AtomicLong();
    private final AtomicBoolean starved = new AtomicBoolean();

    Outgoing(
            MessageStore store,
            Supplier<QueueCodec> codec,
            Pending pending,
            Sender sender,
            Workers workers,
            InstantSource clock,
            FlowCounters counters,
            Supplier<FlowSettings> settings) {
        this.store = store;
        this.codec = codec;
        this.pending = pending;
        this.sender = sender;
        this.clock = clock;
        this.counters = counters;
        this.settings = settings;
        this.requests = new SerialTasks(workers);
        this.answers = new SerialTasks(workers);
    }

    @Override
    public int room(StoredMessage.Kind kind) {
        int open = kind == StoredMessage.Kind.REQUEST ? pending.openRequests() : pending.openAnswers();
        int room = hasRoom() ? settings.get().maxPending() - open : 0;
        if (room <= 0) {
            starved.set(true);
        }
        return room;
    }

    /** Something has ended: taking can go on if it had stopped. */
    void ended() {
        if (starved.get() && starved.compareAndSet(true, false)) {
            store.resume();
        }
    }

    /** True while more may be added. */
    boolean hasRoom() {
        return unread.get() <= MAX_UNREAD_BYTES;
    }

    /** True when nothing waits to be read. */
    boolean idle() {
        return unread.get() == 0;
    }

    @Override
    public void taken(List<StoredMessage> messages) {
        boolean request = isRequest(messages.getFirst());
        for (int i = 0; i < messages.size(); i++) {
            counters.count(request ? FlowCount.REQUESTS_TAKEN : FlowCount.ANSWERS_TAKEN);
        }
        var _ = add(messages);
    }

    /** Messages that are in the outbox: reads them on a worker, in order; completes when that is done. */
    CompletionStage<Void> add(List<StoredMessage> messages) {
        long bytes = messages.stream().mapToLong(m -> m.json().length).sum();
        unread.addAndGet(bytes);
        boolean request = isRequest(messages.getFirst());
        CompletableFuture<Void> done = new CompletableFuture<>();
        (request ? requests : answers).add(() -> {
            for (StoredMessage message : messages) {
                try {
                    read(message);
                } catch (RuntimeException e) {
                    LOG.log(Level.WARNING, "cannot handle the message " + message.id(), e);
                    bury(
                            message,
                            "INTERNAL",
                            "the peer failed on this message: " + e.getClass().getSimpleName());
                }
            }
            unread.addAndGet(-bytes);
            done.complete(null);
            sender.pump();
            ended();
        });
        return done;
    }

    private static boolean isRequest(StoredMessage message) {
        return message.kind() == StoredMessage.Kind.REQUEST || message.kind() == StoredMessage.Kind.OVERSIZE_REQUEST;
    }

    private void read(StoredMessage message) {
        switch (message.kind()) {
            case REQUEST -> request(message, false);
            case OVERSIZE_REQUEST -> request(message, true);
            case ANSWER -> answer(message, false);
            case OVERSIZE_ANSWER -> answer(message, true);
            case DRAINED, OVERSIZE_DRAINED -> drained(message);
        }
    }

    private void request(StoredMessage message, boolean oversize) {
        switch (codec.get().readOutgoingRequest(message.json())) {
            case QueueRead.Unreadable<OutgoingRequest> bad -> refuse(message, bad);
            case QueueRead.Readable<OutgoingRequest> good -> request(message, good.message(), oversize);
        }
    }

    private void request(StoredMessage stored, OutgoingRequest request, boolean oversize) {
        if (ownList(request.replyTo())) {
            bury(stored, "RET_RESERVED", "ret names one of the peer's own keys; choose a name outside msgbus.system");
            return;
        }
        long now = clock.millis() / 1000;
        long taken = Math.min(stored.takenMillis() / 1000, now);
        long made = request.timestamp() == 0 || request.timestamp() > now ? taken : request.timestamp();
        long deadline = made + EnvelopeTime.clampRequest(request.expiration());
        List<Long> destinations = request.destinations();
        OutMessage message = new OutMessage(
                stored.id(),
                new Message.Request(request.command()),
                request.ref(),
                request.replyTo(),
                request.tags(),
                request.schema(),
                destinations.size(),
                deadline,
                request.data().size(),
                stored.takenMillis());
        for (int i = 0; i < destinations.size(); i++) {
            if (stored.finished().contains(i)) {
                continue;
            }
            Delivery delivery = delivery(message, i, Address.of(destinations.get(i)), request.data());
            if (oversize) {
                var _ = pending.failed(delivery, PeerErrorCode.INVALID_PAYLOAD, "the message is too large");
            } else if (destinations.get(i) == 0) {
                var _ = pending.failed(delivery, PeerErrorCode.UNKNOWN_TWIN, "there is no twin 0");
            } else if (deadline <= now) {
                var _ = pending.failed(
                        delivery, PeerErrorCode.VALIDATION, "the request had expired before it could be sent");
            } else {
                sender.offer(delivery);
            }
        }
    }

    private void answer(StoredMessage message, boolean oversize) {
        switch (codec.get().readOutgoingResponse(message.json())) {
            case QueueRead.Unreadable<OutgoingResponse> bad -> {
                Address caller = bad.destination();
                String ref = bad.ref();
                if (caller == null || ref == null) {
                    bury(message, "UNREADABLE", bad.reason());
                } else {
                    String reason = "the service's answer cannot be used: " + bad.reason();
                    error(message, caller, ref, PeerErrorCode.OTHER.error(reason), responseDeadline(message));
                }
            }
            case QueueRead.Readable<OutgoingResponse> good -> {
                OutgoingResponse answer = good.message();
                QueueError error = answer.error();
                if (oversize) {
                    Message.Error tooLarge = PeerErrorCode.OTHER.error("the service's answer is too large");
                    error(message, answer.destination(), answer.ref(), tooLarge, responseDeadline(message));
                } else if (error != null) {
                    ByteString data = answer.data().isEmpty() ? JSON_NULL : answer.data();
                    String schema = answer.schema() == null ? JSON_SCHEMA : answer.schema();
                    Message.Error body = new Message.Error(error.code(), error.message());
                    answer(message, answer.destination(), answer.ref(), body, schema, data, responseDeadline(message));
                } else {
                    answer(
                            message,
                            answer.destination(),
                            answer.ref(),
                            new Message.Response(),
                            answer.schema(),
                            answer.data(),
                            responseDeadline(message));
                }
            }
        }
    }

    private static long responseDeadline(StoredMessage message) {
        return message.takenMillis() / 1000 + EnvelopeTime.RESPONSE_SECONDS;
    }

    private void drained(StoredMessage message) {
        switch (codec.get().readIncomingRequest(message.json())) {
            case QueueRead.Unreadable<IncomingRequest> bad -> bury(message, "UNREADABLE", bad.reason());
            case QueueRead.Readable<IncomingRequest> good -> {
                IncomingRequest request = good.message();
                String ref = request.ref();
                if (ref == null || ref.isEmpty()) {
                    bury(message, "UNREADABLE", "a request without ref cannot be answered");
                    return;
                }
                long deadline = Math.min(request.timestamp() + request.expiration(), responseDeadline(message));
                if (deadline <= clock.millis() / 1000) {
                    // Its caller was told by its own peer long ago.
                    var _ = store.remove(List.of(message.id()));
                    return;
                }
                counters.count(FlowCount.DRAINED);
                Rejection why = Rejection.SHUTTING_DOWN;
                error(message, request.source(), ref, why.code().error(why.text()), deadline);
            }
        }
    }

    private void error(StoredMessage message, Address caller, String ref, Message.Error body, long deadline) {
        answer(message, caller, ref, body, JSON_SCHEMA, JSON_NULL, deadline);
    }

    private void answer(
            StoredMessage stored,
            Address caller,
            String ref,
            Message body,
            @Nullable String schema,
            ByteString data,
            long deadline) {
        OutMessage message = new OutMessage(
                stored.id(), body, null, "", null, schema, 1, deadline, data.size(), stored.takenMillis());
        if (caller.twin() == 0 || deadline <= clock.millis() / 1000) {
            bury(stored, "NOT_DELIVERABLE", caller.twin() == 0 ? "dst names twin 0" : "the answer comes too late");
            return;
        }
        sender.offer(delivery(message, 0, caller, ref, data));
    }

    /** One error for each destination that can be read, or one without; a dead letter when there is no list to push it to. */
    private void refuse(StoredMessage stored, QueueRead.Unreadable<OutgoingRequest> bad) {
        String ret = bad.replyTo();
        if (ret == null || ownList(ret)) {
            bury(stored, "UNREADABLE", bad.reason());
            return;
        }
        long deadline = clock.millis() / 1000 + EnvelopeTime.DEFAULT_REQUEST_SECONDS;
        List<Long> destinations = bad.destinations();
        OutMessage message = new OutMessage(
                stored.id(),
                new Message.Request(""),
                bad.ref(),
                ret,
                null,
                null,
                destinations.size(),
                deadline,
                0,
                stored.takenMillis());
        for (int i = 0; i < Math.max(1, destinations.size()); i++) {
            if (!stored.finished().contains(i)) {
                Address destination = Address.of(destinations.isEmpty() ? 0 : destinations.get(i));
                var _ = pending.failed(delivery(message, i, destination, ByteString.EMPTY), bad.code(), bad.reason());
            }
        }
    }

    private Delivery delivery(OutMessage message, int index, Address destination, ByteString data) {
        return delivery(message, index, destination, OutMessage.uid(message.id(), index), data);
    }

    private Delivery delivery(OutMessage message, int index, Address destination, String uid, ByteString data) {
        ByteString kept = sender.keep(data.size()) ? data : null;
        Delivery delivery = new Delivery(message, index, destination, uid, kept);
        pending.add(delivery);
        return delivery;
    }

    private void bury(StoredMessage message, String reason, String detail) {
        counters.count(FlowCount.DEAD_LETTERS);
        String from = switch (message.kind()) {
            case REQUEST, OVERSIZE_REQUEST -> StoreKeys.LOCAL;
            case ANSWER, OVERSIZE_ANSWER -> StoreKeys.REPLY;
            case DRAINED, OVERSIZE_DRAINED -> "drained";
        };
        LOG.log(Level.INFO, "a message from {0} is now a dead letter: {1}", new Object[] {from, detail});
        var _ = store.bury(message.id(), new DeadLetter(reason, detail, from, message.json()));
    }

    /** The payload of a delivery that had to leave memory; null when Redis does not have it any more. */
    CompletionStage<@Nullable ByteString> reload(Delivery delivery) {
        return store.load(List.of(delivery.message().id())).thenApply(found -> {
            if (found.isEmpty()) {
                return null;
            }
            StoredMessage message = found.getFirst();
            if (delivery.message().isRequest()) {
                return codec.get().readOutgoingRequest(message.json()) instanceof QueueRead.Readable<OutgoingRequest> r
                        ? r.message().data()
                        : null;
            }
            if (message.kind() == StoredMessage.Kind.ANSWER
                    && codec.get().readOutgoingResponse(message.json())
                            instanceof QueueRead.Readable<OutgoingResponse> answer) {
                ByteString data = answer.message().data();
                return answer.message().error() != null && data.isEmpty() ? JSON_NULL : data;
            }
            return JSON_NULL;
        });
    }

    private static boolean ownList(String name) {
        return name.startsWith(StoreKeys.RESERVED);
    }
}
