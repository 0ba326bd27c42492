package io.threefold.rmb.peer.link;

import com.google.protobuf.ByteString;
import io.threefold.rmb.protocol.envelope.Address;
import io.threefold.rmb.protocol.relay.RelayUrl;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.SSLOptions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * All relays of this twin, connected at once (PROTOCOL §7, DESIGN §4.2). Everything inside happens on one event loop;
 * public methods may be called on any thread.
 */
public final class RelayPool implements RelayLinks {
    private static final System.Logger LOG = System.getLogger(RelayPool.class.getName());
    private static final Duration TICK = Duration.ofSeconds(1);

    private final LinkRuntime runtime;
    private final InboundSink sink;
    private final String epochs;
    private final Map<String, RelayLink> links = new LinkedHashMap<>();
    private final Map<Address, QueuedFrame.Route> routes = new HashMap<>();
    private final ArrayDeque<QueuedFrame> parked = new ArrayDeque<>();
    private final ConcurrentLinkedQueue<QueuedFrame> inbox = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean inboxScheduled = new AtomicBoolean();
    private final AtomicInteger queuedFrames = new AtomicInteger();
    private final AtomicLong queuedBytes = new AtomicLong();
    private final Map<String, RelayStatus> statuses = new ConcurrentHashMap<>();
    private volatile SessionEvents sessions = SessionEvents.NONE;
    private volatile boolean connected;
    private volatile boolean stopping;
    private @Nullable RelayLink working;
    private @Nullable CompletableFuture<Void> stopped;
    private boolean closed;
    private long ticker = -1;

    /**
     * Makes a pool without relays; nothing happens before {@link #setRelays}.
     *
     * @param identity whose sessions; tokens are made on the event loop
     * @param sink where frames go that are neither Pongs nor taken by {@link #sessions}
     * @throws IllegalArgumentException when the CA or a proxy setting cannot be used; the text says which
     */
    public RelayPool(
            Vertx vertx,
            LinkSettings settings,
            LinkIdentity identity,
            InstantSource clock,
            InboundSink sink,
            LinkObserver observer) {
        var options = new WebSocketClientOptions()
                .setMaxFrameSize(settings.inbound().maxMessageBytes())
                .setMaxMessageSize(settings.inbound().maxMessageBytes())
                .setReceiveBufferSize(settings.inbound().receiveBufferBytes())
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                .setConnectTimeout((int) settings.times().connect().toMillis())
                .setSslHandshakeTimeout(settings.times().connect().toSeconds() + 1)
                .setClosingTimeout(2);
        if (settings.caPem() != null) {
            options.setTrustOptions(Trust.with(settings.caPem()));
        }
        this.runtime = new LinkRuntime(
                ((VertxInternal) vertx).createEventLoopContext(),
                vertx.createWebSocketClient(options),
                settings,
                identity,
                new Proxies(settings.environment()),
                clock,
                System::nanoTime,
                () -> ThreadLocalRandom.current().nextDouble(),
                observer);
        this.sink = sink;
        var random = new byte[12];
        new SecureRandom().nextBytes(random);
        this.epochs = "rmb-link-" + HexFormat.of().formatHex(random) + "-";
    }

    /** Sets who decides about the sessions without an id; before the first {@link #setRelays}. */
    public void sessions(SessionEvents events) {
        sessions = events;
    }

    /**
     * Connects to these relays and to no others. Connections to relays that stay, with the same URL, are not touched. The
     * frames of a relay that goes are confirmed, reported as unconfirmed or sent over another.
     *
     * @param relays 1 to 4, in the order in which they are preferred
     */
    public void setRelays(List<RelayUrl> relays) {
        var wanted = List.copyOf(relays);
        execute(() -> replace(wanted));
    }

    /**
     * Trusts other certificates besides the system's in connections to come.
     *
     * @throws IllegalArgumentException when the PEM cannot be used
     */
    public void trust(String pem) {
        var options = new SSLOptions().setTrustOptions(Trust.with(pem));
        execute(() -> {
            var unused = runtime.client().updateSSLOptions(options);
        });
    }

    @Override
    public CompletionStage<Confirmation> send(OutgoingFrame frame) {
        var left = Duration.between(runtime.clock().instant(), frame.deadline());
        var bounded = left.compareTo(Duration.ofDays(1)) > 0 ? Duration.ofDays(1) : left;
        var queued = new QueuedFrame(frame, runtime.now() + bounded.toNanos());
        var bounds = runtime.settings().outbound();
        var frames = queuedFrames.incrementAndGet();
        var bytes = queuedBytes.addAndGet(queued.size());
        var refusal = stopping
                ? "the peer is shutting down"
                : frames > bounds.maxQueuedFrames() || bytes > bounds.maxQueuedBytes()
                        ? "too many messages wait for relays"
                        : null;
        if (refusal != null) {
            dequeued(queued);
            execute(() -> finish(queued, new Confirmation.NotSent(refusal)));
            return queued.result();
        }
        inbox.add(queued);
        if (inboxScheduled.compareAndSet(false, true)) {
            execute(this::takeInbox);
        }
        return queued.result();
    }

