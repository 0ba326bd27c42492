package io.threefold.rmb.devnet.chain;

/** What became of a submitted extrinsic. */
public sealed interface Submission {
    /**
     * It is in the pool.
     *
     * @param hash with {@code 0x}
     * @param status {@link TransactionStatus.Ready} or {@link TransactionStatus.Future}
     */
    record Accepted(String hash, TransactionStatus status) implements Submission {}

    /** It is not, and nothing will happen. */
    record Rejected(Rejection reason) implements Submission {}
}
