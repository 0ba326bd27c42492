package io.threefold.rmb.peer.link;

import java.util.concurrent.CompletionStage;

/** Where delivered frames go. */
@FunctionalInterface
public interface InboundSink {
    /**
     * Takes a frame in the order of delivery.
     *
     * @return completes, always normally, when Redis has it or it was rejected. A link reads only so many frames ahead of
     *     these stages (DESIGN §4.3).
     */
    CompletionStage<Void> accept(InboundFrame frame);
}
