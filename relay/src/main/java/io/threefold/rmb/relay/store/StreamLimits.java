package io.threefold.rmb.relay.store;

import java.time.Duration;

/**
 * Bounds of a session's stream.
 *
 * @param maxLength most messages
 * @param overflow what happens beyond that
 * @param keep how long a stream outlives its last use
 */
public record StreamLimits(int maxLength, Overflow overflow, Duration keep) {
    /** What a full stream does. */
    public enum Overflow {
        /** The sender is told, if it sent a request; nothing that was confirmed is lost. */
        REJECT_NEW,
        /** As reference relays do: the oldest message goes, silently. */
        DROP_OLDEST
    }
}
