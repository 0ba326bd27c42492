package io.threefold.rmb.tfchain.metadata;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The shape of one type in the registry. Types refer to each other by id. */
public sealed interface TypeDef {
    /** A struct. */
    record Composite(List<Field> fields) implements TypeDef {}

    /** An enum. */
    record Choice(List<Variant> variants) implements TypeDef {}

    /** A vector. */
    record Sequence(int element) implements TypeDef {}

    /** A fixed number of elements without a length in front. */
    record Array(long length, int element) implements TypeDef {}

    /** Values one after the other. */
    record Tuple(List<Integer> elements) implements TypeDef {}

    /** A basic type. */
    record Primitive(PrimitiveKind kind) implements TypeDef {}

    /** A number in compact form. */
    record Compact(int inner) implements TypeDef {}

    /** A row of bits kept in words of the given type. */
    record Bits(int store) implements TypeDef {}

    /**
     * A member of a struct or of an enum's variant.
     *
     * @param name null in tuples
     */
    record Field(@Nullable String name, int type) {}

    /**
     * One case of an enum: also a call, an event or an error of a pallet.
     *
     * @param index the byte that stands for it
     * @param docs the text its authors wrote, lines joined by spaces
     */
    record Variant(String name, int index, List<Field> fields, String docs) {}

    /** The basic types in the order of their tag, with their width in bytes (0: varies). */
    enum PrimitiveKind {
        BOOL(1),
        CHAR(4),
        STR(0),
        U8(1),
        U16(2),
        U32(4),
        U64(8),
        U128(16),
        U256(32),
        I8(1),
        I16(2),
        I32(4),
        I64(8),
        I128(16),
        I256(32);

        private final int width;

        PrimitiveKind(int width) {
            this.width = width;
        }

        /** Bytes, or 0 for text. */
        public int width() {
            return width;
        }

        boolean isSigned() {
            return compareTo(I8) >= 0;
        }
    }
}
