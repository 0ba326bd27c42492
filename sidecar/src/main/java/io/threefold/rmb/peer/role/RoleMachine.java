package io.threefold.rmb.peer.role;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides which pod of a twin leads (DESIGN §5), without sockets and clocks.
 *
 * <p>The <i>arbiter</i> is the first relay of the twin's record, in sorted order, on which our own session is open. Whoever
 * holds the session without an id there leads and takes the others, too. A peer that does not hold it asks its own twin
 * through the arbiter: an answer from another makes it give up what it holds elsewhere and wait; "offline" twice, with a
 * random pause between, or a row of silences make it take the session. Taken is not held: only when the peer's own ask
 * arrives at itself it leads. Times are nanoseconds of any origin. Not thread-safe.
 */
final class RoleMachine {
    private static final long HAND_OVER_DELAY = 50_000_000L;
    private static final long REASSURE_GRACE = 400_000_000L;

    private final RoleSettings settings;
    private final String session;
    private final RoleEffects effects;
    private final DoubleSupplier random;
    private final Supplier<String> uids;
    private final Ranks ranks;
    private final TreeMap<String, Seat> seats = new TreeMap<>();
    private Role role = Role.STANDBY;
    private int rank;
    private @Nullable String leader;
    /** Where and when the leader answered last. */
    private @Nullable String heardOn;

    private long heardAt;
    private boolean foreign;
    private long collisions;
    private long changes;
    private boolean stopping;
    private long handOverAt;
    private Ranks.@Nullable Standby heir;

    /**
     * @param session our own session id
     * @param random uniform in [0, 1)
     * @param uids fresh ones that nobody can guess
     */
    RoleMachine(
            RoleSettings settings, String session, RoleEffects effects, DoubleSupplier random, Supplier<String> uids) {
        this.settings = settings;
        this.session = session;
        this.effects = effects;
        this.random = random;
        this.uids = uids;
        this.ranks = new Ranks(settings.maxInterval().toNanos());
    }

    Role role() {
        return role;
    }

    int rank() {
        return role == Role.PRIMARY ? 0 : rank;
    }

    @Nullable String leader() {
        return leader;
    }

    long collisions() {
        return collisions;
    }

    long changes() {
        return changes;
    }

    List<String> leads() {
        return seats.values().stream()
                .filter(s -> s.hold == Seat.Hold.HELD)
                .map(s -> s.relay)
                .toList();
    }

    /** The relays that are both connected by us and in the twin's record. */
    void relays(SortedSet<String> usable, Collection<String> open, long now) {
        for (var it = seats.values().iterator(); it.hasNext(); ) {
            var seat = it.next();
            if (!usable.contains(seat.relay)) {
                release(seat, now);
                it.remove();
            }
        }
        for (var relay : usable) {
            seats.computeIfAbsent(relay, r -> new Seat(r, now)).reachable = open.contains(relay);
        }
        settle(now);
    }

    void ownOpened(String relay, long now) {
        var seat = seats.get(relay);
        if (seat != null) {
            seat.reachable = true;
            seat.silences = 0;
            seat.offlines = 0;
            seat.settled();
            seat.notBefore = now;
            settle(now);
        }
    }

    void ownEnded(String relay, long now) {
        var seat = seats.get(relay);
        if (seat != null) {
            seat.reachable = false;
            seat.settled();
            settle(now);
        }
    }

    void leadOpened(String relay, long now) {
        var seat = seats.get(relay);
        if (seat == null || seat.hold != Seat.Hold.TAKING) {
            effects.lead(relay, false);
            return;
        }
        seat.enter(Seat.Hold.CHECKING, now);
        seat.notBefore = now;
        settle(now);
    }

    /** The session without an id ended or could not be opened. */
    void leadEnded(String relay, long now) {
        var seat = seats.get(relay);
        if (seat == null || seat.hold == Seat.Hold.NONE) {
            return;
        }
        var held = seat.hold == Seat.Hold.HELD
                && now - seat.holdSince >= settings.stable().toNanos();
        if (held) {
            seat.level = 0;
        } else {
            collisions += seat.hold == Seat.Hold.TAKING ? 0 : 1;
            seat.level++;
            seat.collidedAt = now;
        }
        seat.enter(Seat.Hold.NONE, now);
        // Who held it longest may come back first: most often only its own socket broke.
        seat.notBefore = now + (held ? (long) (random.getAsDouble() * 50_000_000L) : pause(seat));
        // Somebody may have taken the lead: before anything else is retaken, the arbiter has to prove us again.
        var arbiter = arbiter();
        if (arbiter != null && arbiter != seat && arbiter.hold == Seat.Hold.HELD) {
            ask(arbiter, now);
        }
        settle(now);
    }

