package io.threefold.rmb.peer.flow;

import com.google.protobuf.ByteString;
import io.threefold.rmb.peer.link.InboundFrame;
import io.threefold.rmb.peer.link.InboundSink;
import io.threefold.rmb.peer.link.RelayLinks;
import io.threefold.rmb.peer.store.MessageStore;
import io.threefold.rmb.peer.store.StoreDepths;
import io.threefold.rmb.peer.store.StoredMessage;
import io.threefold.rmb.protocol.envelope.Address;
import io.threefold.rmb.protocol.identity.Identity;
import io.threefold.rmb.protocol.queue.QueueCodec;
import io.threefold.rmb.protocol.queue.QueueLimits;
import io.threefold.rmb.tfchain.TwinRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The message flow between the local Redis and the relay links (DESIGN §4): the whole of this package behind one face. Life:
 * {@link #start}, perhaps {@link #quiesce}, {@link #drain}, {@link #stop}. Store, links, registry and identity stay the
 * caller's to close. The links' sink is this object; what they deliver before {@link #start} is done waits.
 */
public final class MessageFlow implements InboundSink {
    private static final Logger LOG = Logger.getLogger(MessageFlow.class.getName());
    private static final long TICK_MILLIS = 100;
    private static final int RECOVER_BATCH = 32;

    private final MessageStore store;
    private final RelayLinks links;
    private final InstantSource clock;
    private final FlowCounters counters;
    private final Workers workers;
    private final Sealer sealer;
    private final Sender sender;
    private final Pending pending;
    private final Outgoing outgoing;
    private final Replies replies;
    private final Requests requests;
    private final Incoming incoming;
    private final Held held;
    private final ScheduledExecutorService timer;
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile FlowSettings settings;
    private volatile QueueCodec codec;
    private volatile StoreDepths depths = StoreDepths.NONE;
    private volatile @Nullable Runnable quiesceListener;
    private volatile Runnable heartbeat = () -> {};
    private final List<Runnable> early = new ArrayList<>();
    private volatile boolean open;
    private volatile boolean stopped;
    private int ticks;

    /** What {@link MessageFlow} is made of. */
    public record Parts(
            FlowSettings settings,
            Identity identity,
            Address self,
            TwinRegistry registry,
            RelayLinks links,
            MessageStore store,
            BuiltInCommands builtIns,
            FlowObserver observer,
            InstantSource clock) {}

    /** Wires the parts; nothing moves before {@link #start}. */
    public MessageFlow(Parts parts) {
        this(parts, Math.max(1, Runtime.getRuntime().availableProcessors()));
    }

    MessageFlow(Parts parts, int threads) {
        settings = parts.settings();
        codec = codec(parts.settings());
        store = parts.store();
        links = parts.links();
        clock = parts.clock();
        counters = new FlowCounters(parts.observer());
        workers = new Workers(threads);
        sealer = new Sealer(parts.identity(), parts.self(), clock);
        sender = new Sender(links, parts.registry(), sealer, workers, clock, counters, () -> settings, this::reload);
        pending = new Pending(store, () -> codec, clock, counters, this::ended);
        sender.endsAt(pending);
        outgoing = new Outgoing(store, () -> codec, pending, sender, workers, clock, counters, () -> settings);
        replies = new Replies(links, parts.registry(), sealer, workers, clock, counters, () -> settings);
        requests = new Requests(store, () -> codec, replies, parts.builtIns(), counters, () -> settings);
        incoming = new Incoming(
                parts.self().twin(),
                store,
                links,
                pending,
                sender,
                replies,
                requests,
                new Opener(parts.registry(), sealer.cipher(), workers),
                clock,
                counters,
                () -> settings);
        held = new Held(store, incoming);
        timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "rmb-flow-timer");
            thread.setDaemon(true);
            return thread;
        });
    }

    private static QueueCodec codec(FlowSettings settings) {
        return new QueueCodec(QueueLimits.ofData(settings.maxPayload()));
    }

    private CompletionStage<@Nullable ByteString> reload(Delivery delivery) {
        return outgoing.reload(delivery);
    }

    private void ended(Delivery delivery) {
        sender.window().remove(delivery);
        sender.forget(delivery);
        outgoing.ended();
    }

    /**
     * Sends again what a former life left in the outbox, under the same uids, then starts taking.
     *
     * @return completes when everything left is known again
     */
    public CompletionStage<Void> start() {
        return store.outbox()
                .thenCompose(ids -> {
                    if (!ids.isEmpty()) {
                        LOG.log(
                                Level.INFO,
                                "{0} messages were under way when the peer last ended; they go on",
                                ids.size());
                    }
                    return recover(ids, 0);
                })
                .thenAccept(done -> {
                    openUp();
                    store.startTaking(outgoing);
                    var _ = timer.scheduleWithFixedDelay(
                            this::guardedTick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
                });
    }

    private CompletionStage<Void> recover(List<String> ids, int from) {
        if (from >= ids.size()) {
            return CompletableFuture.completedStage(null);
        }
        int to = Math.min(ids.size(), from + RECOVER_BATCH);
        return store.load(ids.subList(from, to)).thenCompose(messages -> {
            CompletionStage<Void> read = CompletableFuture.completedStage(null);
            for (StoredMessage message : messages) {
                counters.count(FlowCount.RECOVERED);
                CompletionStage<Void> one = outgoing.add(List.of(message));
                read = read.thenCompose(done -> one);
            }
            return read.thenCompose(done -> recover(ids, to));
        });
    }

    @Override
    public CompletionStage<Void> accept(InboundFrame frame) {
        if (!open) {
            synchronized (early) {
                if (!open) {
                    // An answer to what is still being recovered would be taken for a stranger's.
                    CompletableFuture<Void> later = new CompletableFuture<>();
                    early.add(() -> {
                        var _ = settled(incoming.accept(frame)).whenComplete((done, failure) -> later.complete(null));
                    });
                    return later;
                }
            }
        }
        return settled(incoming.accept(frame));
    }

    /** After the stop nothing counts as settled: Redis may not have it, so the relay has to keep it. */
    private CompletionStage<Void> settled(CompletionStage<Void> frame) {
        return frame.thenCompose(done -> stopped ? new CompletableFuture<>() : CompletableFuture.completedStage(null));
    }

    private void openUp() {
        synchronized (early) {
            early.forEach(Runnable::run);
            early.clear();
            open = true;
        }
    }

    /** Swaps the settings; what is under way keeps the old ones. */
    public void apply(FlowSettings newSettings) {
        settings = newSettings;
        codec = codec(newSettings);
        sender.window().limits(newSettings);
        sender.pump();
        store.resume();
    }

    /** Called at every turn of the flow's timer, ten times a second; return at once. */
    public void heartbeat(Runnable listener) {
        heartbeat = listener;
    }

    /** Called once, on a timer thread, when somebody inside the pod asks the peer to quiesce. */
    public void onQuiesceAsked(Runnable listener) {
        quiesceListener = listener;
    }

    /** From now on incoming requests get an Error; everything else goes on (DESIGN §4.7). */
    public void quiesce() {
        requests.close();
    }

    /**
     * Answers every request still in the lists with an Error, stops taking local requests and sends what is left. What waits for
     * its outcome stays in the outbox for the next life.
     *
     * @param answerLists false where other peers read the same lists
     * @return completes, always normally, when all is sent or the time is over; true when all is sent
     */
    public CompletionStage<Boolean> drain(Duration limit, boolean answerLists) {
        quiesce();
        store.stopTaking(StoredMessage.Kind.REQUEST);
        CompletionStage<Void> answered = answerLists
                ? store.waitingCommands().thenCompose(commands -> drain(commands, 0))
                : CompletableFuture.completedStage(null);
        CompletableFuture<Boolean> flushed = new CompletableFuture<>();
        answered.whenComplete((done, failure) -> checkFlushed(flushed));
        return flushed.completeOnTimeout(false, limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    private CompletionStage<Void> drain(List<String> commands, int at) {
        if (at >= commands.size()) {
            return CompletableFuture.completedStage(null);
        }
        return store.drain(commands.get(at)).thenCompose(messages -> {
            if (messages.isEmpty()) {
                return drain(commands, at + 1);
            }
            return outgoing.add(messages).thenCompose(read -> drain(commands, at));
        });
    }

    private void checkFlushed(CompletableFuture<Boolean> flushed) {
        if (flushed.isDone()) {
            return;
        }
        store.depths().whenComplete((now, failure) -> {
            boolean empty = failure == null
                    && now.reply() == 0
                    && outgoing.idle()
                    && pending.openAnswers() == 0
                    && replies.underWay() == 0
                    && sender.window().inFlight() == 0
                    && sender.window().waiting() == 0;
            if (empty) {
                flushed.complete(true);
                return;
            }
            try {
                var _ = timer.schedule(() -> checkFlushed(flushed), 20, TimeUnit.MILLISECONDS);
            } catch (RuntimeException e) {
                flushed.complete(false);
            }
        });
    }

    /** Ends at once; the outbox keeps what was not finished. */
    public void stop() {
        store.stopTaking(StoredMessage.Kind.REQUEST);
        store.stopTaking(StoredMessage.Kind.ANSWER);
        stopped = true;
        sender.stop();
        pending.stop();
        timer.shutdownNow();
        workers.stop();
        sealer.close();
    }

    /** Where things stand. */
    public FlowStats stats() {
        return new FlowStats(
                pending.openRequests(),
                pending.openAnswers(),
                sender.window().waiting(),
                sender.window().inFlight(),
                sender.residentBytes(),
                store.connected(),
                requests.closed(),
                depths,
                counters.counts(),
                counters.rejections());
    }

    private void guardedTick() {
        try {
            tick();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "the timer of the message flow failed once", e);
        }
        heartbeat.run();
    }

    /** Deadlines, pauses, depths. */
    void tick() {
        long now = clock.millis();
        pending.expire(now / 1000);
        sender.tick(now);
        ticks++;
        if (ticks % 5 == 0 && store.connected() && looking.compareAndSet(false, true)) {
            look();
        }
        if (ticks % 20 == 0 && depths.held() > 0) {
            held.retry();
        }
    }

    private void look() {
        var _ = store.quiesceAsked()
                .thenCombine(store.depths(), (asked, found) -> {
                    depths = found;
                    Runnable listener = quiesceListener;
                    if (asked) {
                        quiesce();
                        if (listener != null) {
                            listener.run();
                        }
                    }
                    return found;
                })
                .whenComplete((done, failure) -> looking.set(false));
    }
}
