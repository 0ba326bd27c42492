package io.threefold.rmb.peer.link;

import java.time.Duration;

/** Hears what the links do, for metrics and logs. Called on the links' event loop: return at once. */
public interface LinkObserver {
    /** Nobody listens. */
    LinkObserver NONE = new LinkObserver() {};

    /** A session changed its state, or the relay's clock was measured. */
    default void changed(RelayStatus status) {}

    /** A relay is no longer among the settings. */
    default void removed(String relay) {}

    /** A frame was written to a relay; barriers are not counted. */
    default void sent(String relay, int bytes) {}

    /** An envelope Ping was written to find out what the relay has. */
    default void barrier(String relay) {}

    /** A frame came in and went to the sink. */
    default void received(String relay, int bytes) {}

    /**
     * Frames were confirmed together.
     *
     * @param afterFirstWrite since the oldest of them was written
     */
    default void confirmed(String relay, int frames, Duration afterFirstWrite) {}

    /** A connection ended with frames that nobody confirmed. */
    default void unconfirmed(String relay, int frames) {}

    /** A frame never left. */
    default void notSent(String reason) {}

    /** A WebSocket ping came back. */
    default void roundTrip(String relay, Duration time) {}

    /** An attempt to connect failed. */
    default void connectFailed(String relay, ConnectFailure failure) {}

    /** A relay complained about our rate; nothing goes there for a while. */
    default void slowed(String relay, Duration pause) {}
}
