package io.threefold.rmb.devnet.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.threefold.rmb.tfchain.scale.Hex;
import io.threefold.rmb.tfchain.scale.ScaleException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Positional parameters of a request, read with the errors a caller understands. Missing ones count as null. */
record Params(JsonNode list) {
    private static final int MAX_KEY_HEX = 2 * 256;

    private JsonNode at(int index) {
        JsonNode value = list.path(index);
        return value.isNull() ? MissingNode.getInstance() : value;
    }

    boolean absent(int index) {
        return at(index).isMissingNode();
    }

    JsonNode raw(int index) {
        return at(index);
    }

    String text(int index, String name) throws RpcException {
        JsonNode value = at(index);
        if (!value.isTextual()) {
            throw RpcException.invalidParams("parameter " + (index + 1) + ", " + name + ", must be a string");
        }
        return value.textValue();
    }

    byte[] bytes(int index, String name) throws RpcException {
        try {
            return Hex.decode(text(index, name));
        } catch (ScaleException e) {
            throw RpcException.invalidParams("parameter " + (index + 1) + ", " + name + ": " + e.getMessage());
        }
    }

    /** A block hash in lower case, or null for the newest block. */
    @Nullable String hash(int index) throws RpcException {
        if (absent(index)) {
            return null;
        }
        if (bytes(index, "block hash").length != 32) {
            throw RpcException.invalidParams("parameter " + (index + 1) + ", block hash, must be 32 bytes");
        }
        return text(index, "block hash").toLowerCase(Locale.ROOT);
    }

    /** A storage key as hex without 0x. */
    String key(int index, String name) throws RpcException {
        return key(at(index), name);
    }

    @Nullable String optionalKey(int index, String name) throws RpcException {
        return absent(index) ? null : key(index, name);
    }

    List<String> keys(int index, int max) throws RpcException {
        JsonNode value = at(index);
        if (!value.isArray() || value.size() > max) {
            throw RpcException.invalidParams(
                    "parameter " + (index + 1) + " must be a list of at most " + max + " storage keys");
        }
        List<String> keys = new ArrayList<>(value.size());
        for (JsonNode key : value) {
            keys.add(key(key, "storage key"));
        }
        return keys;
    }

    long number(JsonNode value) throws RpcException {
        try {
            if (value.isTextual()) {
                return Hex.decodeNumber(value.textValue());
            }
        } catch (ScaleException e) {
            throw RpcException.invalidParams("block number: " + e.getMessage());
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            throw RpcException.invalidParams("a block number is a whole number from 0 or such a number in hex");
        }
        return value.longValue();
    }

    private static String key(JsonNode value, String name) throws RpcException {
        if (!value.isTextual() || value.textValue().length() > MAX_KEY_HEX + 2) {
            throw RpcException.invalidParams(name + " must be hex of at most " + MAX_KEY_HEX / 2 + " bytes");
        }
        try {
            Hex.decode(value.textValue());
        } catch (ScaleException e) {
            throw RpcException.invalidParams(name + ": " + e.getMessage());
        }
        return value.textValue().substring(2).toLowerCase(Locale.ROOT);
    }
}