    /** An ask arrived at our session without an id. */
    void asked(String relay, String uid, String from, long upSeconds, long now) {
        var seat = seats.get(relay);
        if (seat == null) {
            return;
        }
        if (from.equals(session)) {
            if (seat.knows(uid) && (seat.hold == Seat.Hold.CHECKING || seat.hold == Seat.Hold.HELD)) {
                proved(seat, now);
            }
            return;
        }
        if (!stopping && (seat.hold == Seat.Hold.CHECKING || seat.hold == Seat.Hold.HELD)) {
            effects.answer(relay, uid, from, ranks.heard(from, upSeconds, relay, uid, now));
        }
    }

    /**
     * An answer arrived, or a sign of life that nobody asked for.
     *
     * @param from the session that answered; null when it is not one of ours
     */
    void answered(String relay, String uid, @Nullable String from, int givenRank, long now) {
        var seat = seats.get(relay);
        if (seat == null || session.equals(from)) {
            return;
        }
        if (from == null && !seat.waitingFor(uid)) {
            return;
        }
        seat.settled();
        seat.silences = 0;
        seat.offlines = 0;
        if (now - seat.collidedAt >= settings.stable().toNanos()) {
            seat.level = 0;
        }
        if (seat != arbiter()) {
            return;
        }
        foreign = from == null;
        leader = from;
        heardOn = relay;
        heardAt = now;
        rank = givenRank;
        for (var held : seats.values()) {
            release(held, now);
        }
        seat.notBefore = now + (long) (ranks.interval(Math.max(1, givenRank)) * (0.95 + random.getAsDouble() / 20));
        settle(now);
    }

    /**
     * A relay reported that an ask was not delivered.
     *
     * @param offline nobody holds the session; else it says nothing about that
     */
    void failed(String relay, String uid, boolean offline, long now) {
        var seat = seats.get(relay);
        if (seat == null || !seat.waitingFor(uid)) {
            return;
        }
        seat.settled();
        seat.silences = 0;
        if (!offline) {
            seat.notBefore = now + pause(seat) + settings.answer().toNanos();
        } else if (seat.hold == Seat.Hold.NONE) {
            seat.offlines++;
            var firstTime = seat.offlines == 1 && !leadsElsewhere(seat);
            seat.notBefore = firstTime ? now + pause(seat) + queue() + courtesy(seat, now) : now;
        } else {
            // The relay has forgotten a session that looks open from here.
            effects.lead(relay, false);
            leadEnded(relay, now);
            return;
        }
        settle(now);
    }

    /** The primary goes and wants us to lead. */
    void handedOver(String relay, long now) {
        var seat = seats.get(relay);
        if (seat != null && seat == arbiter() && seat.hold == Seat.Hold.NONE && !stopping) {
            take(seat, now);
            settle(now);
        }
    }

    /** Gives the lead away, at once when there is a standby to take it. No lead is taken after this. */
    void stop(long now) {
        if (stopping) {
            return;
        }
        heir = role == Role.PRIMARY ? ranks.first(now).orElse(null) : null;
        stopping = true;
        handOverAt = now + HAND_OVER_DELAY;
        for (var seat : seats.values()) {
            release(seat, now);
        }
        settle(now);
    }

    /** True when nothing more will come after {@link #stop}. */
    boolean stopped() {
        return stopping && heir == null;
    }

    /** Does what is due; called whenever time has passed, at the latest at {@link #wakeAt}. */
    void tick(long now) {
        if (stopping) {
            if (heir != null && now - handOverAt >= 0) {
                effects.handOver(heir.relay(), heir.uid(), heir.session());
                heir = null;
            }
            return;
        }
        for (var seat : seats.values()) {
            if (seat.waiting() && now - silentAt(seat) >= 0) {
                seat.settled();
                if (seat.silences++ == 0) {
                    seat.hesitation = first(seat) ? 0 : hesitation(seat);
                }
                seat.notBefore = now;
            }
        }
        var arbiter = arbiter();
        if (arbiter != null) {
            drive(arbiter, now);
        }
        for (var seat : seats.values()) {
            if (seat != arbiter) {
                driveOther(seat, arbiter, now);
            }
        }
        if (role == Role.PRIMARY) {
            for (var standby : ranks.late(now, REASSURE_GRACE)) {
                ranks.reassured(standby, now);
                effects.answer(standby.relay(), standby.uid(), standby.session(), ranks.rank(standby.session()));
            }
        }
        settle(now);
    }

    /** When {@link #tick} has something to do, at the latest. */
    long wakeAt(long now) {
        if (stopping) {
            return heir != null ? handOverAt : now + settings.maxInterval().toNanos();
        }
        var tickLength = role == Role.PRIMARY
                ? settings.answer().toNanos()
                : settings.maxInterval().toNanos();
        return seats.values().stream()
                .filter(s -> s.reachable)
                .map(s -> s.waiting() ? silentAt(s) : s.notBefore)
                .filter(at -> at - now > 0)
                .min(Comparator.naturalOrder())
                .map(at -> Math.min(at, now + tickLength))
                .orElse(now + tickLength);
    }

