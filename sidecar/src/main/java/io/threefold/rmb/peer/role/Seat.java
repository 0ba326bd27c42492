package io.threefold.rmb.peer.role;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** What a peer knows of the session without an id on one relay. Times are nanoseconds of any origin. Not thread-safe. */
final class Seat {
    /** How far we have come. */
    enum Hold {
        /** Not ours. */
        NONE,
        /** A connection is being made. */
        TAKING,
        /** The session is open; whether messages arrive there is not proved yet. */
        CHECKING,
        /** Our own ask arrived at ourselves. */
        HELD
    }

    private static final int REMEMBERED_ASKS = 8;

    final String relay;
    /** Our own session is open there: we can ask. */
    boolean reachable;

    Hold hold = Hold.NONE;
    long holdSince;
    /** When our own ask last arrived at ourselves. */
    long provedAt;
    /** Nothing is done here before. */
    long notBefore;
    /** The ask that was sent last and neither answered nor given up. */
    private @Nullable String open;

    long askedAt;
    /** The first ask of those that met silence. */
    long firstAskedAt;
    /** How much longer than others we bear the silence. */
    long hesitation;

    /** Asks since the session was opened, any of which proves it. */
    private final ArrayDeque<String> since = new ArrayDeque<>(REMEMBERED_ASKS);

    int silences;
    int offlines;
    /** Collisions in a row. */
    int level;

    long collidedAt;

    Seat(String relay, long now) {
        this.relay = relay;
        this.holdSince = now;
        this.notBefore = now;
        this.collidedAt = now;
    }

    void enter(Hold next, long now) {
        hold = next;
        holdSince = now;
        silences = 0;
        offlines = 0;
        open = null;
        if (next != Hold.HELD) {
            since.clear();
        }
    }

    void asked(String uid, long now) {
        open = uid;
        askedAt = now;
        if (silences == 0) {
            firstAskedAt = now;
        }
        if (since.size() == REMEMBERED_ASKS) {
            since.remove();
        }
        since.add(uid);
    }

    boolean waiting() {
        return open != null;
    }

    boolean waitingFor(String uid) {
        return uid.equals(open);
    }

    /** Whether one of our latest asks has this uid. */
    boolean knows(String uid) {
        return since.contains(uid);
    }

    void settled() {
        open = null;
    }
}
