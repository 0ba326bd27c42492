package io.threefold.rmb.peer.link;

import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The life of one relay session, without sockets and clocks. Each connection has an epoch, so that what a former connection
 * still reports is told apart. Times are nanoseconds of any origin. Not thread-safe.
 */
final class SessionMachine {
    /** What the caller has to do now. */
    enum Step {
        NOTHING,
        /** Make a connection, under {@link #epoch()}. */
        CONNECT,
        /** Close the connection that the event was about. */
        CLOSE
    }

    private final boolean reconnects;
    private final Backoff backoff;
    private LinkState state = LinkState.IDLE;
    private int epoch;
    private long since;
    private long wakeAt;
    private @Nullable String lastError;

    /**
     * @param reconnects whether the session is taken back by itself when it ends; the session without an id of a pod with
     *     an own session is not (DESIGN §5)
     */
    SessionMachine(boolean reconnects, Backoff backoff) {
        this.reconnects = reconnects;
        this.backoff = backoff;
    }

    LinkState state() {
        return state;
    }

    /** Of the newest connection. */
    int epoch() {
        return epoch;
    }

    /** When the state was entered. */
    long since() {
        return since;
    }

    @Nullable String lastError() {
        return lastError;
    }

    /** When {@link #wake} has to be called. */
    OptionalLong wakeAt() {
        return state == LinkState.BACKOFF ? OptionalLong.of(wakeAt) : OptionalLong.empty();
    }

    /** The session is wanted from now on. */
    Step open(long now) {
        return switch (state) {
            case IDLE, DISPLACED -> connect(now);
            case CONNECTING, OPEN, BACKOFF, CLOSED -> Step.NOTHING;
        };
    }

    Step wake(long now) {
        return state == LinkState.BACKOFF && now - wakeAt >= 0 ? connect(now) : Step.NOTHING;
    }

    Step connected(int ofEpoch, long now) {
        if (state != LinkState.CONNECTING || ofEpoch != epoch) {
            return Step.CLOSE;
        }
        enter(LinkState.OPEN, now);
        return Step.NOTHING;
    }

    /** An attempt did not open. */
    void failed(int ofEpoch, String reason, long now) {
        if (state == LinkState.CONNECTING && ofEpoch == epoch) {
            lastError = reason;
            pause(backoff.afterFailure(), LinkState.IDLE, now);
        }
    }

    /**
     * An open connection ended.
     *
     * @param closeFrame whether the relay said goodbye, as it does to a session that is displaced
     */
    void ended(int ofEpoch, String reason, boolean closeFrame, long now) {
        if (state == LinkState.OPEN && ofEpoch == epoch) {
            lastError = reason;
            var open = Duration.ofNanos(now - since);
            pause(backoff.afterOpen(open), closeFrame ? LinkState.DISPLACED : LinkState.IDLE, now);
        }
    }

    /** The session is not wanted for the time being. */
    Step release(long now) {
        var had = state == LinkState.OPEN;
        if (state != LinkState.CLOSED) {
            enter(LinkState.IDLE, now);
            epoch++;
        }
        return had ? Step.CLOSE : Step.NOTHING;
    }

    /** The session is over for good. */
    Step close(long now) {
        var step = release(now);
        enter(LinkState.CLOSED, now);
        return step;
    }

    private Step connect(long now) {
        epoch++;
        enter(LinkState.CONNECTING, now);
        return Step.CONNECT;
    }

    private void pause(Duration pause, LinkState otherwise, long now) {
        if (!reconnects) {
            enter(otherwise, now);
            return;
        }
        enter(LinkState.BACKOFF, now);
        wakeAt = now + pause.toNanos();
    }

    private void enter(LinkState next, long now) {
        state = next;
        since = now;
    }
}
