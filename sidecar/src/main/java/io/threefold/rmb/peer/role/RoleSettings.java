package io.threefold.rmb.peer.role;

import java.time.Duration;

/**
 * Times of the role protocol (DESIGN §5).
 *
 * @param answer an ask without an answer for so long is a silence
 * @param silences so many in a row and the session is taken
 * @param pause the random pause before a second ask is at most this; doubled by each collision
 * @param maxPause and never more than this
 * @param stable held for so long, a session is no longer lost by a collision
 * @param check a primary asks itself this often, to see that it still is one
 * @param maxInterval a standby asks at least this often
 */
public record RoleSettings(
        Duration answer,
        int silences,
        Duration pause,
        Duration maxPause,
        Duration stable,
        Duration check,
        Duration maxInterval) {
    /** What the documents promise. */
    public static RoleSettings defaults() {
        return new RoleSettings(
                Duration.ofSeconds(1),
                3,
                Duration.ofMillis(250),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Duration.ofSeconds(15),
                Duration.ofSeconds(30));
    }
}
