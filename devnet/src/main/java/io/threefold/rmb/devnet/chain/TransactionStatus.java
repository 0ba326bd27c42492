package io.threefold.rmb.devnet.chain;

/** What happens to a submitted extrinsic, as {@code author_extrinsicUpdate} reports it. */
public sealed interface TransactionStatus {
    /** It waits for the next block. */
    record Ready() implements TransactionStatus {}

    /** It waits for extrinsics of the same account with lower nonces. */
    record Future() implements TransactionStatus {}

    /** The block with this hash has it. */
    record InBlock(String blockHash) implements TransactionStatus {}

    /** That block is final. */
    record Finalized(String blockHash) implements TransactionStatus {}

    /** One with the same nonce and a higher tip took its place. */
    record Usurped(String byHash) implements TransactionStatus {}

    /** It can no longer be included. */
    record Invalid() implements TransactionStatus {}

    /** Whether nothing follows it. */
    default boolean last() {
        return !(this instanceof Ready || this instanceof Future || this instanceof InBlock);
    }
}
