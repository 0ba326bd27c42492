package io.threefold.rmb.tfchain.events;

import io.threefold.rmb.tfchain.metadata.Value;
import org.jspecify.annotations.Nullable;

/**
 * One event of a block.
 *
 * @param extrinsicIndex position in the block of the extrinsic that caused it, -1 for none
 * @param payloadBytes size of the event's fields
 * @param content its fields; null when it was skipped
 */
public record EventRecord(
        long extrinsicIndex,
        String pallet,
        String name,
        int palletIndex,
        int eventIndex,
        int payloadBytes,
        @Nullable Value content) {
    /** True for the event with this name. */
    public boolean is(String wantedPallet, String wantedName) {
        return pallet.equals(wantedPallet) && name.equals(wantedName);
    }
}
