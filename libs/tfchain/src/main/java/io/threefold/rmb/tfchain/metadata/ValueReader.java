package io.threefold.rmb.tfchain.metadata;

import com.google.protobuf.ByteString;
import io.threefold.rmb.tfchain.metadata.TypeDef.Field;
import io.threefold.rmb.tfchain.metadata.TypeDef.PrimitiveKind;
import io.threefold.rmb.tfchain.metadata.TypeDef.Variant;
import io.threefold.rmb.tfchain.scale.ScaleException;
import io.threefold.rmb.tfchain.scale.ScaleReader;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Decodes or skips values by their type. Depth and the number of steps are bounded, so neither hostile bytes nor hostile
 * metadata can keep it busy or exhaust the stack. One instance for one blob; not thread-safe.
 */
public final class ValueReader {
    /** Steps for one blob: one per value, however small. A block's events take some thousands. */
    private static final int MAX_STEPS = 2_000_000;

    /** Values made of one blob: each takes memory, many times its bytes. A twin takes ten. */
    private static final int MAX_VALUES = 50_000;

    private final TypeRegistry types;
    private final ScaleReader in;
    private int steps = MAX_STEPS;
    private int values = MAX_VALUES;

    public ValueReader(TypeRegistry types, ScaleReader in) {
        this.types = types;
        this.in = in;
    }

    /** Decodes the next value. */
    public Value read(int type) throws ScaleException {
        return read(type, 0);
    }

    /** Moves past the next value without making anything of it. */
    public void skip(int type) throws ScaleException {
        skip(type, 0);
    }

    /** Moves past some fields. */
    public void skip(List<Field> fields) throws ScaleException {
        for (Field field : fields) {
            skip(field.type(), 0);
        }
    }

    /** Decodes fields: a {@link Value.Struct} when they have names, else {@link Value.Items}. */
    public Value read(List<Field> fields) throws ScaleException {
        return fields(fields, 0);
    }

    private Value read(int id, int depth) throws ScaleException {
        step(depth);
        if (--values < 0) {
            throw new ScaleException("too many values");
        }
        return switch (types.get(id)) {
            case TypeDef.Primitive p -> primitive(p.kind());
            case TypeDef.Compact c -> compact(c.inner());
            case TypeDef.Sequence s ->
                types.isByte(s.element())
                        ? new Value.Bytes(ByteString.copyFrom(in.bytes(in.vectorLength(1))))
                        : items(s.element(), sequenceLength(s.element()), depth);
            case TypeDef.Array a ->
                types.isByte(a.element())
                        ? new Value.Bytes(ByteString.copyFrom(in.bytes(arrayLength(a))))
                        : items(a.element(), arrayLength(a), depth);
            case TypeDef.Tuple t -> {
                if (t.elements().size() == 1) {
                    yield read(t.elements().getFirst(), depth + 1);
                }
                List<Value> items = new ArrayList<>();
                for (int element : t.elements()) {
                    items.add(read(element, depth + 1));
                }
                yield new Value.Items(List.copyOf(items));
            }
            case TypeDef.Composite c ->
                c.fields().size() == 1 && c.fields().getFirst().name() == null
                        ? read(c.fields().getFirst().type(), depth + 1)
                        : fields(c.fields(), depth);
            case TypeDef.Choice c -> {
                Variant variant = variant(c);
                yield new Value.Choice(variant.name(), variant.index(), fields(variant.fields(), depth));
            }
            case TypeDef.Bits b -> new Value.Bytes(ByteString.copyFrom(in.bytes(bitBytes(b))));
        };
    }

    private Value fields(List<Field> fields, int depth) throws ScaleException {
        boolean named = !fields.isEmpty() && fields.getFirst().name() != null;
        if (!named) {
            List<Value> items = new ArrayList<>();
            for (Field field : fields) {
                items.add(read(field.type(), depth + 1));
            }
            return new Value.Items(List.copyOf(items));
        }
        Map<String, Value> byName = new LinkedHashMap<>();
        for (Field field : fields) {
            String name = field.name() == null ? Integer.toString(byName.size()) : field.name();
            byName.put(name, read(field.type(), depth + 1));
        }
        return new Value.Struct(Collections.unmodifiableMap(byName));
    }

