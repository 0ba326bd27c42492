package io.threefold.rmb.peer.flow;

/** What the message flow counts. The name in lower case is a stable label. */
public enum FlowCount {
    /** Outgoing requests taken from {@code msgbus.system.local}. */
    REQUESTS_TAKEN,
    /** Outgoing answers taken from {@code msgbus.system.reply}. */
    ANSWERS_TAKEN,
    /** Messages found in the outbox at start and sent again. */
    RECOVERED,
    /** Envelopes handed to a relay link, repeats included. */
    SENT,
    /** Envelopes that a relay has stored or routed. */
    CONFIRMED,
    /** Envelopes whose connection ended before that; they go out again. */
    UNCONFIRMED,
    /** Envelopes that no relay connection took in time; tried again until the deadline. */
    NOT_SENT,
    /** Requests sent again because a relay said that it had dropped them. */
    RETRIED,
    /** Requests that ended with an answer. */
    OUTCOME_ANSWER,
    /** Requests that ended with an Error of the other twin. */
    OUTCOME_ERROR,
    /** Requests that ended with an Error of a relay. */
    OUTCOME_RELAY_ERROR,
    /** Requests that ended with an Error of this peer: unreadable, unknown twin, no key. */
    OUTCOME_LOCAL_ERROR,
    /** Requests that ended with Error 102 at their deadline. */
    OUTCOME_TIMEOUT,
    /** Outcomes whose {@code ret} was no list. */
    OUTCOME_UNDELIVERABLE,
    /** Answers and errors that came after the outcome. */
    LATE,
    /** Answers of local services that were not delivered before their deadline. */
    ANSWERS_EXPIRED,
    /** Messages put on the dead-letter list. */
    DEAD_LETTERS,
    /** Incoming requests handed to a command's list. */
    REQUESTS_DELIVERED,
    /** Incoming requests answered by the peer itself. */
    BUILT_IN_ANSWERED,
    /** Errors sent instead of handing a request over. */
    ERRORS_ANSWERED,
    /** Errors that were not sent because too many were under way. */
    ERRORS_SUPPRESSED,
    /** Incoming envelopes set aside because the chain could not be asked. */
    HELD,
    /** Requests answered with an Error because the peer is ending. */
    DRAINED
}
