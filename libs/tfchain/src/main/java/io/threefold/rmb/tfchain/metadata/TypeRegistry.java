package io.threefold.rmb.tfchain.metadata;

import io.threefold.rmb.tfchain.metadata.TypeDef.PrimitiveKind;
import io.threefold.rmb.tfchain.scale.ScaleException;
import java.util.Arrays;

/** The types of a runtime by id, with what can be told about their sizes. Immutable. */
public final class TypeRegistry {
    /** How deep types may nest before a value is refused. */
    static final int MAX_DEPTH = 64;

    private static final long VARIES = -1;
    private static final long UNKNOWN = -2;

    private final TypeDef[] types;
    private final long[] sizes;

    TypeRegistry(TypeDef[] types) throws ScaleException {
        this.types = types;
        this.sizes = new long[types.length];
        Arrays.fill(sizes, UNKNOWN);
        for (int id = 0; id < types.length; id++) {
            size(id, 0);
        }
    }

    /** How many types there are; ids run from 0. */
    public int size() {
        return types.length;
    }

    /** The type with this id. */
    public TypeDef get(int id) throws ScaleException {
        if (id < 0 || id >= types.length) {
            throw new ScaleException("the metadata refers to type " + id + " and has " + types.length);
        }
        return types[id];
    }

    /** True when every value of this type takes no bytes at all. */
    public boolean isEmpty(int id) throws ScaleException {
        get(id);
        return sizes[id] == 0;
    }

    /** Bytes that each value of this type takes, or -1 when that varies. */
    long fixedSize(int id) throws ScaleException {
        get(id);
        return sizes[id];
    }

    /** Follows structs and tuples with one member to what is inside. */
    int unwrap(int id) throws ScaleException {
        int at = id;
        for (int depth = 0; depth < MAX_DEPTH; depth++) {
            TypeDef type = get(at);
            if (type instanceof TypeDef.Composite c && c.fields().size() == 1) {
                at = c.fields().getFirst().type();
            } else if (type instanceof TypeDef.Tuple t && t.elements().size() == 1) {
                at = t.elements().getFirst();
            } else {
                return at;
            }
        }
        throw new ScaleException("type " + id + " is nested too deep");
    }

    /** True for a single unsigned byte, perhaps wrapped. */
    boolean isByte(int id) throws ScaleException {
        return get(unwrap(id)) instanceof TypeDef.Primitive p && p.kind() == PrimitiveKind.U8;
    }

    private long size(int id, int depth) throws ScaleException {
        TypeDef type = get(id);
        if (sizes[id] != UNKNOWN) {
            return sizes[id];
        }
        if (depth > MAX_DEPTH) {
            return VARIES;
        }
        // A type that contains itself finds this and is treated as one whose size varies.
        sizes[id] = VARIES;
        long size = compute(type, depth);
        sizes[id] = size;
        return size;
    }

    private long compute(TypeDef type, int depth) throws ScaleException {
        return switch (type) {
            case TypeDef.Primitive p ->
                p.kind().width() == 0 ? VARIES : p.kind().width();
            case TypeDef.Array a -> times(a.length(), size(a.element(), depth + 1));
            case TypeDef.Composite c -> {
                long sum = 0;
                for (TypeDef.Field field : c.fields()) {
                    sum = plus(sum, size(field.type(), depth + 1));
                }
                yield sum;
            }
            case TypeDef.Tuple t -> {
                long sum = 0;
                for (int element : t.elements()) {
                    sum = plus(sum, size(element, depth + 1));
                }
                yield sum;
            }
            // Compact<()> takes no bytes; the chain's addresses contain one.
            case TypeDef.Compact c -> size(c.inner(), depth + 1) == 0 ? 0 : VARIES;
            case TypeDef.Choice ignored -> VARIES;
            case TypeDef.Sequence ignored -> VARIES;
            case TypeDef.Bits ignored -> VARIES;
        };
    }

    private static long plus(long a, long b) {
        return a < 0 || b < 0 ? VARIES : saturated(a + b);
    }

    private static long times(long count, long size) {
        if (count == 0) {
            return 0;
        }
        return size < 0 ? VARIES : saturated(Math.multiplyHigh(count, size) != 0 ? Long.MAX_VALUE : count * size);
    }

    private static long saturated(long value) {
        return value < 0 || value > Integer.MAX_VALUE ? Integer.MAX_VALUE : value;
    }
}
