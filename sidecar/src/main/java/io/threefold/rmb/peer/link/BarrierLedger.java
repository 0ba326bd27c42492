package io.threefold.rmb.peer.link;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What one connection has written and the relay has not confirmed (DESIGN §4.2), without sockets and clocks. A barrier is
 * an envelope Ping; its Pong confirms all that was written before it on this connection. When nothing is outstanding a
 * barrier goes out at once; under load one Ping stands for all frames of a spacing. Times are nanoseconds of any origin. Not
 * thread-safe.
 */
final class BarrierLedger<F> {
    /** With so many frames behind the outstanding barrier a second one goes out. */
    private static final int SECOND_BARRIER_FRAMES = 128;

    /** Barriers sent again included. */
    private static final int MAX_OUTSTANDING = 4;

    /** However much else is delivered: after so many timeouts without its Pong a connection is suspect. */
    private static final int PATIENCE = 6;

    private record Written<F>(F frame, int bytes, long number, long at) {}

    private record Barrier(String uid, long covers, long readingTime) {}

    /**
     * What a Pong confirmed.
     *
     * @param sinceFirst since the oldest frame was written
     */
    record Confirmed<F>(List<F> frames, Duration sinceFirst) {}

    private final String epoch;
    private final long spacing;
    private final long timeout;
    private final ReadingTime readingTime;
    private final ArrayDeque<Written<F>> unconfirmed = new ArrayDeque<>();
    private final ArrayDeque<Barrier> outstanding = new ArrayDeque<>(MAX_OUTSTANDING);
    private long written;
    private long covered;
    private long barriers;
    private long bytes;
    private long lastBarrier;
    private long lastDelivery;

    /**
     * @param epoch makes the uids of this connection's barriers unlike any other's; not to be guessed by others
     */
    BarrierLedger(String epoch, LinkSettings.Times times, ReadingTime readingTime, long now) {
        this.epoch = epoch;
        this.spacing = times.barrierSpacing().toNanos();
        this.timeout = times.barrier().toNanos();
        this.readingTime = readingTime;
        this.lastBarrier = now - spacing;
    }

    void written(F frame, int size, long now) {
        unconfirmed.add(new Written<>(frame, size, ++written, now));
        bytes += size;
    }

    /** The uid of a barrier that has to be written now, null when it is not the time. */
    @Nullable String due(long now) {
        var at = dueAt();
        if (at.isEmpty() || now - at.getAsLong() < 0) {
            return null;
        }
        if (outstanding.isEmpty()) {
            lastDelivery = readingTime.at(now);
        }
        lastBarrier = now;
        covered = written;
        var barrier = new Barrier(epoch + "-" + ++barriers, covered, readingTime.at(now));
        outstanding.add(barrier);
        return barrier.uid();
    }

    /** When {@link #due} will want a barrier if nothing else happens. */
    OptionalLong dueAt() {
        var open = written - covered;
        if (outstanding.isEmpty()) {
            return open > 0 ? OptionalLong.of(lastBarrier + spacing) : OptionalLong.empty();
        }
        if (outstanding.size() == 1 && open >= SECOND_BARRIER_FRAMES) {
            return OptionalLong.of(lastBarrier + spacing);
        }
        // A relay drops Pings above its rate limit without a word, so one may be lost while the connection is well.
        return outstanding.size() < MAX_OUTSTANDING ? OptionalLong.of(lastBarrier + timeout / 3) : OptionalLong.empty();
    }

    /** Whether a uid is one of this connection's barriers, answered before or not. */
    boolean owns(String uid) {
        return uid.startsWith(epoch);
    }

    /** The Pong to a barrier arrived: what it confirms, oldest first; null when no such barrier is outstanding. */
    @Nullable Confirmed<F> pong(String uid, long now) {
        if (outstanding.stream().noneMatch(b -> b.uid().equals(uid))) {
            return null;
        }
        Barrier barrier;
        do {
            barrier = outstanding.remove();
        } while (!barrier.uid().equals(uid));
        var frames = new ArrayList<F>();
        var first = now;
        for (var next = unconfirmed.peek();
                next != null && next.number() <= barrier.covers();
                next = unconfirmed.peek()) {
            if (frames.isEmpty()) {
                first = next.at();
            }
            frames.add(next.frame());
            bytes -= next.bytes();
            unconfirmed.remove();
        }
        return new Confirmed<>(frames, Duration.ofNanos(now - first));
    }

    /** Anything arrived through the session's stream: it flows, the Pong is behind it. */
    void delivered(long now) {
        lastDelivery = readingTime.at(now);
    }

    /** A barrier waits, and nothing at all was delivered for too long, or too much before its Pong. */
    boolean overdue(long now) {
        var oldest = outstanding.peek();
        if (oldest == null) {
            return false;
        }
        var time = readingTime.at(now);
        return time - lastDelivery >= timeout || time - oldest.readingTime() >= PATIENCE * timeout;
    }

    /** The connection ended: everything that was not confirmed, oldest first. */
    List<F> abandon() {
        var frames = unconfirmed.stream().map(Written::frame).toList();
        unconfirmed.clear();
        outstanding.clear();
        bytes = 0;
        return frames;
    }

    int frames() {
        return unconfirmed.size();
    }

    long bytes() {
        return bytes;
    }
}
