package io.threefold.rmb.peer.link;

import com.google.protobuf.ByteString;

/**
 * What the roles (DESIGN §5) hear from the links. Called on the links' event loop: return at once.
 *
 * <p>"Own" is the session with our id (without, for a lone peer); "lead" is the additional one without an id, which only
 * exists when we have an own id.
 */
public interface SessionEvents {
    /** Nobody listens. */
    SessionEvents NONE = new SessionEvents() {};

    /** Our own session on a relay opened. */
    default void ownOpened(String relay) {}

    /** Our own session on a relay ended. */
    default void ownEnded(String relay) {}

    /** The session without an id, asked for by {@link RelayPool#lead}, opened. */
    default void leadOpened(String relay) {}

    /** The session without an id ended or did not open. It is not taken back by itself. */
    default void leadEnded(String relay, String reason) {}

    /**
     * A frame came in, before the sink sees it.
     *
     * @param lead whether it came through the session without an id
     * @return true to keep it from the sink
     */
    default boolean intercept(String relay, boolean lead, FrameHead head, ByteString frame) {
        return false;
    }
}