    @Override
    public boolean connected() {
        return connected;
    }

    /** One status per relay, by domain; a snapshot. */
    public Map<String, RelayStatus> statuses() {
        return Map.copyOf(statuses);
    }

    /** Frames that wait in front of the connections. */
    public int queued() {
        return queuedFrames.get();
    }

    /** Nothing goes there for the rest of its minute, then less. */
    @Override
    public void slowDown(String relay) {
        execute(() -> {
            var link = links.get(relay);
            if (link != null) {
                link.slowDown();
                if (links.values().stream().anyMatch(other -> other.open() && !other.held())) {
                    reroute(link.takeQueue());
                }
            }
        });
    }

    /** Opens or closes the session without an id on a relay; what becomes of it is told to {@link #sessions}. */
    public void lead(String relay, boolean wanted) {
        execute(() -> {
            var link = links.get(relay);
            if (link != null && !closed) {
                link.lead(wanted);
            }
        });
    }

    /** Writes a frame over our own session on exactly this relay, now or never. */
    public void sendNow(String relay, ByteString frame) {
        execute(() -> {
            var link = links.get(relay);
            if (link != null) {
                link.sendNow(frame);
            }
        });
    }

    /** Runs a task on the links' event loop. */
    public void execute(Runnable task) {
        runtime.context().runOnContext(v -> task.run());
    }

    /** Runs a task on the links' event loop after a delay. */
    public void schedule(Duration delay, Runnable task) {
        execute(() -> runtime.after(delay, task));
    }

    /** Monotonic nanoseconds as used for all waiting in here. */
    public long nanos() {
        return runtime.now();
    }

    /**
     * Takes no more frames, sends and confirms what it has, closes all sessions. What is not confirmed at the deadline is
     * reported as unconfirmed or not sent.
     *
     * @return completes at the deadline at the latest
     */
    public CompletionStage<Void> stop(Duration deadline) {
        stopping = true;
        var done = new CompletableFuture<Void>();
        execute(() -> {
            if (closed) {
                done.complete(null);
            } else if (stopped != null) {
                stopped.whenComplete((v, e) -> done.complete(null));
            } else {
                stopped = done;
                runtime.after(deadline, this::closeAll);
                takeInbox();
                closeWhenIdle();
            }
        });
        return done;
    }

    private void replace(List<RelayUrl> wanted) {
        if (closed) {
            return;
        }
        if (ticker == -1) {
            ticker = runtime.context().owner().setPeriodic(TICK.toMillis(), id -> tick());
        }
        var gone = links.values().stream()
                .filter(link -> !wanted.contains(link.relay()))
                .toList();
        var queued = new ArrayList<QueuedFrame>();
        for (var link : gone) {
            links.remove(link.domain());
            statuses.remove(link.domain());
            queued.addAll(retire(link, "the relay is no longer among the settings"));
            runtime.observer().removed(link.domain());
        }
        var before = new HashMap<>(links);
        links.clear();
        for (var relay : wanted) {
            var known = before.get(relay.domain());
            var link = known != null ? known : new RelayLink(runtime, relay, epochs, new LinkEvents());
            if (links.putIfAbsent(relay.domain(), link) == null && known == null) {
                statuses.put(relay.domain(), link.status());
                link.start();
            }
        }
        refreshConnected();
        reroute(queued);
    }

    private List<QueuedFrame> retire(RelayLink link, String reason) {
        var open = link.open();
        var queued = link.close(reason);
        if (open) {
            forget(link);
            sessions.ownEnded(link.domain());
        }
        return queued;
    }

    private void tick() {
        links.values().forEach(RelayLink::tick);
        var now = runtime.now();
        for (var it = parked.iterator(); it.hasNext(); ) {
            var frame = it.next();
            if (frame.expired(now)) {
                it.remove();
                dequeued(frame);
                finish(frame, new Confirmation.NotSent("no relay was connected before its deadline"));
            }
        }
        links.values().forEach(link -> statuses.put(link.domain(), link.status()));
        closeWhenIdle();
    }

    private void takeInbox() {
        inboxScheduled.set(false);
        for (var frame = inbox.poll(); frame != null; frame = inbox.poll()) {
            route(frame);
        }
        links.values().forEach(RelayLink::pump);
    }

