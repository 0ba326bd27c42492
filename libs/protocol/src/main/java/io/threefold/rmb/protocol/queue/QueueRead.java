package io.threefold.rmb.protocol.queue;

import io.threefold.rmb.protocol.envelope.Address;
import io.threefold.rmb.protocol.envelope.PeerErrorCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a message from a list. */
public sealed interface QueueRead<T> {
    /** The message. */
    record Readable<T>(T message) implements QueueRead<T> {}

    /**
     * Not usable: it belongs on the dead-letter list, and where {@link #replyTo} is known its sender gets an error.
     *
     * @param field the JSON key at fault, or "message" for the whole
     * @param rule a phrase that fits behind the field's name; never holds content of the message
     * @param code the error to answer with
     * @param ref as far as it could be read
     * @param replyTo a request's {@code ret}, as far as it could be read; usable
     * @param destinations a request's {@code dst}: those entries that are twin ids
     * @param destination a response's {@code dst}, as far as it could be read
     */
    record Unreadable<T>(
            String field,
            String rule,
            PeerErrorCode code,
            @Nullable String ref,
            @Nullable String replyTo,
            List<Long> destinations,
            @Nullable Address destination)
            implements QueueRead<T> {
        public Unreadable {
            destinations = List.copyOf(destinations);
        }

        /** One phrase for users, for example {@code exp: must be a whole number}. */
        public String reason() {
            return field + ": " + rule;
        }
    }
}
