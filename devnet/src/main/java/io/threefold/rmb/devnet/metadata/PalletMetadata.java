package io.threefold.rmb.devnet.metadata;

import io.threefold.rmb.tfchain.scale.ScaleWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One pallet of a V14 metadata, collected and then written. */
final class PalletMetadata {
    static final int BLAKE2_128_CONCAT = 2;
    static final int TWOX_64_CONCAT = 5;

    private record Entry(
            String name,
            boolean optional,
            @Nullable Integer hasher,
            int key,
            int value,
            byte[] fallback,
            String docs) {}

    private record Constant(String name, int type, byte[] value, String docs) {}

    private final String name;
    private final int index;
    private final List<Entry> storage = new ArrayList<>();
    private final List<Constant> constants = new ArrayList<>();
    private @Nullable Integer calls;
    private @Nullable Integer events;
    private @Nullable Integer errors;

    PalletMetadata(String name, int index) {
        this.name = name;
        this.index = index;
    }

    String name() {
        return name;
    }

    int index() {
        return index;
    }

    @Nullable Integer calls() {
        return calls;
    }

    @Nullable Integer events() {
        return events;
    }

    @Nullable Integer errors() {
        return errors;
    }

    PalletMetadata calls(int type) {
        calls = type;
        return this;
    }

    PalletMetadata events(int type) {
        events = type;
        return this;
    }

    PalletMetadata errors(int type) {
        errors = type;
        return this;
    }

    /** A value that reads as {@code fallback} when it is absent. */
    PalletMetadata value(String item, int type, byte[] fallback, String docs) {
        storage.add(new Entry(item, false, null, 0, type, fallback, docs));
        return this;
    }

    /** A map that reads as {@code fallback} where it has no entry. */
    PalletMetadata map(String item, int hasher, int key, int value, byte[] fallback, String docs) {
        storage.add(new Entry(item, false, hasher, key, value, fallback, docs));
        return this;
    }

    /** A map that reads as nothing where it has no entry. */
    PalletMetadata optionalMap(String item, int hasher, int key, int value, String docs) {
        storage.add(new Entry(item, true, hasher, key, value, new byte[1], docs));
        return this;
    }

    PalletMetadata constant(String constant, int type, byte[] value, String docs) {
        constants.add(new Constant(constant, type, value, docs));
        return this;
    }

    void write(ScaleWriter out) {
        out.text(name);
        if (storage.isEmpty()) {
            out.u8(0);
        } else {
            out.u8(1).text(name).compact(storage.size());
            storage.forEach(entry -> write(out, entry));
        }
        TypeTable.writeOptionalType(out, calls);
        TypeTable.writeOptionalType(out, events);
        out.compact(constants.size());
        for (Constant constant : constants) {
            out.text(constant.name()).compact(constant.type()).byteVector(constant.value());
            TypeTable.writeDocs(out, constant.docs());
        }
        TypeTable.writeOptionalType(out, errors);
        out.u8(index);
    }

    private static void write(ScaleWriter out, Entry entry) {
        out.text(entry.name()).u8(entry.optional() ? 0 : 1);
        if (entry.hasher() == null) {
            out.u8(0).compact(entry.value());
        } else {
            out.u8(1).compact(1).u8(entry.hasher()).compact(entry.key()).compact(entry.value());
        }
        out.byteVector(entry.fallback());
        TypeTable.writeDocs(out, entry.docs());
    }
}