    private void route(QueuedFrame frame) {
        if (closed || frame.expired(runtime.now())) {
            dequeued(frame);
            finish(frame, new Confirmation.NotSent(closed ? "the peer is shutting down" : "its deadline has passed"));
            return;
        }
        var route = routes.get(frame.destination());
        if (route == null || !route.link().open() || route.link().held()) {
            var link = choose(frame.frame().preferredRelays());
            if (link == null) {
                parked.add(frame);
                return;
            }
            route = new QueuedFrame.Route(link);
            routes.put(frame.destination(), route);
        }
        route.add(frame);
        route.link().enqueue(frame);
    }

    /** The best open link: one that the destination is registered at, the one that worked last, the first. */
    private @Nullable RelayLink choose(Collection<String> preferred) {
        RelayLink best = null;
        var bestScore = -1;
        for (var link : links.values()) {
            if (!link.open()) {
                continue;
            }
            var score = (link.held() ? 0 : 4) + (preferred.contains(link.domain()) ? 2 : 0) + (link == working ? 1 : 0);
            if (score > bestScore) {
                best = link;
                bestScore = score;
            }
        }
        return best;
    }

    private void reroute(List<QueuedFrame> frames) {
        frames.forEach(this::release);
        frames.forEach(this::route);
        links.values().forEach(RelayLink::pump);
    }

    private void release(QueuedFrame frame) {
        var route = frame.route();
        if (route != null && route.remove(frame)) {
            routes.remove(frame.destination(), route);
        }
    }

    private void forget(RelayLink link) {
        routes.values().removeIf(route -> route.link() == link);
        if (working == link) {
            working = null;
        }
    }

    private void dequeued(QueuedFrame frame) {
        queuedFrames.decrementAndGet();
        queuedBytes.addAndGet(-frame.size());
    }

    private void finish(QueuedFrame frame, Confirmation how) {
        if (how instanceof Confirmation.NotSent notSent) {
            runtime.observer().notSent(notSent.reason());
        }
        frame.result().complete(how);
    }

    private void refreshConnected() {
        connected = links.values().stream().anyMatch(RelayLink::open);
    }

    private void closeWhenIdle() {
        if (stopped != null && parked.isEmpty() && links.values().stream().allMatch(RelayLink::idle)) {
            closeAll();
        }
    }

    private void closeAll() {
        if (closed) {
            return;
        }
        closed = true;
        runtime.context().owner().cancelTimer(ticker);
        var rest = new ArrayList<>(parked);
        parked.clear();
        for (var link : links.values()) {
            rest.addAll(retire(link, "the peer is shutting down"));
            statuses.put(link.domain(), link.status());
        }
        for (var frame : rest) {
            dequeued(frame);
            finish(frame, new Confirmation.NotSent("the peer is shutting down"));
        }
        connected = false;
        // The close frames need a moment; the client would cut them off.
        runtime.after(Duration.ofMillis(200), () -> runtime.client().close());
        if (stopped != null) {
            stopped.complete(null);
        }
    }

    private final class LinkEvents implements RelayLink.Owner {
        @Override
        public void opened(RelayLink link) {
            if (working == null) {
                working = link;
            }
            refreshConnected();
            var waiting = new ArrayList<>(parked);
            parked.clear();
            waiting.forEach(RelayPool.this::route);
            links.values().forEach(RelayLink::pump);
            sessions.ownOpened(link.domain());
        }

        @Override
        public void ended(RelayLink link, List<QueuedFrame> queued) {
            forget(link);
            refreshConnected();
            sessions.ownEnded(link.domain());
            reroute(queued);
        }

        @Override
        public void dequeued(QueuedFrame frame) {
            RelayPool.this.dequeued(frame);
        }

        @Override
        public void finished(QueuedFrame frame, Confirmation how) {
            release(frame);
            finish(frame, how);
            if (stopped != null) {
                execute(RelayPool.this::closeWhenIdle);
            }
        }

        @Override
        public void changed(RelayLink link) {
            if (links.get(link.domain()) == link) {
                var status = link.status();
                statuses.put(link.domain(), status);
                runtime.observer().changed(status);
            }
        }

        @Override
        public @Nullable CompletionStage<Void> received(RelayLink link, boolean lead, ByteString frame) {
            var head = FrameHead.of(frame);
            if (head != null
                    && (head.kind() == FrameHead.Kind.PONG || sessions.intercept(link.domain(), lead, head, frame))) {
                return null;
            }
            runtime.observer().received(link.domain(), frame.size());
            try {
                return sink.accept(
                        new InboundFrame(link.domain(), frame, runtime.clock().instant()));
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "a received frame could not be handed on", e);
                return null;
            }
        }

        @Override
        public void leadOpened(RelayLink link) {
            sessions.leadOpened(link.domain());
        }

        @Override
        public void leadEnded(RelayLink link, String reason) {
            sessions.leadEnded(link.domain(), reason);
        }
    }
}
