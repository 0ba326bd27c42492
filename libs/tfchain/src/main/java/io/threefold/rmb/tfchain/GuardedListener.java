package io.threefold.rmb.tfchain;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps an error of a listener from stopping what tells it. */
record GuardedListener(ChainListener listener) implements ChainListener {
    private static final Logger LOG = LoggerFactory.getLogger(GuardedListener.class);

    @Override
    public void finalizedBlock(FinalizedBlock block) {
        guarded(() -> listener.finalizedBlock(block));
    }

    @Override
    public void blocksMissed() {
        guarded(listener::blocksMissed);
    }

    @Override
    public void runtimeLoaded(ChainRuntime runtime) {
        guarded(() -> listener.runtimeLoaded(runtime));
    }

    static void guarded(Runnable telling) {
        try {
            telling.run();
        } catch (RuntimeException e) {
            LOG.error("a listener of the chain failed", e);
        }
    }
}
