package io.threefold.rmb.peer.role;

import com.google.protobuf.ByteString;
import io.threefold.rmb.peer.link.FrameHead;
import io.threefold.rmb.peer.link.RelayPool;
import io.threefold.rmb.peer.link.SessionEvents;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Leads or stands by (DESIGN §5): {@link RoleMachine} on the relay links. A lone peer, one without a session id, only
 * answers the asks of others. Public methods may be called on any thread; all the rest happens on the links' event loop.
 */
public final class RoleService implements SessionEvents {
    private static final System.Logger LOG = System.getLogger(RoleService.class.getName());

    private final RelayPool pool;
    private final RoleIdentity identity;
    private final RoleMessages messages;
    private final InstantSource clock;
    private final RoleObserver observer;
    private final Ranks loneRanks;
    private final String uidPrefix;
    private final Instant startedAt;
    private final @Nullable RoleMachine machine;
    private final Set<String> open = new TreeSet<>();
    private SortedSet<String> recorded = new TreeSet<>();
    private @Nullable CompletableFuture<Void> handedOver;
    private long uids;
    private long wakes;
    private volatile RoleStatus status;

    /** Makes the service; nothing happens before {@link #start}. */
    public RoleService(
            RelayPool pool, RoleIdentity identity, RoleSettings settings, InstantSource clock, RoleObserver observer) {
        this.pool = pool;
        this.identity = identity;
        this.messages = new RoleMessages(identity);
        this.clock = clock;
        this.observer = observer;
        this.loneRanks = new Ranks(settings.maxInterval().toNanos());
        this.startedAt = clock.instant();
        var random = new byte[12];
        new SecureRandom().nextBytes(random);
        this.uidPrefix = "rmb-role-" + HexFormat.of().formatHex(random) + "-";
        this.machine = identity.session() == null
                ? null
                : new RoleMachine(
                        settings,
                        identity.session(),
                        new Effects(),
                        () -> ThreadLocalRandom.current().nextDouble(),
                        () -> uidPrefix + ++uids);
        this.status =
                new RoleStatus(machine == null ? Role.LONE : Role.STANDBY, clock.instant(), 0, null, List.of(), 0, 0);
    }

    /** Begins to listen to the links; before their first {@link RelayPool#setRelays}. */
    public void start() {
        pool.sessions(this);
    }

    /**
     * Tells which relays stand in the twin's record on the chain; asks and leads happen there only. Until told, a peer with
     * a session id stands by.
     */
    public void recordedRelays(SortedSet<String> domains) {
        var copy = new TreeSet<>(domains);
        pool.execute(() -> {
            recorded = copy;
            relaysChanged();
        });
    }

    /** The role now. */
    public RoleStatus status() {
        return status;
    }

    /**
     * Gives the lead away and takes none again: to the first standby if there is one. Our own sessions stay, so answers
     * still go out.
     *
     * @return completes when the standby was told, at the deadline at the latest
     */
    public CompletionStage<Void> handOver(Duration deadline) {
        var done = new CompletableFuture<Void>();
        pool.execute(() -> {
            if (machine == null) {
                done.complete(null);
                return;
            }
            if (handedOver != null) {
                handedOver.whenComplete((v, e) -> done.complete(null));
                return;
            }
            handedOver = done;
            event(m -> m.stop(pool.nanos()));
        });
        pool.schedule(deadline, () -> done.complete(null));
        return done;
    }

    @Override
    public void ownOpened(String relay) {
        open.add(relay);
        relaysChanged();
        event(m -> m.ownOpened(relay, pool.nanos()));
    }

    @Override
    public void ownEnded(String relay) {
        open.remove(relay);
        event(m -> m.ownEnded(relay, pool.nanos()));
        relaysChanged();
    }

    @Override
    public void leadOpened(String relay) {
        event(m -> m.leadOpened(relay, pool.nanos()));
    }

    @Override
    public void leadEnded(String relay, String reason) {
        LOG.log(System.Logger.Level.INFO, "{0}: no longer leading here: {1}", relay, reason);
        event(m -> m.leadEnded(relay, pool.nanos()));
    }

