package io.threefold.rmb.peer.flow;

import com.google.protobuf.ByteString;
import io.threefold.rmb.peer.store.IncomingRequest;
import io.threefold.rmb.peer.store.MessageStore;
import io.threefold.rmb.protocol.envelope.Address;
import io.threefold.rmb.protocol.envelope.Envelope;
import io.threefold.rmb.protocol.envelope.Message;
import io.threefold.rmb.protocol.queue.QueueCodec;
import io.threefold.rmb.protocol.queue.QueueNames;
import io.threefold.rmb.protocol.queue.QueueRead;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Verified requests: to the peer itself, to a command's list, or back with an Error. */
final class Requests {
    private static final String BUILT_IN = "rmb.";
    private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

    private final MessageStore store;
    private final Supplier<QueueCodec> codec;
    private final Replies replies;
    private final BuiltInCommands builtIns;
    private final FlowCounters counters;
    private final Supplier<FlowSettings> settings;
    private volatile boolean closed;

    Requests(
            MessageStore store,
            Supplier<QueueCodec> codec,
            Replies replies,
            BuiltInCommands builtIns,
            FlowCounters counters,
            Supplier<FlowSettings> settings) {
        this.store = store;
        this.codec = codec;
        this.replies = replies;
        this.builtIns = builtIns;
        this.counters = counters;
        this.settings = settings;
    }

    /** From now on every request for a list gets an Error. */
    void close() {
        closed = true;
    }

    boolean closed() {
        return closed;
    }

    CompletionStage<Void> accept(Envelope envelope, Address source, Opener.Opened opened) {
        String command = ((Message.Request) envelope.message()).command();
        if (command.startsWith(BUILT_IN)) {
            return builtIn(envelope, command, source, opened.payload());
        }
        CommandRule rule = settings.get().rule(command);
        Rejection why = refusal(command, rule, source, opened.payload());
        return why == null ? push(envelope, command, rule, source, opened) : refuse(envelope, source, why);
    }

    private @Nullable Rejection refusal(
            String command, @Nullable CommandRule rule, Address source, ByteString payload) {
        FlowSettings now = settings.get();
        if (closed) {
            return Rejection.SHUTTING_DOWN;
        }
        if (command.isEmpty() || QueueNames.isReserved(command)) {
            return Rejection.RESERVED_COMMAND;
        }
        if (rule == null && now.undeclared() == FlowSettings.Undeclared.REJECT) {
            return Rejection.UNDECLARED_COMMAND;
        }
        if (rule != null && !rule.allows(source.twin())) {
            return Rejection.TWIN_NOT_ALLOWED;
        }
        Integer own = rule == null ? null : rule.maxPayload();
        int most = own == null ? now.maxPayload() : Math.min(own, now.maxPayload());
        return payload.size() > most ? Rejection.TOO_LARGE : null;
    }

    private CompletionStage<Void> refuse(Envelope envelope, Address source, Rejection why) {
        counters.reject(why);
        replies.error(source, envelope.uid(), why, why.text());
        return DONE;
    }

    private CompletionStage<Void> builtIn(Envelope envelope, String command, Address source, ByteString payload) {
        CompletionStage<BuiltInCommands.@Nullable Answer> answer;
        try {
            answer = builtIns.answer(new BuiltInCommands.Call(command, source, envelope.tags(), payload));
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedStage(e);
        }
        return answer.handle((given, failure) -> {
                    if (failure != null) {
                        return refuse(envelope, source, Rejection.INTERNAL);
                    }
                    if (given == null) {
                        return refuse(envelope, source, Rejection.UNKNOWN_BUILT_IN);
                    }
                    counters.count(FlowCount.BUILT_IN_ANSWERED);
                    replies.answer(source, envelope.uid(), given.tags(), given.json());
                    return DONE;
                })
                .thenCompose(stage -> stage);
    }

    private CompletionStage<Void> push(
            Envelope envelope, String command, @Nullable CommandRule rule, Address source, Opener.Opened opened) {
        FlowSettings now = settings.get();
        byte[] json = codec.get()
                .write(new io.threefold.rmb.protocol.queue.IncomingRequest(
                        envelope.uid(),
                        source,
                        command,
                        envelope.expiration(),
                        opened.payload(),
                        envelope.tags(),
                        QueueNames.REPLY,
                        envelope.schema(),
                        envelope.timestamp()));
        Integer own = rule == null ? null : rule.maxPending();
        return store.accept(new IncomingRequest(
                        command,
                        json,
                        hash(source.twin(), 'q', envelope.uid().getBytes(StandardCharsets.UTF_8)),
                        hash(source.twin(), 'd', opened.digest()),
                        envelope.timestamp() + envelope.expiration(),
                        own == null ? now.queueLength() : own,
                        now.overflow()))
                .handle((result, failure) -> {
                    if (failure != null) {
                        refuse(envelope, source, Rejection.INTERNAL);
                    } else {
                        settled(envelope, source, result);
                    }
                    return null;
                });
    }

    private void settled(Envelope envelope, Address source, IncomingRequest.Result result) {
        switch (result) {
            case IncomingRequest.Result.Pushed _ -> counters.count(FlowCount.REQUESTS_DELIVERED);
            case IncomingRequest.Result.PushedDropping dropping -> {
                counters.count(FlowCount.REQUESTS_DELIVERED);
                counters.reject(Rejection.QUEUE_FULL);
                dropped(dropping.oldest());
            }
            case IncomingRequest.Result.Duplicate _ -> counters.reject(Rejection.DUPLICATE);
            case IncomingRequest.Result.ListFull _ -> refuse(envelope, source, Rejection.QUEUE_FULL);
            case IncomingRequest.Result.WindowFull _ -> refuse(envelope, source, Rejection.WINDOW_FULL);
            case IncomingRequest.Result.NotAList _ -> refuse(envelope, source, Rejection.NOT_A_LIST);
        }
    }

    /** The oldest request made room for a newer one: its caller is told. */
    private void dropped(byte[] json) {
        if (codec.get().readIncomingRequest(json)
                instanceof QueueRead.Readable<io.threefold.rmb.protocol.queue.IncomingRequest> oldest) {
            String uid = oldest.message().ref();
            if (uid != null) {
                Rejection why = Rejection.QUEUE_FULL;
                replies.error(oldest.message().source(), uid, why, "dropped: " + why.text());
            }
        }
    }

    private static byte[] hash(long twin, char kind, byte[] value) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(ByteBuffer.allocate(9).putLong(twin).put((byte) kind).array());
            return Arrays.copyOf(sha.digest(value), 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
