package io.threefold.rmb.tfchain.events;

import io.threefold.rmb.tfchain.metadata.Metadata;
import io.threefold.rmb.tfchain.metadata.Pallet;
import io.threefold.rmb.tfchain.metadata.TypeDef.Variant;
import io.threefold.rmb.tfchain.metadata.Value;
import io.threefold.rmb.tfchain.scale.ScaleException;

/**
 * Why the chain did not carry an extrinsic out.
 *
 * @param name {@code TfgridModule.TwinNotExists}, or a general one such as {@code BadOrigin}
 * @param text what the pallet's authors wrote about it; may be empty
 */
public record DispatchFailure(String name, String text) {
    /** Reads the {@code DispatchError} of {@code System.ExtrinsicFailed}. */
    public static DispatchFailure of(Metadata metadata, Value dispatchError) throws ScaleException {
        Value.Choice error = dispatchError.asChoice();
        if (!error.name().equals("Module")) {
            return new DispatchFailure(general(error), "");
        }
        // A struct in the variant since 2022, its fields in the variant itself before.
        Value module = error.fieldOrNull("index") == null ? error.at(0) : error;
        int palletIndex = (int) module.field("index").asU32();
        Value code = module.field("error");
        int errorIndex;
        if (code instanceof Value.Bytes bytes) {
            if (bytes.value().isEmpty()) {
                throw new ScaleException("a module error without number");
            }
            errorIndex = bytes.value().byteAt(0) & 0xff;
        } else {
            errorIndex = (int) code.asU32();
        }
        Pallet pallet = metadata.pallet(palletIndex);
        Variant variant = pallet == null ? null : pallet.error(errorIndex);
        if (pallet == null || variant == null) {
            return new DispatchFailure("error " + errorIndex + " of pallet " + palletIndex, "");
        }
        return new DispatchFailure(pallet.name() + "." + variant.name(), variant.docs());
    }

    /** {@code Token.BelowMinimum} for errors with an enum inside. */
    private static String general(Value.Choice error) {
        if (error.content() instanceof Value.Items items
                && !items.items().isEmpty()
                && items.items().getFirst() instanceof Value.Choice inner) {
            return error.name() + "." + inner.name();
        }
        return error.name();
    }
}
