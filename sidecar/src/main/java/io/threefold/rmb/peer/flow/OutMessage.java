package io.threefold.rmb.peer.flow;

import io.threefold.rmb.protocol.envelope.FailFast;
import io.threefold.rmb.protocol.envelope.Message;
import org.jspecify.annotations.Nullable;

/**
 * A message of the outbox, without its payload where memory is short.
 *
 * @param id outbox id; its order is the order of sending
 * @param body what the envelopes carry
 * @param ref the caller's own reference; of requests only
 * @param ret where outcomes go; "" for answers
 * @param total destinations in all
 * @param deadline unix second after which there is no use in sending
 * @param size payload bytes
 * @param takenMillis when it was taken
 */
record OutMessage(
        String id,
        Message body,
        @Nullable String ref,
        String ret,
        @Nullable String tags,
        @Nullable String schema,
        int total,
        long deadline,
        int size,
        long takenMillis) {

    boolean isRequest() {
        return body instanceof Message.Request;
    }

    boolean failFast() {
        return FailFast.isIn(tags);
    }

    /** The uid towards one destination; ends in a letter, so that no digit can be moved to the timestamp (PROTOCOL §3). */
    static String uid(String id, int index) {
        StringBuilder uid = new StringBuilder(id).append('-');
        int rest = index;
        do {
            uid.append((char) ('a' + rest % 26));
            rest /= 26;
        } while (rest > 0);
        return uid.toString();
    }
}
