package io.threefold.rmb.devnet.chain;

/** Told what a {@link Chain} does, on the thread that made it do it. Must not call back into changing methods. */
public interface ChainListener {
    /** A new best block. */
    void imported(Block block);

    /** Blocks become final in order, each once. */
    void finalized(Block block);

    /** A pooled or included extrinsic got on, or dropped out. */
    void transaction(String extrinsicHash, TransactionStatus status);
}
