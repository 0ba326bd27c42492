package io.threefold.rmb.peer.store;

/**
 * What is waiting in Redis.
 *
 * @param local requests not yet taken
 * @param reply answers not yet taken
 * @param outbox messages taken and not ended
 * @param deadLetters dead letters kept
 * @param held incoming envelopes waiting for the chain
 * @param commandLists lists of commands that are known to the peer
 * @param worstCommand the command with the longest list, "" when there is none
 * @param worstLength that list's length
 * @param window requests remembered for the replay window
 */
public record StoreDepths(
        long local,
        long reply,
        long outbox,
        long deadLetters,
        long held,
        int commandLists,
        String worstCommand,
        long worstLength,
        long window) {
    /** Before the first look. */
    public static final StoreDepths NONE = new StoreDepths(0, 0, 0, 0, 0, 0, "", 0, 0);
}
