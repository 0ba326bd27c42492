package io.threefold.rmb.peer.store;

/**
 * A request for a local service.
 *
 * @param command the list is {@code msgbus.<command>}
 * @param json the message for it
 * @param uidHash 16 bytes of (source twin, uid, kind)
 * @param digestHash 16 bytes of (source twin, challenge digest)
 * @param deadlineSeconds unix time after which the envelope is refused anyway
 * @param maxLength the longest the list may get
 * @param overflow what a full list means
 */
public record IncomingRequest(
        String command,
        byte[] json,
        byte[] uidHash,
        byte[] digestHash,
        long deadlineSeconds,
        int maxLength,
        Overflow overflow) {

    /** What happens when a command's list is full. */
    public enum Overflow {
        /** The new request gets an Error. */
        REJECT_NEW,
        /** The oldest request in the list gets an Error and makes room. */
        DROP_OLDEST
    }

    /** What became of the request. */
    public sealed interface Result {
        /** It is in the list. */
        record Pushed() implements Result {}

        /** It is in the list, and this one is not any more. */
        record PushedDropping(byte[] oldest) implements Result {}

        /** The window knows it: nothing was pushed. */
        record Duplicate() implements Result {}

        /** The list is full: nothing was pushed. */
        record ListFull() implements Result {}

        /** The window is full: nothing was pushed or remembered. */
        record WindowFull() implements Result {}

        /** The key of the list holds something else: nothing was pushed. */
        record NotAList() implements Result {}
    }
}
