package io.threefold.rmb.relay.federation;

import com.google.protobuf.UnsafeByteOperations;
import io.threefold.rmb.protocol.envelope.Address;
import io.threefold.rmb.protocol.envelope.Envelope;
import io.threefold.rmb.protocol.envelope.EnvelopeCodec;
import io.threefold.rmb.protocol.envelope.EnvelopeLimits;
import io.threefold.rmb.protocol.envelope.EnvelopeTime;
import io.threefold.rmb.protocol.envelope.FailFast;
import io.threefold.rmb.protocol.envelope.MalformedEnvelopeException;
import io.threefold.rmb.protocol.envelope.Message;
import io.threefold.rmb.protocol.envelope.RelayError;
import io.threefold.rmb.relay.RelaySettings;
import io.threefold.rmb.relay.metrics.RelayMetric;
import io.threefold.rmb.relay.metrics.RelayMetrics;
import io.threefold.rmb.relay.routing.Delivery;
import io.threefold.rmb.relay.routing.Lanes;
import io.threefold.rmb.relay.routing.Notice;
import io.threefold.rmb.relay.routing.Router;
import io.threefold.rmb.relay.store.Journal;
import io.threefold.rmb.relay.store.StreamStore.Mode;
import io.threefold.rmb.relay.store.StreamStore.Stored;
import io.threefold.rmb.tfchain.Twin;
import io.threefold.rmb.tfchain.TwinLookup;
import io.threefold.rmb.tfchain.TwinRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Envelopes for twins of other relays (PROTOCOL §8): kept in the journal, brought to one of the twin's relays, tried again with
 * capped, jittered pauses until they expire. Those for one twin are started in order, but several are under way at once: a
 * wait for each answer would be slow over long distances, and order is promised on one relay only (DESIGN §4). Bounded in
 * number and bytes, also per destination, so that one dead relay does not take all the room. Thread-safe.
 */
