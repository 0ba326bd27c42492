package io.threefold.rmb.peer.store;

/**
 * The end of one (request, destination).
 *
 * @param id the request's outbox id
 * @param index the destination's place in {@code dst}
 * @param total destinations of the request
 * @param ret the list the caller reads
 * @param json the message for it
 */
public record Outcome(String id, int index, int total, String ret, byte[] json) {
    /** What came of it. */
    public enum Result {
        /** It is on {@code ret}. */
        DELIVERED,
        /** The destination had its outcome before: nothing was pushed. */
        ALREADY_ENDED,
        /** {@code ret} is a key but no list: the request ended, a dead letter tells. */
        UNDELIVERABLE
    }
}
