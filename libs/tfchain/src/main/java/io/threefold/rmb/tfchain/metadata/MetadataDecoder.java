package io.threefold.rmb.tfchain.metadata;

import com.google.protobuf.ByteString;
import io.threefold.rmb.tfchain.metadata.TypeDef.Field;
import io.threefold.rmb.tfchain.metadata.TypeDef.PrimitiveKind;
import io.threefold.rmb.tfchain.metadata.TypeDef.Variant;
import io.threefold.rmb.tfchain.scale.ScaleException;
import io.threefold.rmb.tfchain.scale.ScaleReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads metadata V14 (the layout of {@code frame-metadata} v14 and {@code scale-info} v2). */
final class MetadataDecoder {
    private static final long MAGIC = 0x6174656d;
    /** tfchain's is 100 KiB; decoded objects take a multiple. */
    private static final int MAX_BYTES = 1 << 20;

    private static final int MAX_NAME = 512;
    private static final int MAX_TYPES = 65_536;

    private final ScaleReader in;

    private MetadataDecoder(ScaleReader in) {
        this.in = in;
    }

    static Metadata decode(byte[] scale) throws ScaleException {
        ScaleReader in = new ScaleReader(scale);
        if (scale.length < 5 || scale.length > MAX_BYTES) {
            throw new ScaleException("metadata of " + scale.length + " bytes; 5 to " + MAX_BYTES + " can be read");
        }
        if (new ScaleReader(scale).u32() != MAGIC) {
            int length = in.vectorLength(1);
            if (length != in.remaining()) {
                throw new ScaleException("this is no metadata: it does not begin with 6d657461");
            }
        }
        return new MetadataDecoder(in).metadata();
    }

