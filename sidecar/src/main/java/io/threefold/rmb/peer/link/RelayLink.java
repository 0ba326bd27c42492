package io.threefold.rmb.peer.link;

import com.google.protobuf.ByteString;
import io.threefold.rmb.protocol.envelope.Envelope;
import io.threefold.rmb.protocol.envelope.EnvelopeCodec;
import io.threefold.rmb.protocol.envelope.Message;
import io.threefold.rmb.protocol.envelope.Payload;
import io.threefold.rmb.protocol.relay.RelayUrl;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One relay: our own session, the session without an id while this pod leads, and the frames on their way to it. Used on its
 * event loop only.
 */
final class RelayLink {
    private static final System.Logger LOG = System.getLogger(RelayLink.class.getName());
    private static final long PING_SECONDS = 60;
    private static final long BARRIER_TIMER_NANOS = 500_000_000L;

    /** What links need of their pool. */
    interface Owner {
        /** Our own session opened. */
        void opened(RelayLink link);

        /** Our own session ended; its frames come one by one to {@link #finished}, what was queued here. */
        void ended(RelayLink link, List<QueuedFrame> queued);

        /** A frame left the queue for the wire. */
        void dequeued(QueuedFrame frame);

        /** A frame that was handed to a link found its end. */
        void finished(QueuedFrame frame, Confirmation how);

        void changed(RelayLink link);

        /** A frame that is no Pong. */
        @Nullable CompletionStage<Void> received(RelayLink link, boolean lead, ByteString frame);

        void leadOpened(RelayLink link);

        void leadEnded(RelayLink link, String reason);
    }

    private final LinkRuntime runtime;
    private final RelayUrl relay;
    private final Owner owner;
    private final String epochs;
    private final RelaySession own;
    private final RelaySession lead;
    private final Pacer pacer;
    private final ArrayDeque<QueuedFrame> queue = new ArrayDeque<>();
    private @Nullable BarrierLedger<QueuedFrame> ledger;
    private long connects;
    private boolean barrierTimer;
    private boolean paceTimer;
    private boolean skewWarned;
    private @Nullable String lastError;
    private @Nullable Instant lastErrorAt;
    private @Nullable Duration roundTrip;
    private @Nullable Duration skew;
    private @Nullable Instant slowedUntil;

    /**
     * @param epochs what the uids of this process' barriers begin with
     */
    RelayLink(LinkRuntime runtime, RelayUrl relay, String epochs, Owner owner) {
        this.runtime = runtime;
        this.relay = relay;
        this.owner = owner;
        this.epochs = epochs;
        var target = new Target(relay);
        this.own = new RelaySession(runtime, target, runtime.identity().session(), true, new OwnEvents());
        this.lead = new RelaySession(runtime, target, null, false, new LeadEvents());
        this.pacer = new Pacer(runtime.now());
    }

    RelayUrl relay() {
        return relay;
    }

    String domain() {
        return relay.domain();
    }

    void start() {
        own.open();
    }

    boolean open() {
        return ledger != null;
    }

    /** True while the relay's rate limit keeps us from sending. */
    boolean held() {
        return pacer.blocked(runtime.now());
    }

    boolean idle() {
        return queue.isEmpty() && (ledger == null || ledger.frames() == 0);
    }

    RelayStatus status() {
        return new RelayStatus(
                domain(),
                relay.url(),
                own.state(),
                own.since(),
                lead.state(),
                lastError,
                lastErrorAt,
                roundTrip,
                skew,
                connects,
                queue.size(),
                ledger == null ? 0 : ledger.frames(),
                slowedUntil);
    }

    void lead(boolean wanted) {
        if (wanted) {
            lead.open();
        } else {
            lead.release();
        }
    }

    /** Writes a frame of the roles at once, past queue and ledger; false when our own session is not open. */
    boolean sendNow(ByteString frame) {
        var connection = own.connection();
        if (connection == null) {
            return false;
        }
        pacer.force(runtime.now());
        connection.write(frame);
        return true;
    }

    /** Takes a frame; only while {@link #open}. */
    void enqueue(QueuedFrame frame) {
        queue.add(frame);
    }

