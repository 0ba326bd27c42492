package io.threefold.rmb.peer.role;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The standbys that a primary has heard of, and their places in the queue to lead. The youngest pod comes first: in a
 * rolling update the old ones are about to go. Times are nanoseconds of any origin. Not thread-safe.
 */
final class Ranks {
    private static final long SECOND = 1_000_000_000L;

    /** More are not remembered; they ask as rarely as the last one. */
    private static final int MAX = 256;

    /**
     * A standby.
     *
     * @param startedAt by the primary's clock
     * @param reassuredAt when it was last answered, asked or not
     * @param relay where it asked last
     * @param uid of its last ask
     */
    record Standby(String session, long startedAt, long heardAt, long reassuredAt, String relay, String uid) {}

    private final long maxInterval;
    private final Map<String, Standby> standbys = new HashMap<>();

    Ranks(long maxInterval) {
        this.maxInterval = maxInterval;
    }

    /** A standby asked: its rank from 1 on. */
    int heard(String session, long upSeconds, String relay, String uid, long now) {
        forget(now);
        var before = standbys.get(session);
        if (before == null && standbys.size() >= MAX) {
            return MAX;
        }
        // The first word about its age counts: rounding must not make two pods swap places.
        var started = before != null ? before.startedAt() : now - upSeconds * SECOND;
        standbys.put(session, new Standby(session, started, now, now, relay, uid));
        return rank(session);
    }

    /** From 1 on. */
    int rank(String session) {
        return ordered().stream().map(Standby::session).toList().indexOf(session) + 1;
    }

    /** The one to hand over to. */
    Optional<Standby> first(long now) {
        forget(now);
        return ordered().stream().findFirst();
    }

    /** Those whose ask is late: it may be stuck behind other messages to us. */
    List<Standby> late(long now, long grace) {
        forget(now);
        return ordered().stream()
                .filter(s -> now - s.reassuredAt() > interval(rank(s.session())) + grace)
                .toList();
    }

    /** A sign of life was sent to it. */
    void reassured(Standby standby, long now) {
        standbys.computeIfPresent(
                standby.session(), (id, s) -> new Standby(id, s.startedAt(), s.heardAt(), now, s.relay(), s.uid()));
    }

    void clear() {
        standbys.clear();
    }

    /** How often a standby of this rank asks. */
    long interval(int rank) {
        return Math.min(Math.max(1, rank) * SECOND, maxInterval);
    }

    private List<Standby> ordered() {
        return standbys.values().stream()
                .sorted(Comparator.comparingLong(Standby::startedAt).reversed().thenComparing(Standby::session))
                .toList();
    }

    private void forget(long now) {
        var ranks = ordered();
        for (int i = 0; i < ranks.size(); i++) {
            if (now - ranks.get(i).heardAt() > 3 * interval(i + 1) + 5 * SECOND) {
                standbys.remove(ranks.get(i).session());
            }
        }
    }
}