public final class Federation implements Router.Forwarding, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Federation.class.getName());
    private static final Duration FAILURES_COUNT = Duration.ofHours(1);
    private static final long FIRST_BACKOFF_MILLIS = 250;
    /** A destination gets one of so many parts of the room. */
    private static final int SHARES = 4;

    private final Vertx vertx;
    private final RelaySettings settings;
    private final TwinRegistry twins;
    private final Delivery delivery;
    private final Journal journal;
    private final RelayMetrics metrics;
    private final InstantSource clock;
    private final RemoteRelay remote;
    private final DomainRanking ranking;
    private final EnvelopeLimits limits;
    private final Lanes<Long> lanes;
    private final Map<Long, Integer> queuedPerTwin = new ConcurrentHashMap<>();
    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicLong queuedBytes = new AtomicLong();
    private final List<String> finished = new ArrayList<>();
    private boolean adopting;
    private volatile boolean stopped;

    public Federation(
            Vertx vertx,
            RelaySettings settings,
            TwinRegistry twins,
            Delivery delivery,
            Journal journal,
            RelayMetrics metrics,
            InstantSource clock) {
        this.vertx = vertx;
        this.settings = settings;
        this.twins = twins;
        this.delivery = delivery;
        this.journal = journal;
        this.metrics = metrics;
        this.clock = clock;
        this.remote = new RemoteRelay(vertx, settings.federation());
        this.ranking = new DomainRanking(FAILURES_COUNT, clock);
        this.lanes = new Lanes<>(settings.federation().connections());
        this.limits = settings.envelopeLimits();
        metrics.gauge(RelayMetric.FEDERATION_QUEUE, queued::get);
        metrics.gauge(RelayMetric.FEDERATION_QUEUE_BYTES, queuedBytes::get);
    }

    /** An envelope on its way, and how often it was tried. */
    private record Item(String journalId, Envelope envelope, byte[] bytes, Address destination) {}

    @Override
    public CompletionStage<Boolean> take(Envelope envelope, byte[] bytes) {
        Address destination = Objects.requireNonNull(envelope.destination(), "routed without a destination");
        long twin = destination.twin();
        if (!reserve(twin, bytes.length)) {
            return CompletableFuture.completedFuture(false);
        }
        return journal.add(bytes).handle((id, error) -> {
            if (error != null) {
                release(twin, bytes.length);
                throw new CompletionException(error);
            }
            enqueue(new Item(id, envelope, bytes, destination));
            return true;
        });
    }

    private boolean reserve(long twin, int bytes) {
        int most = settings.federation().maxQueued();
        boolean room = take(twin, bytes) <= Math.max(1, most / SHARES)
                && queued.get() <= most
                && queuedBytes.get() <= settings.federation().maxQueuedBytes();
        if (!room) {
            release(twin, bytes);
        }
        return room;
    }

    /** Counts in; returns how many there are for the twin. */
    private int take(long twin, int bytes) {
        queued.incrementAndGet();
        queuedBytes.addAndGet(bytes);
        return queuedPerTwin.merge(twin, 1, Integer::sum);
    }

    private void release(long twin, int bytes) {
        queued.decrementAndGet();
        queuedBytes.addAndGet(-bytes);
        queuedPerTwin.computeIfPresent(twin, (ignored, count) -> count == 1 ? null : count - 1);
    }

    private void enqueue(Item item) {
        lanes.run(item.destination().twin(), () -> {
            var done = new CompletableFuture<Void>();
            attempt(item, FIRST_BACKOFF_MILLIS, done);
            return done;
        });
    }

    /** One round over the relays of the destination. */
    private void attempt(Item item, long backoff, CompletableFuture<Void> done) {
        if (stopped) {
            return; // the journal has it
        }
        if (EnvelopeTime.ttl(item.envelope(), clock.instant().getEpochSecond()) == 0) {
            end(item, "expired", RelayError.EXPIRED.error(), done);
            return;
        }
        twins.byId(item.destination().twin()).whenComplete((lookup, error) -> {
            switch (lookup) {
                case null -> later(item, backoff, "no look-up", done);
                case TwinLookup.Unavailable(String reason) -> later(item, backoff, reason, done);
                case TwinLookup.Absent ignored -> end(item, "unknown", RelayError.UNKNOWN_TWIN.error(), done);
                case TwinLookup.Found(Twin twin) -> {
                    if (settings.isOwn(twin.relays())) {
                        local(item, backoff, done);
                    } else if (twin.relays().isEmpty()) {
                        end(item, "unknown", RelayError.NO_RELAY.error(), done);
                    } else {
                        next(item, ranking.order(twin.relays()).iterator(), "", backoff, done);
                    }
                }
            }
        });
    }

    private void next(Item item, Iterator<String> domains, String problem, long backoff, CompletableFuture<Void> done) {
        if (!domains.hasNext()) {
            if (FailFast.isIn(item.envelope().tags())) {
                end(item, "failed", RelayError.FAILED_TEMPORARILY.error(problem), done);
            } else {
                later(item, backoff, problem, done);
            }
            return;
        }
        String domain = domains.next();
        remote.post(domain, item.bytes()).whenComplete((result, error) -> {
            switch (result) {
                case RemoteRelay.Accepted ignored -> {
                    metrics.count(RelayMetric.FEDERATION_OUT, "accepted");
                    end(item, "accepted", null, done);
                }
                case RemoteRelay.Offline ignored -> {
                    metrics.count(RelayMetric.FEDERATION_OUT, "offline");
                    end(item, "offline", RelayError.DESTINATION_OFFLINE.error(), done);
                }
                case RemoteRelay.Rejected(String reason) -> {
                    metrics.count(RelayMetric.FEDERATION_OUT, "rejected");
                    end(item, "rejected", RelayError.REJECTED_PERMANENTLY.error(reason), done);
                }
                case RemoteRelay.Failed(String reason) -> {
                    metrics.count(RelayMetric.FEDERATION_OUT, "failed");
                    ranking.failed(domain);
                    next(item, domains, domain + ": " + reason, backoff, done);
                }
            }
        });
    }

    /** Meanwhile the twin has registered this relay. */
    private void local(Item item, long backoff, CompletableFuture<Void> done) {
        delivery.store(item.destination(), item.bytes(), Mode.ALWAYS).whenComplete((appended, error) -> {
            if (appended instanceof Stored) {
                end(item, "local", null, done);
            } else {
                later(item, backoff, "it could not be stored", done);
            }
        });
    }

    private void later(Item item, long backoff, String problem, CompletableFuture<Void> done) {
        long left = EnvelopeTime.ttl(item.envelope(), clock.instant().getEpochSecond());
        long jittered = backoff / 2 + ThreadLocalRandom.current().nextLong(backoff / 2 + 1);
        long pause = Math.max(1, Math.min(jittered, left >= 3600 ? jittered : left * 1000));
        long next = Math.min(settings.federation().maxBackoff().toMillis(), backoff * 2);
        if (!stopped) {
            vertx.setTimer(pause, ignored -> attempt(item, next, done));
        }
    }

    private void end(Item item, String outcome, Message.@Nullable Error error, CompletableFuture<Void> done) {
        metrics.count(RelayMetric.FEDERATION_ENDS, outcome);
        Address source = item.envelope().source();
        CompletionStage<?> told =
                error != null && source != null && item.envelope().message() instanceof Message.Request
                        ? delivery.store(source, Notice.of(item.envelope().uid(), source, error, clock), Mode.NOTICE)
                        : CompletableFuture.completedFuture(null);
        told.whenComplete((ignored, failure) -> {
            forget(item.journalId());
            release(item.destination().twin(), item.bytes().length);
            done.complete(null);
        });
    }

    /** Removes journal entries in batches: while one removal is being prepared, others join it. */
    private void forget(String journalId) {
        boolean first;
        synchronized (finished) {
            first = finished.isEmpty();
            finished.add(journalId);
        }
        if (first) {
            vertx.runOnContext(ignored -> {
                List<String> batch;
                synchronized (finished) {
                    batch = List.copyOf(finished);
                    finished.clear();
                }
                journal.remove(batch);
            });
        }
    }

    /**
     * Says that this process lives and takes over what dead ones left; to be called well within the lease. Entries that do
     * not fit stay in the journal for the next time.
     */
    public void tick() {
        journal.keepAlive();
        synchronized (this) {
            if (adopting || stopped) {
                return;
            }
            adopting = true;
        }
        journal.others()
                .thenCompose(others -> {
                    CompletionStage<Void> all = CompletableFuture.completedFuture(null);
                    for (String other : others) {
                        all = all.thenCompose(ignored -> adopt(other));
                    }
                    return all;
                })
                .whenComplete((ignored, error) -> {
                    synchronized (this) {
                        adopting = false;
                    }
                });
    }

    private CompletionStage<Void> adopt(String other) {
        if (queued.get() + Journal.ADOPT_AT_ONCE > settings.federation().maxQueued() || stopped) {
            return CompletableFuture.completedFuture(null);
        }
        return journal.adopt(other).thenCompose(entries -> {
            entries.forEach(this::adopt);
            return entries.isEmpty() ? CompletableFuture.completedFuture(null) : adopt(other);
        });
    }

    private void adopt(Journal.Entry entry) {
        try {
            Envelope envelope = EnvelopeCodec.decode(UnsafeByteOperations.unsafeWrap(entry.envelope()), limits);
            Address destination = envelope.destination();
            if (destination != null) {
                take(destination.twin(), entry.envelope().length);
                enqueue(new Item(entry.id(), envelope, entry.envelope(), destination));
                return;
            }
        } catch (MalformedEnvelopeException e) {
            LOG.log(System.Logger.Level.WARNING, "an envelope left by another process is unreadable: {0}", e.reason());
        }
        forget(entry.id());
    }

    @Override
    public void close() {
        stopped = true;
        remote.close();
        journal.leave();
    }
}
