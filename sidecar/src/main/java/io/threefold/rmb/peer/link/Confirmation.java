package io.threefold.rmb.peer.link;

/** What became of an {@link OutgoingFrame}. */
public sealed interface Confirmation {
    /** A Pong to a later envelope Ping came back: the relay has stored or routed it (DESIGN §4.2). */
    record Confirmed(String relay) implements Confirmation {}

    /** It was written, but its connection ended first. It may or may not have arrived: send again, same uid. */
    record Unconfirmed(String relay, String reason) implements Confirmation {}

    /** It never left: no relay connection before the deadline, or the queue was full. */
    record NotSent(String reason) implements Confirmation {}
}
