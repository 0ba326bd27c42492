package io.threefold.rmb.protocol.envelope;

import org.jspecify.annotations.Nullable;

/**
 * What a relay reports about a request it could not pass on (CLIENTS §10): an unsigned Error of code 0 without a source,
 * with the request's uid, {@value #EXPIRATION} s to live. Some texts go on after a fixed beginning.
 */
public enum RelayError {
    /** The envelope's source is not the session that sent it. */
    WRONG_SOURCE("message wrong source", Meaning.FINAL),
    /** No destination. */
    MISSING_DESTINATION("message with missing destination", Meaning.FINAL),
    /** The chain knows no such twin. */
    UNKNOWN_TWIN("unknown twin destination", Meaning.FINAL),
    /** The twin has no relay on the chain. */
    NO_RELAY("relay info is not set for this twin", Meaning.FINAL),
    /** {@code fail-fast} was asked for, or a relay refused the message for good. */
    DESTINATION_OFFLINE("destination offline", Meaning.OFFLINE),
    /** Dropped by the relay's rate limit. */
    RATE_LIMITED("exceeded rate limits, dropping message", Meaning.DROPPED),
    /** The relay could not store it; goes on with the peer in quotes and the cause. */
    FAILED_TO_ROUTE("failed to route message to peer", Meaning.DROPPED),
    /** Another relay refused it; goes on with a colon and that relay's reason. */
    REJECTED_PERMANENTLY("remote relay rejected permanently", Meaning.FINAL),
    /** Another relay could not be reached in time; goes on with a colon and the reason. */
    FAILED_TEMPORARILY("remote relay failed temporarily", Meaning.DROPPED),
    /** It ran out of time on the way. */
    EXPIRED("message has expired", Meaning.FINAL);

    /** The code of every relay error. */
    public static final long CODE = 0;
    /** Seconds to live of the Error envelope. */
    public static final long EXPIRATION = 300;

    /** What a sender does about it (DESIGN §4.2). */
    public enum Meaning {
        /** The relay has proven that it dropped the message, sending again may help: same uid, until the deadline. */
        DROPPED,
        /** Goes to a caller that asked for {@code fail-fast}; otherwise try again until the deadline. */
        OFFLINE,
        /** Goes to the caller. */
        FINAL
    }

    private final String text;
    private final Meaning meaning;

    RelayError(String text, Meaning meaning) {
        this.text = text;
        this.meaning = meaning;
    }

    /** The text, or what it begins with. */
    public String text() {
        return text;
    }

    /** What a sender does about it. */
    public Meaning meaning() {
        return meaning;
    }

    /** The Error's body. */
    public Message.Error error() {
        return new Message.Error(CODE, text);
    }

    /** The Error's body, with a cause behind a colon; for {@link #FAILED_TO_ROUTE} use {@link #failedToRoute}. */
    public Message.Error error(String cause) {
        return new Message.Error(CODE, text + ": " + cause);
    }

    /** The body of {@link #FAILED_TO_ROUTE}. */
    public static Message.Error failedToRoute(Address peer, String cause) {
        return new Message.Error(CODE, FAILED_TO_ROUTE.text + " '" + peer + "': " + cause);
    }

    /**
     * Recognises a relay's text.
     *
     * @return null for a text of no known relay; take it as {@link Meaning#FINAL}
     */
    public static @Nullable RelayError of(String message) {
        // "remote relay rejected permanently: destination offline" is how federation says offline (PROTOCOL §8).
        if (message.startsWith(REJECTED_PERMANENTLY.text)) {
            return message.endsWith(DESTINATION_OFFLINE.text) ? DESTINATION_OFFLINE : REJECTED_PERMANENTLY;
        }
        for (RelayError known : values()) {
            if (message.startsWith(known.text)) {
                return known;
            }
        }
        return null;
    }
}
