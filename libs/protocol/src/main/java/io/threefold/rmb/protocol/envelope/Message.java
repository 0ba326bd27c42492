package io.threefold.rmb.protocol.envelope;

/** What an envelope carries besides its payload; the oneof {@code message} of PROTOCOL §2. */
public sealed interface Message {
    /** The shared {@link Response}: it has no fields. */
    Message RESPONSE = new Response();
    /** The shared {@link Ping}. */
    Message PING = new Ping();
    /** The shared {@link Pong}. */
    Message PONG = new Pong();
    /** The shared {@link None}. */
    Message NONE = new None();

    /** A call of {@code command} at the destination. */
    record Request(String command) implements Message {}

    /** The answer to the request with the same uid. */
    record Response() implements Message {}

    /**
     * A failure instead of an answer.
     *
     * @param code u32; 100–106 and 500 come from peers ({@link PeerErrorCode}), 0 from relays ({@link RelayError}), others
     *     from applications
     */
    record Error(long code, String message) implements Message {
        private static final long MAX_CODE = 0xFFFF_FFFFL;

        public Error {
            if (code < 0 || code > MAX_CODE) {
                throw new IllegalArgumentException("an error code is a number from 0 to 4294967295, not " + code);
            }
        }
    }

    /** Asks the relay for a {@link Pong} through the session's own stream (PROTOCOL §7). */
    record Ping() implements Message {}

    /** A relay's answer to a {@link Ping}; its signature never verifies. */
    record Pong() implements Message {}

    /** No message field on the wire. */
    record None() implements Message {}
}
