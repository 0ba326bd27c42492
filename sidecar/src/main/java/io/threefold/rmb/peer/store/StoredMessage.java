package io.threefold.rmb.peer.store;

import java.util.Set;

/**
 * A message in the outbox.
 *
 * @param id 32 hex digits; ids sort in the order of taking
 * @param json the message as its writer pushed it (for the OVERSIZE kinds without its {@code dat})
 * @param finished indexes of the destinations that already have their outcome; only recovery finds any
 */
public record StoredMessage(String id, Kind kind, byte[] json, Set<Integer> finished) {
    /** What the message is and what is left to do with it. */
    public enum Kind {
        /** An outgoing request. */
        REQUEST('Q'),
        /** An outgoing answer of a local service. */
        ANSWER('A'),
        /** An outgoing request over the size limit; its sender gets an error. */
        OVERSIZE_REQUEST('q'),
        /** An outgoing answer over the size limit; the remote caller gets an error. */
        OVERSIZE_ANSWER('a'),
        /** An incoming request that nobody will handle any more; the remote caller gets an error. */
        DRAINED('D'),
        /** As {@link #DRAINED}, over the size limit. */
        OVERSIZE_DRAINED('d');

        private final char letter;

        Kind(char letter) {
            this.letter = letter;
        }

        char letter() {
            return letter;
        }

        static Kind of(byte letter) {
            for (Kind kind : values()) {
                if (kind.letter == letter) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("the outbox holds an entry of unknown kind " + letter);
        }
    }

    /** When the message was taken, milliseconds since 1970. */
    public long takenMillis() {
        return OutboxIds.millis(id);
    }
}