    private void drive(Seat seat, long now) {
        if (seat.waiting() || now - seat.notBefore < 0) {
            return;
        }
        switch (seat.hold) {
            case NONE -> {
                if (seat.offlines >= 2 || silentForLong(seat, now)) {
                    take(seat, now);
                } else {
                    ask(seat, now);
                }
            }
            case TAKING -> {}
            // Messages that wait for us may be many and come before our own ask.
            case CHECKING -> ask(seat, now);
            case HELD -> {
                ask(seat, now);
                seat.notBefore = now + settings.check().toNanos();
            }
        }
    }

    private void driveOther(Seat seat, @Nullable Seat arbiter, long now) {
        if (!seat.reachable || seat.waiting() || now - seat.notBefore < 0) {
            return;
        }
        // Only with a proof newer than the loss of this session.
        var proved = arbiter != null && arbiter.hold == Seat.Hold.HELD && arbiter.provedAt - seat.holdSince >= 0;
        switch (seat.hold) {
            case NONE -> {
                if (proved) {
                    take(seat, now);
                }
            }
            case TAKING -> {}
            case CHECKING -> ask(seat, now);
            case HELD -> {
                ask(seat, now);
                seat.notBefore = now + settings.check().toNanos();
            }
        }
    }

    private void ask(Seat seat, long now) {
        var uid = uids.get();
        seat.asked(uid, now);
        effects.ask(seat.relay, uid);
    }

    private void take(Seat seat, long now) {
        seat.enter(Seat.Hold.TAKING, now);
        effects.lead(seat.relay, true);
    }

    private void release(Seat seat, long now) {
        if (seat.hold != Seat.Hold.NONE) {
            seat.enter(Seat.Hold.NONE, now);
            effects.lead(seat.relay, false);
        }
    }

    private void proved(Seat seat, long now) {
        seat.settled();
        seat.silences = 0;
        seat.provedAt = now;
        if (seat.hold == Seat.Hold.CHECKING) {
            seat.enter(Seat.Hold.HELD, now);
        } else if (now - seat.holdSince >= settings.stable().toNanos()) {
            seat.level = 0;
        }
        seat.notBefore = now + settings.check().toNanos();
        if (seat == arbiter()) {
            foreign = false;
            for (var other : seats.values()) {
                if (other.hold == Seat.Hold.NONE && other.level == 0) {
                    other.notBefore = now;
                }
            }
        }
        settle(now);
    }

    /** The first in the queue takes a silent session without another question. */
    private boolean first(Seat seat) {
        return rank == 1 && seat.level == 0;
    }

    /** After the first silence we ask more often, to hear of a new leader before we take its session. */
    private long silentAt(Seat seat) {
        var answer = settings.answer().toNanos();
        return seat.askedAt + (seat.silences == 0 ? answer : answer / 6);
    }

    private boolean silentForLong(Seat seat, long now) {
        return seat.silences > 0
                && now - seat.firstAskedAt
                        >= settings.silences() * settings.answer().toNanos() + seat.hesitation;
    }

    private long hesitation(Seat seat) {
        var place = rank == 0 ? (long) (settings.answer().toNanos() * random.getAsDouble()) : queue();
        return pause(seat) + place;
    }

    /** A leader that was well a moment ago on another relay is about to come to this one. */
    private long courtesy(Seat seat, long now) {
        var recently = 3 * ranks.interval(rank) + 2 * settings.answer().toNanos();
        return leader != null && !seat.relay.equals(heardOn) && now - heardAt < recently
                ? settings.answer().toNanos() * 3 / 2
                : 0;
    }

    private boolean leadsElsewhere(Seat seat) {
        return seats.values().stream().anyMatch(s -> s != seat && s.hold == Seat.Hold.HELD);
    }

    private @Nullable Seat arbiter() {
        for (var seat : seats.values()) {
            if (seat.reachable) {
                return seat;
            }
        }
        return null;
    }

    private long pause(Seat seat) {
        var most = Math.min(
                settings.pause().toNanos() << Math.min(seat.level, 20),
                settings.maxPause().toNanos());
        return (long) (most * random.getAsDouble());
    }

    /** The later in the queue, the longer a standby leaves the session to those before it. */
    private long queue() {
        return Math.min(Math.max(0, rank - 1) * 200_000_000L, settings.answer().toNanos());
    }

    private void settle(long now) {
        var before = role;
        role = !leads().isEmpty() ? Role.PRIMARY : foreign ? Role.FOREIGN : Role.STANDBY;
        if (role == Role.PRIMARY) {
            leader = null;
        }
        if (role != before && (role == Role.PRIMARY || before == Role.PRIMARY)) {
            changes++;
            if (before == Role.PRIMARY) {
                ranks.clear();
            }
        }
        effects.changed();
    }
}
