package io.threefold.rmb.tfchain;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.threefold.rmb.tfchain.scale.Blake2;
import io.threefold.rmb.tfchain.scale.Hex;
import io.threefold.rmb.tfchain.scale.ScaleException;
import io.threefold.rmb.tfchain.scale.ScaleWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A block's header.
 *
 * @param parentHash 32 bytes
 * @param number 0 to 2^32-1
 * @param stateRoot 32 bytes
 * @param extrinsicsRoot 32 bytes
 * @param digest the logs, each SCALE encoded
 */
public record BlockHeader(
        ByteString parentHash, long number, ByteString stateRoot, ByteString extrinsicsRoot, List<ByteString> digest) {
    /** The block's hash: BLAKE2b-256 of the SCALE encoded header. 32 bytes. */
    public ByteString hash() {
        ScaleWriter out = new ScaleWriter()
                .raw(parentHash.toByteArray())
                .compact(number)
                .raw(stateRoot.toByteArray())
                .raw(extrinsicsRoot.toByteArray())
                .compact(digest.size());
        digest.forEach(log -> out.raw(log.toByteArray()));
        return ByteString.copyFrom(Blake2.hash256(out.toBytes()));
    }

    /** Reads a header as {@code chain_getHeader} and head subscriptions give it. */
    public static BlockHeader of(JsonNode json) throws ScaleException {
        long number = Hex.decodeNumber(text(json.get("number")));
        List<ByteString> digest = new ArrayList<>();
        JsonNode logs = json.path("digest").path("logs");
        for (JsonNode log : logs) {
            digest.add(ByteString.copyFrom(Hex.decode(text(log))));
        }
        return new BlockHeader(
                hash(json.get("parentHash")),
                number,
                hash(json.get("stateRoot")),
                hash(json.get("extrinsicsRoot")),
                List.copyOf(digest));
    }

    /** A hash as JSON-RPC writes it. */
    static ByteString hash(@Nullable JsonNode json) throws ScaleException {
        return ByteString.copyFrom(Hex.decode32(text(json)));
    }

    private static String text(@Nullable JsonNode json) throws ScaleException {
        if (json == null || !json.isTextual()) {
            throw new ScaleException("text expected in a block");
        }
        return json.textValue();
    }
}
