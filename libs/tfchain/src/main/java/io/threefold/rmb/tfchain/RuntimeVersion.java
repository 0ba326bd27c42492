package io.threefold.rmb.tfchain;

import com.fasterxml.jackson.databind.JsonNode;
import io.threefold.rmb.tfchain.scale.ScaleException;
import org.jspecify.annotations.Nullable;

/** The numbers of a runtime that extrinsics are signed for. */
record RuntimeVersion(long specVersion, long transactionVersion) {
    /** Reads {@code state_getRuntimeVersion}'s result; the rest of it is free. */
    static RuntimeVersion of(JsonNode json) throws ScaleException {
        JsonNode spec = json.get("specVersion");
        JsonNode transaction = json.get("transactionVersion");
        if (!isU32(spec) || !isU32(transaction)) {
            throw new ScaleException("the runtime version lacks specVersion or transactionVersion");
        }
        return new RuntimeVersion(spec.longValue(), transaction.longValue());
    }

    private static boolean isU32(@Nullable JsonNode node) {
        return node != null
                && node.isIntegralNumber()
                && node.canConvertToLong()
                && node.longValue() >= 0
                && node.longValue() <= 0xffffffffL;
    }
}
