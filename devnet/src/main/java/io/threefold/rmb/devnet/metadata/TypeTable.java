package io.threefold.rmb.devnet.metadata;

import io.threefold.rmb.tfchain.scale.ScaleWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The portable type registry of a V14 metadata: every type gets a number, equal types share one. Types must be added
 * before the ones that use them, so cycles cannot be expressed; this runtime has none.
 */
final class TypeTable {
    /** A type parameter; the type is absent where the chain leaves it out (a runtime's {@code T}). */
    record Param(String name, @Nullable Integer type) {}

    /** A field of a struct or variant. Names are absent in tuple-like ones. */
    record Field(@Nullable String name, int type, @Nullable String typeName) {}

    /** One case of an enum; {@code index} is the byte on the wire, and indexes may have gaps. */
    record Variant(String name, int index, List<Field> fields, String docs) {}

    private sealed interface Definition {}

    private record Composite(List<Field> fields) implements Definition {}

    private record Variants(List<Variant> variants) implements Definition {}

    private record Sequence(int type) implements Definition {}

    private record FixedArray(int length, int type) implements Definition {}

    private record Tuple(List<Integer> types) implements Definition {}

    private record Primitive(int kind) implements Definition {}

    private record Compact(int type) implements Definition {}

    /**
     * @param bound keeps Rust types apart that look alike on the wire; subxt's structural hashes depend on which types are one
     */
    private record Type(List<String> path, List<Param> params, Definition definition, String bound) {
        Type(List<String> path, List<Param> params, Definition definition) {
            this(path, params, definition, "");
        }
    }

    private final Map<Type, Integer> types = new LinkedHashMap<>();

    int bool() {
        return primitive(0);
    }

    int str() {
        return primitive(2);
    }

    int u8() {
        return primitive(3);
    }

    int u16() {
        return primitive(4);
    }

    int u32() {
        return primitive(5);
    }

    int u64() {
        return primitive(6);
    }

    int u128() {
        return primitive(7);
    }

    int unit() {
        return tuple();
    }

    int bytes() {
        return sequence(u8());
    }

    int sequence(int type) {
        return anonymous(new Sequence(type));
    }

    int array(int length, int type) {
        return anonymous(new FixedArray(length, type));
    }

    int compact(int type) {
        return anonymous(new Compact(type));
    }

    int tuple(Integer... members) {
        return anonymous(new Tuple(List.of(members)));
    }

    /** @param path the Rust path, {@code ::} between its parts */
    int struct(String path, List<Param> params, List<Field> fields) {
        return add(new Type(List.of(path.split("::")), params, new Composite(fields)));
    }

    int variants(String path, List<Param> params, List<Variant> variants) {
        return add(new Type(List.of(path.split("::")), params, new Variants(variants)));
    }

    /** Rust's {@code Option}. */
    int option(int type) {
        return variants(
                "Option", List.of(new Param("T", type)), List.of(variant("None", 0), variant("Some", 1, field(type))));
    }

    /**
     * A byte vector with a greatest length.
     *
     * @param bound the constant that names it; vectors of different bounds are different types
     */
    int boundedBytes(String bound) {
        return add(new Type(
                List.of("bounded_collections", "bounded_vec", "BoundedVec"),
                List.of(new Param("T", u8()), new Param("S", null)),
                new Composite(List.of(field(null, bytes(), "Vec<T>"))),
                bound));
    }

    static Field field(int type) {
        return new Field(null, type, null);
    }

    static Field field(@Nullable String name, int type, String typeName) {
        return new Field(name, type, typeName);
    }

    static Variant variant(String name, int index, Field... fields) {
        return new Variant(name, index, List.of(fields), "");
    }

    /** Writes {@code Vec<PortableType>}. */
    void write(ScaleWriter out) {
        out.compact(types.size());
        types.forEach((type, id) -> {
            out.compact(id);
            writeTexts(out, type.path());
            out.compact(type.params().size());
            for (Param param : type.params()) {
                out.text(param.name());
                writeOptionalType(out, param.type());
            }
            write(out, type.definition());
            out.compact(0);
        });
    }

    private static void write(ScaleWriter out, Definition definition) {
        switch (definition) {
            case Composite(var fields) -> {
                out.u8(0);
                writeFields(out, fields);
            }
            case Variants(var variants) -> {
                out.u8(1).compact(variants.size());
                for (Variant variant : variants) {
                    out.text(variant.name());
                    writeFields(out, variant.fields());
                    out.u8(variant.index());
                    writeDocs(out, variant.docs());
                }
            }
            case Sequence(var type) -> out.u8(2).compact(type);
            case FixedArray(var length, var type) -> out.u8(3).u32(length).compact(type);
            case Tuple(var members) -> {
                out.u8(4).compact(members.size());
                members.forEach(out::compact);
            }
            case Primitive(var kind) -> out.u8(5).u8(kind);
            case Compact(var type) -> out.u8(6).compact(type);
        }
    }

    private static void writeFields(ScaleWriter out, List<Field> fields) {
        out.compact(fields.size());
        for (Field field : fields) {
            writeOptionalText(out, field.name());
            out.compact(field.type());
            writeOptionalText(out, field.typeName());
            out.compact(0);
        }
    }

    /** One line of documentation, or none. */
    static void writeDocs(ScaleWriter out, String docs) {
        writeTexts(out, docs.isEmpty() ? List.of() : List.of(docs));
    }

    static void writeOptionalType(ScaleWriter out, @Nullable Integer type) {
        if (type == null) {
            out.u8(0);
        } else {
            out.u8(1).compact(type);
        }
    }

    private static void writeTexts(ScaleWriter out, List<String> texts) {
        out.compact(texts.size());
        texts.forEach(out::text);
    }

    private static void writeOptionalText(ScaleWriter out, @Nullable String text) {
        if (text == null) {
            out.u8(0);
        } else {
            out.u8(1).text(text);
        }
    }

    private int primitive(int kind) {
        return anonymous(new Primitive(kind));
    }

    private int anonymous(Definition definition) {
        return add(new Type(List.of(), List.of(), definition));
    }

    private int add(Type type) {
        Integer known = types.get(type);
        if (known != null) {
            return known;
        }
        int id = types.size();
        types.put(type, id);
        return id;
    }
}
