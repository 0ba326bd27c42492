package io.threefold.rmb.tfchain.metadata;

import io.threefold.rmb.tfchain.scale.ScaleException;
import io.threefold.rmb.tfchain.scale.ScaleReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The metadata of a runtime, as far as this module needs it. Immutable.
 *
 * @param extrinsicVersion 4 on tfchain
 * @param signedExtensions in the order in which extrinsics carry them
 */
public record Metadata(
        TypeRegistry types, List<Pallet> pallets, int extrinsicVersion, List<SignedExtension> signedExtensions) {
    /** The only version read here. */
    public static final int VERSION = 14;

    /**
     * Something every signed extrinsic carries.
     *
     * @param extraType what stands in the extrinsic
     * @param additionalType what is only signed
     */
    public record SignedExtension(String identifier, int extraType, int additionalType) {}

    /**
     * Decodes metadata V14: {@code 6d657461 0e …}, also with a compact length in front as
     * {@code state_call("Metadata_metadata")} returns it.
     */
    public static Metadata decode(byte[] scale) throws ScaleException {
        return MetadataDecoder.decode(scale);
    }

    /** A pallet by name. */
    public Pallet pallet(String name) throws ScaleException {
        for (Pallet pallet : pallets) {
            if (pallet.name().equals(name)) {
                return pallet;
            }
        }
        throw new ScaleException("the chain's runtime has no pallet " + name);
    }

    /** A pallet by the byte that stands for it; null when there is none. */
    public @Nullable Pallet pallet(int index) {
        for (Pallet pallet : pallets) {
            if (pallet.index() == index) {
                return pallet;
            }
        }
        return null;
    }

    /** Decodes a value that fills {@code scale} completely. */
    public Value read(int type, byte[] scale) throws ScaleException {
        ScaleReader in = new ScaleReader(scale);
        Value value = new ValueReader(types, in).read(type);
        in.expectEnd();
        return value;
    }

    /** Decodes a stored value; null when it is absent and optional, the default when absent and not. */
    public @Nullable Value readStored(StorageEntry entry, byte @Nullable [] scale) throws ScaleException {
        if (scale != null) {
            return read(entry.valueType(), scale);
        }
        return entry.optional()
                ? null
                : read(entry.valueType(), entry.defaultValue().toByteArray());
    }

    /** The value of a constant. */
    public Value constant(String pallet, String name) throws ScaleException {
        Pallet.Constant constant = pallet(pallet).constant(name);
        return read(constant.type(), constant.value().toByteArray());
    }
}
