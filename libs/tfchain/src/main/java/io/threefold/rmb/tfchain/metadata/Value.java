package io.threefold.rmb.tfchain.metadata;

import com.google.protobuf.ByteString;
import io.threefold.rmb.tfchain.scale.ScaleException;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A decoded value. Structs with one unnamed member stand for that member, so that wrappers (bounded vectors, accounts,
 * hashes) do not show; byte arrays and byte vectors are {@link Bytes}.
 */
public sealed interface Value {
    /** Any integer, compact or not. */
    record Int(BigInteger value) implements Value {}

    /** A boolean. */
    record Bool(boolean value) implements Value {}

    /** Text. */
    record Text(String value) implements Value {}

    /** Bytes, also of a row of bits. */
    record Bytes(ByteString value) implements Value {}

    /** A struct, in the order of its fields. */
    record Struct(Map<String, Value> fields) implements Value {}

    /** A vector, an array or a tuple. */
    record Items(List<Value> items) implements Value {}

    /**
     * A case of an enum.
     *
     * @param content a {@link Struct} when its fields have names, else {@link Items}
     */
    record Choice(String name, int index, Value content) implements Value {}

    /** The field of a struct, or of an enum case with named fields. */
    default Value field(String name) throws ScaleException {
        Value value = fieldOrNull(name);
        if (value == null) {
            throw new ScaleException("no field " + name);
        }
        return value;
    }

    /** Like {@link #field(String)}, null when there is none. */
    default @Nullable Value fieldOrNull(String name) {
        return switch (this) {
            case Struct s -> s.fields().get(name);
            case Choice c -> c.content().fieldOrNull(name);
            default -> null;
        };
    }

    /** The n-th field of an enum case, the n-th element of a list or the n-th field of a struct. */
    default Value at(int n) throws ScaleException {
        List<Value> items = switch (this) {
            case Items i -> i.items();
            case Struct s -> List.copyOf(s.fields().values());
            case Choice c -> List.of(c.content().at(n));
            default -> List.of();
        };
        int index = this instanceof Choice ? 0 : n;
        if (index >= items.size()) {
            throw new ScaleException("no field number " + n);
        }
        return items.get(index);
    }

    /** An integer. */
    default BigInteger asInt() throws ScaleException {
        if (this instanceof Int i) {
            return i.value();
        }
        throw new ScaleException("not a number");
    }

    /** An integer from 0 to 2^32-1. */
    default long asU32() throws ScaleException {
        BigInteger value = asInt();
        if (value.signum() < 0 || value.bitLength() > 32) {
            throw new ScaleException("not a 32-bit number");
        }
        return value.longValue();
    }

    /** Bytes; a copy. */
    default byte[] asBytes() throws ScaleException {
        if (this instanceof Bytes b) {
            return b.value().toByteArray();
        }
        throw new ScaleException("not bytes");
    }

    /** An enum case. */
    default Choice asChoice() throws ScaleException {
        if (this instanceof Choice c) {
            return c;
        }
        throw new ScaleException("not an enum");
    }

    /** What an option holds; null for None. */
    default @Nullable Value asOption() throws ScaleException {
        Choice choice = asChoice();
        return switch (choice.name()) {
            case "None" -> null;
            case "Some" -> choice.at(0);
            default -> throw new ScaleException("not an option");
        };
    }
}
