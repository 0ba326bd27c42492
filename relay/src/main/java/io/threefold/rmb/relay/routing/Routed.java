package io.threefold.rmb.relay.routing;

import io.threefold.rmb.protocol.envelope.Message;
import io.threefold.rmb.protocol.envelope.RelayError;

/** What became of an envelope. */
public sealed interface Routed {
    /** It is stored: for a session, or for another relay. */
    record Taken() implements Routed {}

    /**
     * It goes nowhere.
     *
     * @param reason which of the texts
     * @param error what the sender of a request is told
     */
    record Refused(RelayError reason, Message.Error error) implements Routed {
        /** A refusal with the text alone. */
        public static Refused of(RelayError reason) {
            return new Refused(reason, reason.error());
        }
    }

    /** It could not be stored, and it is not known whether it will turn up all the same. */
    record Failed(Throwable cause) implements Routed {}
}