    private Metadata metadata() throws ScaleException {
        if (in.u32() != MAGIC) {
            throw new ScaleException("this is no metadata: it does not begin with 6d657461");
        }
        int version = in.u8();
        if (version != Metadata.VERSION) {
            throw new ScaleException("metadata version " + version + " cannot be read, only " + Metadata.VERSION
                    + ": the chain is newer than this program, update it");
        }
        TypeRegistry types = types();
        int count = in.vectorLength(6);
        List<Pallet> pallets = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            pallets.add(pallet(types));
        }
        typeId();
        int extrinsicVersion = in.u8();
        int extensions = in.vectorLength(3);
        List<Metadata.SignedExtension> signed = new ArrayList<>(extensions);
        for (int i = 0; i < extensions; i++) {
            signed.add(new Metadata.SignedExtension(name(), known(types, typeId()), known(types, typeId())));
        }
        typeId();
        in.expectEnd();
        return new Metadata(types, List.copyOf(pallets), extrinsicVersion, List.copyOf(signed));
    }

    private TypeRegistry types() throws ScaleException {
        int count = in.vectorLength(5);
        if (count > MAX_TYPES) {
            throw new ScaleException("metadata with " + count + " types");
        }
        TypeDef[] types = new TypeDef[count];
        for (int i = 0; i < count; i++) {
            if (typeId() != i) {
                throw new ScaleException("type ids in metadata are not in a row");
            }
            skipTexts();
            int parameters = in.vectorLength(2);
            for (int p = 0; p < parameters; p++) {
                in.skipByteVector();
                if (in.option()) {
                    typeId();
                }
            }
            types[i] = definition();
            skipTexts();
        }
        return new TypeRegistry(types);
    }

    private TypeDef definition() throws ScaleException {
        int kind = in.u8();
        return switch (kind) {
            case 0 -> new TypeDef.Composite(fields());
            case 1 -> new TypeDef.Choice(variants());
            case 2 -> new TypeDef.Sequence(typeId());
            case 3 -> new TypeDef.Array(in.u32(), typeId());
            case 4 -> {
                int count = in.vectorLength(1);
                List<Integer> elements = new ArrayList<>(count);
                for (int i = 0; i < count; i++) {
                    elements.add(typeId());
                }
                yield new TypeDef.Tuple(List.copyOf(elements));
            }
            case 5 -> {
                int tag = in.u8();
                PrimitiveKind[] kinds = PrimitiveKind.values();
                if (tag >= kinds.length) {
                    throw new ScaleException("unknown primitive " + tag);
                }
                yield new TypeDef.Primitive(kinds[tag]);
            }
            case 6 -> new TypeDef.Compact(typeId());
            case 7 -> {
                int store = typeId();
                typeId();
                yield new TypeDef.Bits(store);
            }
            default -> throw new ScaleException("unknown kind of type " + kind);
        };
    }

    private List<Variant> variants() throws ScaleException {
        int count = in.vectorLength(4);
        List<Variant> variants = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String name = name();
            List<Field> fields = fields();
            variants.add(new Variant(name, in.u8(), fields, docs()));
        }
        return List.copyOf(variants);
    }

    private List<Field> fields() throws ScaleException {
        int count = in.vectorLength(4);
        List<Field> fields = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String name = in.option() ? name() : null;
            int type = typeId();
            if (in.option()) {
                in.skipByteVector();
            }
            skipTexts();
            fields.add(new Field(name, type));
        }
        return List.copyOf(fields);
    }

    private Pallet pallet(TypeRegistry types) throws ScaleException {
        String name = name();
        String prefix = null;
        List<StorageEntry> storage = new ArrayList<>();
        if (in.option()) {
            prefix = name();
            int count = in.vectorLength(5);
            for (int i = 0; i < count; i++) {
                storage.add(storageEntry(prefix, types));
            }
        }
        List<Variant> calls = variantsOf(types, optionalTypeId());
        List<Variant> events = variantsOf(types, optionalTypeId());
        int count = in.vectorLength(4);
        List<Pallet.Constant> constants = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String constant = name();
            int type = known(types, typeId());
            constants.add(new Pallet.Constant(constant, type, ByteString.copyFrom(in.byteVector(Integer.MAX_VALUE))));
            skipTexts();
        }
        List<Variant> errors = variantsOf(types, optionalTypeId());
        return new Pallet(in.u8(), name, prefix, List.copyOf(storage), calls, events, errors, List.copyOf(constants));
    }

    private StorageEntry storageEntry(String prefix, TypeRegistry types) throws ScaleException {
        String name = name();
        int modifier = in.u8();
        if (modifier > 1) {
            throw new ScaleException("unknown storage modifier " + modifier);
        }
        List<StorageHasher> hashers = new ArrayList<>();
        int keyType = -1;
        int kind = in.u8();
        if (kind == 1) {
            int count = in.vectorLength(1);
            for (int i = 0; i < count; i++) {
                int hasher = in.u8();
                if (hasher >= StorageHasher.values().length) {
                    throw new ScaleException("unknown storage hasher " + hasher);
                }
                hashers.add(StorageHasher.values()[hasher]);
            }
            keyType = known(types, typeId());
        } else if (kind != 0) {
            throw new ScaleException("unknown kind of storage item " + kind);
        }
        int valueType = known(types, typeId());
        ByteString defaultValue = ByteString.copyFrom(in.byteVector(Integer.MAX_VALUE));
        skipTexts();
        return new StorageEntry(prefix, name, modifier == 0, List.copyOf(hashers), keyType, valueType, defaultValue);
    }

    private static List<Variant> variantsOf(TypeRegistry types, @Nullable Integer type) throws ScaleException {
        if (type == null) {
            return List.of();
        }
        // Errors of a few old pallets are an empty struct instead of an enum.
        return types.get(type) instanceof TypeDef.Choice choice ? choice.variants() : List.of();
    }

    private @Nullable Integer optionalTypeId() throws ScaleException {
        return in.option() ? typeId() : null;
    }

    private int typeId() throws ScaleException {
        long id = in.compactU32();
        if (id >= MAX_TYPES) {
            throw new ScaleException("type id " + id);
        }
        return (int) id;
    }

    private static int known(TypeRegistry types, int id) throws ScaleException {
        types.get(id);
        return id;
    }

    private String name() throws ScaleException {
        return in.text(MAX_NAME);
    }

    private String docs() throws ScaleException {
        int count = in.vectorLength(1);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            String line = in.text(Integer.MAX_VALUE).strip();
            if (!line.isEmpty()) {
                text.append(text.isEmpty() ? "" : " ").append(line);
            }
        }
        return text.toString();
    }

    private void skipTexts() throws ScaleException {
        int count = in.vectorLength(1);
        for (int i = 0; i < count; i++) {
            in.skipByteVector();
        }
    }
}
