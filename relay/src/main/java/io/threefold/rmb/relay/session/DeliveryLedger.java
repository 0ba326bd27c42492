package io.threefold.rmb.relay.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * What was written to a session's socket and is not yet proven to have arrived. A proof is the WebSocket pong to a ping that
 * was sent after the write. For a client that never answers pings, which no standard client does, any frame of it that comes
 * long after the write has to do. Not thread-safe.
 */
final class DeliveryLedger {
    private final ArrayDeque<Written> unproven = new ArrayDeque<>();
    private final int capacity;
    private final long presumeMillis;
    private long mark;
    private long pingedMark;
    private long oldestPingMillis = -1;
    private boolean answersPings;

    private record Written(String id, long mark, long atMillis) {}

    /**
     * @param capacity most messages without proof
     * @param presumeMillis how old a write has to be when a client answers no pings
     */
    DeliveryLedger(int capacity, long presumeMillis) {
        this.capacity = capacity;
        this.presumeMillis = presumeMillis;
    }

    /** A message was written. */
    void wrote(String id, long nowMillis) {
        mark++;
        unproven.add(new Written(id, mark, nowMillis));
    }

    /** Whether no more may be written before something is proven. */
    boolean isFull() {
        return unproven.size() >= capacity;
    }

    /** Messages without proof. */
    int size() {
        return unproven.size();
    }

    /** Whether something was written since the last ping. */
    boolean needsPing() {
        return mark > pingedMark;
    }

    /** A ping is sent now; returns the mark to put in it. */
    long ping(long nowMillis) {
        pingedMark = mark;
        if (oldestPingMillis < 0) {
            oldestPingMillis = nowMillis;
        }
        return mark;
    }

    /** Milliseconds since the first ping that nothing was heard after; 0 when there is none. */
    long silenceMillis(long nowMillis) {
        return oldestPingMillis < 0 ? 0 : nowMillis - oldestPingMillis;
    }

    /** Anything was read from the socket. */
    void heard() {
        oldestPingMillis = -1;
    }

    /**
     * A pong came.
     *
     * @param pongMark the mark that its ping carried; one that was never sent proves nothing
     * @return ids of the messages that have arrived
     */
    List<String> pong(long pongMark) {
        heard();
        if (pongMark < 0 || pongMark > pingedMark) {
            return List.of();
        }
        answersPings = true;
        return take(pongMark, Long.MAX_VALUE);
    }

    /** A frame with an envelope came; returns ids of messages that a client which answers no pings must have by now. */
    List<String> frame(long nowMillis) {
        heard();
        return answersPings ? List.of() : take(Long.MAX_VALUE, nowMillis - presumeMillis);
    }

    private List<String> take(long upToMark, long writtenBefore) {
        Written first = unproven.peekFirst();
        if (first == null || first.mark() > upToMark || first.atMillis() > writtenBefore) {
            return List.of();
        }
        var ids = new ArrayList<String>();
        while (first != null && first.mark() <= upToMark && first.atMillis() <= writtenBefore) {
            ids.add(first.id());
            unproven.removeFirst();
            first = unproven.peekFirst();
        }
        return ids;
    }
}