    /** Takes the queued frames back. */
    List<QueuedFrame> takeQueue() {
        var frames = new ArrayList<>(queue);
        queue.clear();
        return frames;
    }

    /** The relay dropped a message for our rate. */
    void slowDown() {
        var instant = runtime.clock().instant().plus(skew == null ? Duration.ZERO : skew);
        var rest = Duration.ofMillis(60_000 - Math.floorMod(instant.toEpochMilli(), 60_000L));
        var pause = pacer.slowDown(rest, runtime.now());
        if (!pause.isZero()) {
            slowedUntil = runtime.clock().instant().plus(pause);
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0}: rate limit met, nothing is sent for {1} s",
                    domain(),
                    pause.toSeconds());
            runtime.observer().slowed(domain(), pause);
            owner.changed(this);
        }
    }

    /** Writes what may be written. */
    void pump() {
        var connection = own.connection();
        var open = ledger;
        if (connection == null || open == null) {
            return;
        }
        var bounds = runtime.settings().outbound();
        while (!queue.isEmpty()
                && open.frames() < bounds.maxInFlightFrames()
                && open.bytes() < bounds.maxInFlightBytes()
                && !connection.full()) {
            var now = runtime.now();
            var next = queue.element();
            if (next.expired(now)) {
                queue.remove();
                owner.dequeued(next);
                owner.finished(next, new Confirmation.NotSent("its deadline passed while it waited for " + domain()));
                continue;
            }
            if (!pacer.take(now)) {
                pumpAt(pacer.readyAt(now));
                break;
            }
            queue.remove();
            owner.dequeued(next);
            connection.write(next.frame().bytes());
            open.written(next, next.size(), now);
            runtime.observer().sent(domain(), next.size());
        }
        barrier(connection, open);
    }

    /** Looks after deadlines; called about every second. */
    void tick() {
        var now = runtime.now();
        if (slowedUntil != null && !pacer.blocked(now)) {
            slowedUntil = null;
            owner.changed(this);
        }
        own.tick();
        lead.tick();
        var connection = own.connection();
        if (connection != null && ledger != null && ledger.overdue(now)) {
            connection.fail("the relay did not answer an envelope Ping: it cannot store messages", (short) 1001);
        }
        for (var it = queue.iterator(); it.hasNext(); ) {
            var frame = it.next();
            if (frame.expired(now)) {
                it.remove();
                owner.dequeued(frame);
                owner.finished(frame, new Confirmation.NotSent("its deadline passed while it waited for " + domain()));
            }
        }
        pump();
    }

    /** Closes both sessions for good; what is not confirmed is reported so. */
    List<QueuedFrame> close(String reason) {
        lead.close();
        own.close();
        var queued = takeQueue();
        abandon(reason);
        return queued;
    }

    private void barrier(RelayConnection connection, BarrierLedger<QueuedFrame> open) {
        var now = runtime.now();
        var uid = open.due(now);
        if (uid != null) {
            pacer.force(now);
            connection.write(ping(uid));
            runtime.observer().barrier(domain());
        }
        var at = open.dueAt();
        // What is due later than the next tick, the tick looks after; a timer for it would stand in the way of this
        // one.
        if (at.isPresent() && !barrierTimer && at.getAsLong() - now < BARRIER_TIMER_NANOS) {
            barrierTimer = true;
            runtime.after(Duration.ofNanos(Math.max(0, at.getAsLong() - now)), () -> {
                barrierTimer = false;
                pump();
            });
        }
    }

    private ByteString ping(String uid) {
        return EnvelopeCodec.encodeToByteString(new Envelope(
                uid,
                null,
                runtime.clock().instant().getEpochSecond(),
                PING_SECONDS,
                runtime.identity().own(),
                null,
                new Message.Ping(),
                null,
                null,
                null,
                new Payload.None(),
                List.of()));
    }

    private void pumpAt(long at) {
        if (!paceTimer) {
            paceTimer = true;
            runtime.after(Duration.ofNanos(Math.max(0, at - runtime.now())), () -> {
                paceTimer = false;
                pump();
            });
        }
    }

    private void abandon(String reason) {
        var open = ledger;
        if (open == null) {
            return;
        }
        ledger = null;
        var frames = open.abandon();
        if (!frames.isEmpty()) {
            runtime.observer().unconfirmed(domain(), frames.size());
        }
        frames.forEach(f -> owner.finished(f, new Confirmation.Unconfirmed(domain(), reason)));
    }

    private void error(String text) {
        lastError = text;
        lastErrorAt = runtime.clock().instant();
    }

    private void pong(String uid) {
        var open = ledger;
        var confirmed = open == null ? null : open.pong(uid, runtime.now());
        if (confirmed == null) {
            return;
        }
        if (!confirmed.frames().isEmpty()) {
            runtime.observer().confirmed(domain(), confirmed.frames().size(), confirmed.sinceFirst());
        }
        var how = new Confirmation.Confirmed(domain());
        confirmed.frames().forEach(f -> owner.finished(f, how));
        pump();
    }

    private void measured(Duration relayMinusOurs) {
        skew = relayMinusOurs;
        var far = relayMinusOurs.abs().compareTo(RelayStatus.SKEW_WARNING) > 0;
        if (far && !skewWarned) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the clock of relay {0} differs from ours by {1} s: tokens and messages expire by it, set this machine''s clock",
                    domain(),
                    relayMinusOurs.toSeconds());
        }
        skewWarned = far;
        owner.changed(this);
    }

    private final class OwnEvents implements RelaySession.Events {
        @Override
        public void opened(RelaySession session, RelayConnection connection) {
            connects++;
            ledger = new BarrierLedger<>(
                    epochs + domain() + "-" + connects,
                    runtime.settings().times(),
                    connection.readingTime(),
                    runtime.now());
            LOG.log(
                    System.Logger.Level.INFO,
                    "{0}: connected as {1}",
                    domain(),
                    runtime.identity().own());
            owner.opened(RelayLink.this);
        }

        @Override
        public void ended(RelaySession session, String reason) {
            error(reason);
            var queued = takeQueue();
            var wasOpen = ledger != null;
            abandon(reason);
            if (wasOpen) {
                LOG.log(System.Logger.Level.WARNING, "{0}: {1}", domain(), reason);
                owner.ended(RelayLink.this, queued);
            }
            owner.changed(RelayLink.this);
        }

        @Override
        public @Nullable CompletionStage<Void> received(RelaySession session, ByteString frame) {
            if (ledger != null) {
                ledger.delivered(runtime.now());
            }
            var head = FrameHead.of(frame);
            if (head != null && head.kind() == FrameHead.Kind.PONG) {
                pong(head.uid());
                return null;
            }
            return owner.received(RelayLink.this, false, frame);
        }

        @Override
        public void writable() {
            pump();
        }

        @Override
        public void roundTrip(Duration time) {
            roundTrip = time;
            runtime.observer().roundTrip(domain(), time);
        }

        @Override
        public void failed(ConnectFailure failure) {
            LOG.log(System.Logger.Level.WARNING, "{0}: {1}", domain(), failure.text());
            runtime.observer().connectFailed(domain(), failure);
        }

        @Override
        public void skew(Duration relayMinusOurs) {
            measured(relayMinusOurs);
        }

        @Override
        public void changed() {
            owner.changed(RelayLink.this);
        }
    }

    private final class LeadEvents implements RelaySession.Events {
        @Override
        public void opened(RelaySession session, RelayConnection connection) {
            owner.leadOpened(RelayLink.this);
        }

        @Override
        public void ended(RelaySession session, String reason) {
            owner.leadEnded(RelayLink.this, reason);
        }

        @Override
        public @Nullable CompletionStage<Void> received(RelaySession session, ByteString frame) {
            return owner.received(RelayLink.this, true, frame);
        }

        @Override
        public void writable() {}

        @Override
        public void roundTrip(Duration time) {}

        @Override
        public void failed(ConnectFailure failure) {
            error("leading: " + failure.text());
            runtime.observer().connectFailed(domain(), failure);
        }

        @Override
        public void skew(Duration relayMinusOurs) {
            measured(relayMinusOurs);
        }

        @Override
        public void changed() {
            owner.changed(RelayLink.this);
        }
    }
}
