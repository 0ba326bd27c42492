package io.threefold.rmb.relay.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Orders a session's pings behind the frames before them: what a ping starts runs once all earlier frames are settled, which
 * means stored, or refused with the Error stored. Frames behind a ping do not wait for it. Thread-safe.
 */
final class FrameBarrier {
    private final ArrayDeque<Slot> slots = new ArrayDeque<>();

    /** A frame, or a ping, that is not settled yet. */
    static final class Slot {
        private final @Nullable Runnable ping;
        private boolean started;
        private boolean settled;

        private Slot(@Nullable Runnable ping) {
            this.ping = ping;
        }
    }

    /** A frame; {@link #settle} it in any order. */
    synchronized Slot frame() {
        var slot = new Slot(null);
        slots.add(slot);
        return slot;
    }

    /**
     * A ping: the action runs, on whatever thread settles the last earlier frame, perhaps at once. The slot has to be settled
     * by the action's end result, as any other.
     */
    void ping(PingAction action) {
        synchronized (this) {
            var holder = new Slot[1];
            holder[0] = new Slot(() -> action.run(holder[0]));
            slots.add(holder[0]);
        }
        advance();
    }

    /** What a ping starts. */
    interface PingAction {
        void run(Slot ping);
    }

    /** Says that a frame is stored or refused, or that a ping's answer is stored. */
    void settle(Slot slot) {
        synchronized (this) {
            slot.settled = true;
        }
        advance();
    }

    /** Frames and pings that are not settled, or stand behind one that is not. */
    synchronized int size() {
        return slots.size();
    }

    private void advance() {
        List<Runnable> reached = new ArrayList<>(1);
        synchronized (this) {
            while (!slots.isEmpty() && slots.getFirst().settled) {
                slots.removeFirst();
            }
            Slot head = slots.peekFirst();
            if (head != null && head.ping != null && !head.started) {
                head.started = true;
                reached.add(head.ping);
            }
        }
        reached.forEach(Runnable::run);
    }
}