    private Value items(int element, int count, int depth) throws ScaleException {
        List<Value> items = new ArrayList<>(Math.min(count, 1024));
        for (int i = 0; i < count; i++) {
            items.add(read(element, depth + 1));
        }
        return new Value.Items(List.copyOf(items));
    }

    private void skip(int id, int depth) throws ScaleException {
        step(depth);
        long size = types.fixedSize(id);
        if (size >= 0) {
            in.skip(size);
            return;
        }
        switch (types.get(id)) {
            case TypeDef.Primitive ignored -> in.skipByteVector();
            case TypeDef.Compact c -> compact(c.inner());
            case TypeDef.Sequence s -> {
                long element = types.fixedSize(s.element());
                if (element >= 0) {
                    in.skip(in.compactU32() * element);
                } else {
                    int count = in.vectorLength(1);
                    for (int i = 0; i < count; i++) {
                        skip(s.element(), depth + 1);
                    }
                }
            }
            case TypeDef.Array a -> {
                int count = arrayLength(a);
                for (int i = 0; i < count; i++) {
                    skip(a.element(), depth + 1);
                }
            }
            case TypeDef.Tuple t -> {
                for (int element : t.elements()) {
                    skip(element, depth + 1);
                }
            }
            case TypeDef.Composite c -> {
                for (Field field : c.fields()) {
                    skip(field.type(), depth + 1);
                }
            }
            case TypeDef.Choice c -> {
                for (Field field : variant(c).fields()) {
                    skip(field.type(), depth + 1);
                }
            }
            case TypeDef.Bits b -> in.skip(bitBytes(b));
        }
    }

    private void step(int depth) throws ScaleException {
        if (depth > TypeRegistry.MAX_DEPTH) {
            throw new ScaleException("nested too deep");
        }
        if (--steps < 0) {
            throw new ScaleException("too many values");
        }
    }

    private Variant variant(TypeDef.Choice choice) throws ScaleException {
        int index = in.u8();
        for (Variant variant : choice.variants()) {
            if (variant.index() == index) {
                return variant;
            }
        }
        throw new ScaleException("no variant " + index);
    }

    private int sequenceLength(int element) throws ScaleException {
        long size = types.fixedSize(element);
        return in.vectorLength((int) Math.max(1, size));
    }

    private int arrayLength(TypeDef.Array array) throws ScaleException {
        long size = types.fixedSize(array.element());
        if (array.length() * Math.max(1, size) > Math.max(in.remaining(), size == 0 ? 1024 : 0)) {
            throw new ScaleException("an array of " + array.length() + " elements does not fit");
        }
        return (int) array.length();
    }

    private int bitBytes(TypeDef.Bits bits) throws ScaleException {
        long word = Math.max(1, types.fixedSize(bits.store()));
        long bytes = (in.compactU32() + word * 8 - 1) / (word * 8) * word;
        if (bytes > in.remaining()) {
            throw new ScaleException("a row of bits does not fit");
        }
        return (int) bytes;
    }

    private Value compact(int inner) throws ScaleException {
        if (types.isEmpty(inner)) {
            return new Value.Items(List.of());
        }
        BigInteger value = in.compactBig();
        if (!(types.get(types.unwrap(inner)) instanceof TypeDef.Primitive p)
                || p.kind().width() == 0
                || p.kind().isSigned()) {
            throw new ScaleException("the metadata has a compact form of something that is no number");
        }
        if (value.bitLength() > 8 * p.kind().width()) {
            throw new ScaleException("compact number is too large for its type");
        }
        return new Value.Int(value);
    }

    private Value primitive(PrimitiveKind kind) throws ScaleException {
        return switch (kind) {
            case BOOL -> new Value.Bool(in.bool());
            case STR -> new Value.Text(in.text(Integer.MAX_VALUE));
            default -> new Value.Int(kind.isSigned() ? in.signed(kind.width()) : in.unsigned(kind.width()));
        };
    }
}
