package io.threefold.rmb.relay.session;

import io.threefold.rmb.protocol.envelope.Address;
import io.threefold.rmb.relay.metrics.RelayMetric;
import io.threefold.rmb.relay.metrics.RelayMetrics;
import io.threefold.rmb.relay.store.StreamStore;
import io.threefold.rmb.relay.store.StreamStore.Entry;
import io.threefold.rmb.relay.store.StreamStore.Stored;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * From a session's stream to its socket. A message that was stored by this process a moment ago is written from memory, when
 * it follows directly on what was written before; everything else is read from Redis, as fast as the socket takes it. A
 * message is deleted when the client has proven that it has it. All methods but {@link #offer} and {@link #wake} on the
 * session's context.
 */
final class Outbound {
    private static final int READ_ENTRIES = 128;
    private static final int READ_BYTES = 128 << 10;
    private static final int MAX_OFFERS = 1024;
    private static final int MAX_OFFERED_BYTES = 4 << 20;
    private static final int PING_AT_ONCE = 256;
    private static final long RETRY_MILLIS = 500;

    private final Vertx vertx;
    private final Socket socket;
    private final Address session;
    private final StreamStore streams;
    private final RelayMetrics metrics;
    private final InstantSource clock;
    private final DeliveryLedger ledger;
    private final long acknowledgeMillis;
    private final Runnable broken;

    private final ConcurrentLinkedQueue<Offer> offers = new ConcurrentLinkedQueue<>();
    private final AtomicInteger offered = new AtomicInteger();
    private final AtomicInteger offeredBytes = new AtomicInteger();
    private volatile boolean missed;

    private String cursor = StreamStore.START;
    private boolean reading;
    private boolean behind = true;
    private boolean ended;
    private boolean pingScheduled;
    private int sincePing;
    private long lastPingMillis;

    private record Offer(Stored stored, byte[] envelope) {}

    Outbound(
            Vertx vertx,
            Socket socket,
            Address session,
            StreamStore streams,
            RelayMetrics metrics,
            InstantSource clock,
            DeliveryLedger ledger,
            Duration acknowledgeDelay,
            Runnable broken) {
        this.vertx = vertx;
        this.socket = socket;
        this.session = session;
        this.streams = streams;
        this.metrics = metrics;
        this.clock = clock;
        this.ledger = ledger;
        this.acknowledgeMillis = Math.max(1, acknowledgeDelay.toMillis());
        this.broken = broken;
        this.lastPingMillis = clock.millis();
    }

    void start() {
        socket.events().drainHandler(ignored -> pump());
        pump();
    }

    /** A message was stored for the session. Thread-safe; calls come in the order of the stream. */
    void offer(Stored stored, byte[] envelope) {
        int before = offered.getAndIncrement();
        if (before > 0 && (before >= MAX_OFFERS || offeredBytes.get() >= MAX_OFFERED_BYTES)) {
            // Those that wait are looked at soon, and this one is then read from the stream.
            missed = true;
            offered.decrementAndGet();
            return;
        }
        offeredBytes.addAndGet(envelope.length);
        offers.add(new Offer(stored, envelope));
        if (before == 0) {
            socket.context().runOnContext(ignored -> takeOffers());
        }
    }

    /** Something may have been stored for the session. Thread-safe. */
    void wake() {
        missed = true;
        offerNothing();
    }

    private void offerNothing() {
        socket.context().runOnContext(ignored -> {
            if (offered.get() == 0 && missed) {
                missed = false;
                behind = true;
                pump();
            }
        });
    }

    private void takeOffers() {
        if (reading && !ended) {
            return; // what is being read may hold some of them
        }
        int taken = 0;
        for (Offer offer = offers.poll(); offer != null; offer = offers.poll()) {
            taken++;
            offeredBytes.addAndGet(-offer.envelope().length);
            take(offer);
            if (taken == MAX_OFFERS) {
                break;
            }
        }
        boolean more = offered.addAndGet(-taken) > 0;
        if (missed) {
            missed = false;
            behind = true;
        }
        if (more) {
            socket.context().runOnContext(ignored -> takeOffers());
        }
        pump();
    }

    private void take(Offer offer) {
        Stored stored = offer.stored();
        if (ended || !StreamStore.isBehind(stored.id(), cursor)) {
            return;
        }
        boolean next = !behind && stored.before().equals(cursor);
        if (next && !socket.isFull() && !ledger.isFull()) {
            write(stored.id(), offer.envelope(), "direct");
        } else {
            behind = true;
        }
    }

    private void write(String id, byte[] envelope, String from) {
        socket.write(envelope);
        cursor = id;
        sincePing++;
        ledger.wrote(id, clock.millis());
        metrics.count(RelayMetric.DELIVERED, from);
        metrics.add(RelayMetric.BYTES_OUT, envelope.length);
        if (sincePing >= PING_AT_ONCE) {
            ping();
        } else if (!pingScheduled) {
            pingScheduled = true;
            vertx.setTimer(acknowledgeMillis, ignored -> {
                pingScheduled = false;
                if (!ended && ledger.needsPing()) {
                    ping();
                }
            });
        }
    }

    private void ping() {
        sincePing = 0;
        long now = clock.millis();
        lastPingMillis = now;
        socket.ping(ledger.ping(now));
    }

    /** Reads on, if there is something to read and the socket takes it. */
    private void pump() {
        if (ended || reading || !behind || socket.isFull() || ledger.isFull()) {
            return;
        }
        reading = true;
        behind = false;
        streams.read(session, cursor, READ_ENTRIES, READ_BYTES)
                .whenComplete((batch, error) -> socket.context().runOnContext(ignored -> wasRead(batch)));
    }

    private void wasRead(StreamStore.@Nullable Batch batch) {
        reading = false;
        if (ended) {
            return;
        }
        if (batch == null) {
            // Redis was away for long.
            behind = true;
            vertx.setTimer(RETRY_MILLIS, ignored -> takeOffers());
            return;
        }
        for (Entry entry : batch.entries()) {
            write(entry.id(), entry.envelope(), "stream");
        }
        behind = behind || batch.more();
        takeOffers();
    }

    /** A pong came. */
    void pong(long mark) {
        delete(ledger.pong(mark), "pong");
        pump();
    }

    /** A frame came. */
    void heard() {
        delete(ledger.frame(clock.millis()), "presumed");
    }

    private void delete(List<String> ids, String by) {
        if (!ids.isEmpty()) {
            metrics.add(RelayMetric.ACKNOWLEDGED, by, ids.size());
            streams.delete(session, ids);
        }
    }

    /**
     * Looks after the session now and then.
     *
     * @param pingMillis pings when the last one is older
     * @param deadMillis gives the session up when nothing was heard for so long after a ping
     */
    void tick(long pingMillis, long deadMillis) {
        if (ended) {
            return;
        }
        long now = clock.millis();
        if (ledger.silenceMillis(now) > deadMillis) {
            broken.run();
            return;
        }
        if (now - lastPingMillis >= pingMillis || now < lastPingMillis) {
            ping();
        }
    }

    /** Time in which we ourselves did not read does not count. */
    void notListening() {
        ledger.heard();
    }

    /** Writes an envelope that no stream holds. */
    void writeUnstored(byte[] envelope) {
        if (!ended) {
            socket.write(envelope);
        }
    }

    void end() {
        ended = true;
        offers.clear();
    }
}
