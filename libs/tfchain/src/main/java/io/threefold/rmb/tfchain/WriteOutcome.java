package io.threefold.rmb.tfchain;

import com.google.protobuf.ByteString;
import java.util.List;

/** How a change of the chain ended. Texts are sentences for users. */
public sealed interface WriteOutcome {
    /**
     * Done, for good.
     *
     * @param blockHash 32 bytes
     * @param extrinsicHash hex
     * @param twins as its events show them
     */
    record Finalized(ByteString blockHash, String extrinsicHash, List<Twin> twins) implements WriteOutcome {}

    /** Nothing was sent: the chain has it already. */
    record Unchanged(Twin twin) implements WriteOutcome {}

    /**
     * The chain said no, or it is not worth asking; trying again as it is will not help.
     *
     * @param error {@code TfgridModule.TwinNotExists} or what the node called it
     * @param text what its authors wrote about it; may be empty
     * @param advice what to do
     */
    record Refused(String error, String text, String advice) implements WriteOutcome {}

    /**
     * The account cannot pay the fee.
     *
     * @param account SS58
     * @param reason the node's words
     */
    record InsufficientBalance(String account, String reason) implements WriteOutcome {}

    /**
     * Sent, and not known to be final within the deadline: it may still land, until its era ends.
     *
     * @param extrinsicHash hex
     */
    record NotFinalized(String extrinsicHash, String reason) implements WriteOutcome {}

    /**
     * Sent, and thrown out of the pool (replaced, expired): try again.
     *
     * @param extrinsicHash hex
     */
    record Dropped(String extrinsicHash, String reason) implements WriteOutcome {}

    /** Nothing was sent, since the chain could not be asked. */
    record Unavailable(String reason) implements WriteOutcome {}
}
