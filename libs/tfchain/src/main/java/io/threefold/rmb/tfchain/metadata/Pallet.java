package io.threefold.rmb.tfchain.metadata;

import com.google.protobuf.ByteString;
import io.threefold.rmb.tfchain.metadata.TypeDef.Variant;
import io.threefold.rmb.tfchain.scale.ScaleException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pallet: the first byte of its calls and events, and what it has.
 *
 * @param storagePrefix null when it stores nothing
 */
public record Pallet(
        int index,
        String name,
        @Nullable String storagePrefix,
        List<StorageEntry> storage,
        List<Variant> calls,
        List<Variant> events,
        List<Variant> errors,
        List<Constant> constants) {
    /**
     * A constant.
     *
     * @param value SCALE encoded
     */
    public record Constant(String name, int type, ByteString value) {}

    /** A storage item by name. */
    public StorageEntry storage(String item) throws ScaleException {
        for (StorageEntry entry : storage) {
            if (entry.name().equals(item)) {
                return entry;
            }
        }
        throw new ScaleException("the chain's runtime has no storage item " + name + "." + item);
    }

    /** A call by name. */
    public Variant call(String call) throws ScaleException {
        return byName(calls, call, "call");
    }

    /** An event by name. */
    public Variant event(String event) throws ScaleException {
        return byName(events, event, "event");
    }

    /** An error by the byte that stands for it; null when the metadata does not know it. */
    public @Nullable Variant error(int errorIndex) {
        return byIndex(errors, errorIndex);
    }

    /** A constant by name. */
    public Constant constant(String constant) throws ScaleException {
        for (Constant candidate : constants) {
            if (candidate.name().equals(constant)) {
                return candidate;
            }
        }
        throw new ScaleException("the chain's runtime has no constant " + name + "." + constant);
    }

    static @Nullable Variant byIndex(List<Variant> variants, int index) {
        for (Variant variant : variants) {
            if (variant.index() == index) {
                return variant;
            }
        }
        return null;
    }

    private Variant byName(List<Variant> variants, String wanted, String what) throws ScaleException {
        for (Variant variant : variants) {
            if (variant.name().equals(wanted)) {
                return variant;
            }
        }
        throw new ScaleException("the chain's runtime has no " + what + " " + name + "." + wanted);
    }
}
