package io.threefold.rmb.protocol.queue;

import com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * An answer, or an error instead of one, on its way to the local client's {@code ret} list (PROTOCOL §6).
 *
 * @param ref the client's own, as it was in the request
 * @param source {@code twin}, {@code twin:session}, "0" for a relay; "" when there is none to name
 * @param schema media type of the data
 * @param timestamp unix seconds
 */
public record IncomingResponse(
        @Nullable String ref,
        ByteString data,
        String source,
        @Nullable String schema,
        long timestamp,
        @Nullable QueueError error) {}
