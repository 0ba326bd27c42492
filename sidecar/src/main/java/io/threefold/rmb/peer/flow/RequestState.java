package io.threefold.rmb.peer.flow;

import io.threefold.rmb.protocol.envelope.Message;
import io.threefold.rmb.protocol.envelope.RelayError;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where one request to one destination stands: a state machine without clock and I/O (DESIGN §4.1, §4.2). Relays' Errors are
 * counted against attempts, because they do not say which attempt they mean: only when every attempt is proven lost does one
 * count. Not thread-safe.
 */
final class RequestState {
    private static final int ERRORS_REMEMBERED = 64;

    private final boolean failFast;
    private final Set<Integer> errorsSeen = new HashSet<>();
    private int attempts;
    private int lost;
    private boolean underWay = true;
    private boolean ended;
    private Message.@Nullable Error lastError;

    RequestState(boolean failFast) {
        this.failFast = failFast;
    }

    /** What to do next. */
    enum Next {
        /** Wait for what comes. */
        WAIT,
        /** Send again at once. */
        AGAIN,
        /** Send again after a pause. */
        LATER,
        /** End with {@link #lastError}. */
        FAIL
    }

    /** An attempt is handed to a link. */
    void sending() {
        attempts++;
    }

    /** A relay has it. */
    Next confirmed() {
        underWay = false;
        return ended ? Next.WAIT : judge();
    }

    /** Nobody knows whether a relay has it. */
    Next unconfirmed() {
        return ended ? Next.WAIT : Next.AGAIN;
    }

    /** No relay has it. */
    Next notSent() {
        attempts--;
        return ended ? Next.WAIT : Next.LATER;
    }

    /**
     * A relay reports an Error.
     *
     * @param fingerprint tells repeats of one Error from another
     */
    Next relayError(Message.Error error, int fingerprint) {
        if (ended || errorsSeen.size() >= ERRORS_REMEMBERED || !errorsSeen.add(fingerprint)) {
            return Next.WAIT;
        }
        lost++;
        lastError = error;
        return underWay ? Next.WAIT : judge();
    }

    private Next judge() {
        Message.Error error = lastError;
        if (error == null || lost < attempts) {
            return Next.WAIT;
        }
        RelayError known = RelayError.of(error.message());
        RelayError.Meaning meaning = known == null ? RelayError.Meaning.FINAL : known.meaning();
        boolean fail = switch (meaning) {
            case FINAL -> true;
            case OFFLINE -> failFast;
            case DROPPED -> false;
        };
        if (fail) {
            return Next.FAIL;
        }
        underWay = true;
        return Next.LATER;
    }

    /** True for the first outcome, false for every later one. */
    boolean end() {
        if (ended) {
            return false;
        }
        ended = true;
        return true;
    }

    boolean ended() {
        return ended;
    }

    /** Attempts so far. */
    int attempts() {
        return attempts;
    }

    /** What a relay said last. */
    Message.@Nullable Error lastError() {
        return lastError;
    }
}
