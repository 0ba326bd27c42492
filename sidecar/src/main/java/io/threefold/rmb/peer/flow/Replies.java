package io.threefold.rmb.peer.flow;

import com.google.protobuf.ByteString;
import io.threefold.rmb.peer.link.Confirmation;
import io.threefold.rmb.peer.link.OutgoingFrame;
import io.threefold.rmb.peer.link.RelayLinks;
import io.threefold.rmb.protocol.envelope.Address;
import io.threefold.rmb.protocol.envelope.Message;
import io.threefold.rmb.tfchain.Twin;
import io.threefold.rmb.tfchain.TwinLookup;
import io.threefold.rmb.tfchain.TwinRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers that the peer gives itself: Errors and built-in commands. They live in memory only, a bounded number at once; the asking
 * peer's own deadline covers the rest.
 */
final class Replies {
    private static final int MAX_UNDER_WAY = 1_024;
    private static final int TRIES = 3;
    private static final String JSON_SCHEMA = "application/json";
    private static final ByteString JSON_NULL = ByteString.copyFromUtf8("null");
    private static final long MAX_SECONDS = 300;

    private final RelayLinks links;
    private final TwinRegistry registry;
    private final Sealer sealer;
    private final Workers workers;
    private final InstantSource clock;
    private final FlowCounters counters;
    private final Supplier<FlowSettings> settings;
    private final AtomicInteger underWay = new AtomicInteger();

    Replies(
            RelayLinks links,
            TwinRegistry registry,
            Sealer sealer,
            Workers workers,
            InstantSource clock,
            FlowCounters counters,
            Supplier<FlowSettings> settings) {
        this.links = links;
        this.registry = registry;
        this.sealer = sealer;
        this.workers = workers;
        this.clock = clock;
        this.counters = counters;
        this.settings = settings;
    }

    private record Reply(Address to, String uid, @Nullable String tags, Message body, ByteString json, long deadline) {}

    /** An Error instead of handing a request over. */
    void error(Address to, String uid, Rejection why, String detail) {
        if (underWay.get() >= MAX_UNDER_WAY) {
            counters.count(FlowCount.ERRORS_SUPPRESSED);
            return;
        }
        counters.count(FlowCount.ERRORS_ANSWERED);
        send(to, uid, null, why.code().error(detail), JSON_NULL);
    }

    /** The answer to a built-in command. */
    void answer(Address to, String uid, @Nullable String tags, ByteString json) {
        if (underWay.get() < MAX_UNDER_WAY) {
            send(to, uid, tags, new Message.Response(), json);
        }
    }

    int underWay() {
        return underWay.get();
    }

    private void send(Address to, String uid, @Nullable String tags, Message body, ByteString json) {
        underWay.incrementAndGet();
        Reply reply = new Reply(to, uid, tags, body, json, clock.millis() / 1000 + MAX_SECONDS);
        var _ = registry.byId(to.twin()).whenComplete((found, failure) -> {
            if (found instanceof TwinLookup.Found known) {
                workers.execute(() -> seal(reply, known.twin()));
            } else if (body instanceof Message.Error) {
                // Nobody knows the caller's key or relays: an Error holds no secret, our own relay may find the way.
                var account = sealer.account();
                workers.execute(() -> seal(reply, new Twin(to.twin(), account, new TreeSet<>(), null)));
            } else {
                underWay.decrementAndGet();
            }
        });
    }

    private void seal(Reply reply, Twin twin) {
        try {
            // An Error says nothing secret; it may leave in plain text when the caller has no key.
            FlowSettings.Encryption encryption = reply.body() instanceof Message.Error
                    ? FlowSettings.Encryption.PREFERRED
                    : settings.get().encryption();
            Sealer.Result result = sealer.seal(
                    reply.uid(),
                    reply.tags(),
                    reply.to(),
                    reply.body(),
                    JSON_SCHEMA,
                    reply.json(),
                    reply.deadline(),
                    twin,
                    encryption);
            if (result instanceof Sealer.Frame frame) {
                send(
                        new OutgoingFrame(
                                reply.uid(),
                                reply.to(),
                                frame.bytes(),
                                twin.relays(),
                                Instant.ofEpochSecond(reply.deadline())),
                        TRIES);
                return;
            }
        } catch (RuntimeException e) {
            counters.count(FlowCount.ERRORS_SUPPRESSED);
        }
        underWay.decrementAndGet();
    }

    private void send(OutgoingFrame frame, int tries) {
        var _ = links.send(frame).whenComplete((confirmation, failure) -> {
            if (confirmation instanceof Confirmation.Unconfirmed && tries > 1) {
                send(frame, tries - 1);
            } else {
                underWay.decrementAndGet();
            }
        });
    }
}
