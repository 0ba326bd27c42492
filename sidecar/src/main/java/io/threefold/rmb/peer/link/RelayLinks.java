package io.threefold.rmb.peer.link;

import java.util.concurrent.CompletionStage;

/** The connections of this twin to its 1–4 relays, seen from the message flow. Thread-safe. */
public interface RelayLinks {
    /**
     * Sends a frame over the best live relay. Frames of one destination keep their order while one connection lives.
     * The number of frames under way is bounded by the caller; pacing against rate limits happens inside.
     *
     * @return completes normally, always: see {@link Confirmation}. Not on the caller's thread.
     */
    CompletionStage<Confirmation> send(OutgoingFrame frame);

    /**
     * A relay dropped a message since we send too much.
     *
     * @param relay the domain, as in {@link InboundFrame#relay} of the Error that said so
     */
    void slowDown(String relay);

    /** True while at least one relay session is open. */
    boolean connected();
}
