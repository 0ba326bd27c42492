package io.threefold.rmb.tfchain;

/** Hears what happens on the chain, on an event loop: do not block. */
public interface ChainListener {
    /** A block was finalized; they come in order. */
    default void finalizedBlock(FinalizedBlock block) {}

    /** Some finalized blocks could not be read: anything may have changed in them. */
    default void blocksMissed() {}

    /** The runtime is known for the first time, or another one. */
    default void runtimeLoaded(ChainRuntime runtime) {}
}