    @Override
    public boolean intercept(String relay, boolean lead, FrameHead head, ByteString frame) {
        var ours = head.uid().startsWith(uidPrefix);
        var fromUs = head.sourceTwin() == identity.twin();
        var candidate = switch (head.kind()) {
            case REQUEST -> fromUs && (lead || machine == null);
            case RESPONSE -> fromUs && machine != null;
            case ERROR -> ours;
            default -> false;
        };
        if (!candidate) {
            return false;
        }
        var received = messages.read(frame, ours, clock.instant().getEpochSecond());
        if (received == null) {
            // Nobody else waits for these.
            return ours;
        }
        if (machine == null) {
            if (received instanceof RoleMessages.Ask ask) {
                var rank = loneRanks.heard(ask.session(), ask.upSeconds(), relay, ask.uid(), pool.nanos());
                pool.sendNow(
                        relay, messages.answer(ask.uid(), ask.session(), Role.LONE.label(), rank, now(), skew(relay)));
            }
            return true;
        }
        event(m -> tell(m, relay, received));
        return true;
    }

    private void tell(RoleMachine m, String relay, RoleMessages.Received received) {
        var nanos = pool.nanos();
        switch (received) {
            case RoleMessages.Ask ask -> m.asked(relay, ask.uid(), ask.session(), ask.upSeconds(), nanos);
            case RoleMessages.Answer answer ->
                m.answered(relay, answer.uid(), answer.session() == null ? "" : answer.session(), answer.rank(), nanos);
            case RoleMessages.HandOver handOver -> m.handedOver(relay, nanos);
            case RoleMessages.Foreign foreign -> m.answered(relay, foreign.uid(), null, 1, nanos);
            case RoleMessages.Failed failed -> m.failed(relay, failed.uid(), failed.offline(), nanos);
        }
    }

    private void relaysChanged() {
        var usable = new TreeSet<>(recorded);
        usable.retainAll(pool.statuses().keySet());
        event(m -> m.relays(usable, open, pool.nanos()));
    }

    private void event(java.util.function.Consumer<RoleMachine> what) {
        if (machine == null) {
            return;
        }
        what.accept(machine);
        machine.tick(pool.nanos());
        if (handedOver != null && machine.stopped()) {
            handedOver.complete(null);
        }
        var now = pool.nanos();
        var number = ++wakes;
        pool.schedule(Duration.ofNanos(Math.max(1_000_000, machine.wakeAt(now) - now)), () -> {
            if (number == wakes) {
                event(m -> {});
            }
        });
        publish(machine);
    }

    private void publish(RoleMachine m) {
        var before = status;
        var now = new RoleStatus(
                m.role(),
                m.role() == before.role() ? before.since() : clock.instant(),
                m.rank(),
                m.leader(),
                m.leads(),
                m.collisions(),
                m.changes());
        if (now.equals(before)) {
            return;
        }
        status = now;
        if (now.role() != before.role()) {
            LOG.log(System.Logger.Level.INFO, "role: {0}", now.role().label());
        }
        observer.changed(now);
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }

    private Duration skew(String relay) {
        var known = pool.statuses().get(relay);
        var skew = known == null ? null : known.clockSkew();
        return skew == null ? Duration.ZERO : skew;
    }

    private final class Effects implements RoleEffects {
        @Override
        public void ask(String relay, String uid) {
            var up = Duration.between(startedAt, clock.instant()).toSeconds();
            pool.sendNow(relay, messages.ask(uid, Math.max(0, up), now(), skew(relay)));
        }

        @Override
        public void answer(String relay, String uid, String session, int rank) {
            pool.sendNow(relay, messages.answer(uid, session, Role.PRIMARY.label(), rank, now(), skew(relay)));
        }

        @Override
        public void handOver(String relay, String uid, String session) {
            pool.sendNow(relay, messages.handOver(uid, session, now(), skew(relay)));
        }

        @Override
        public void lead(String relay, boolean wanted) {
            pool.lead(relay, wanted);
        }

        @Override
        public void changed() {}
    }
}
