package io.threefold.rmb.peer.link;

import io.threefold.rmb.protocol.envelope.Address;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A frame between {@link RelayLinks#send} and its {@link Confirmation}. */
final class QueuedFrame {
    /** Where the frames of a destination go as long as some of them are under way: that keeps their order. */
    static final class Route {
        private final RelayLink link;
        private int frames;

        Route(RelayLink link) {
            this.link = link;
        }

        RelayLink link() {
            return link;
        }

        void add(QueuedFrame frame) {
            frame.route = this;
            frames++;
        }

        /** True when this was the last frame. */
        boolean remove(QueuedFrame frame) {
            frame.route = null;
            return --frames == 0;
        }
    }

    private final OutgoingFrame frame;
    private final long deadline;
    private final CompletableFuture<Confirmation> result = new CompletableFuture<>();
    private @Nullable Route route;

    /**
     * @param deadline the frame's, in monotonic nanoseconds
     */
    QueuedFrame(OutgoingFrame frame, long deadline) {
        this.frame = frame;
        this.deadline = deadline;
    }

    OutgoingFrame frame() {
        return frame;
    }

    Address destination() {
        return frame.destination();
    }

    int size() {
        return frame.bytes().size();
    }

    boolean expired(long now) {
        return now - deadline >= 0;
    }

    /** The route it was put on, null while it has none. */
    @Nullable Route route() {
        return route;
    }

    CompletableFuture<Confirmation> result() {
        return result;
    }
}
