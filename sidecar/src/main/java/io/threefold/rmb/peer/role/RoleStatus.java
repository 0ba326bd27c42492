package io.threefold.rmb.peer.role;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The role for {@code /status} and the metrics; a snapshot.
 *
 * @param since when this role began
 * @param rank as a standby, the place in the queue to lead, from 1; 0 while unknown or not a standby
 * @param leader the session id of the leader that answered last, empty when that is a lone peer; null when unknown or this
 *     peer itself
 * @param leads relays whose session without an id is held and proved
 * @param collisions how often such a session was lost soon after it was taken
 * @param changes how often this peer became or ceased to be primary
 */
public record RoleStatus(
        Role role,
        Instant since,
        int rank,
        @Nullable String leader,
        List<String> leads,
        long collisions,
        long changes) {
    public RoleStatus {
        leads = List.copyOf(leads);
    }
}
