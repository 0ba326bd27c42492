package io.threefold.rmb.protocol.queue;

import com.google.protobuf.ByteString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A local client's call, from {@link QueueNames#LOCAL} (PROTOCOL §6).
 *
 * @param ref the client's own reference, given back unchanged with every answer
 * @param command not empty
 * @param expiration seconds to live; 0 or absent means the peer's default
 * @param data decoded payload; empty when absent
 * @param tags null and "" are kept apart
 * @param destinations twin ids, u32, at least one; as written: there may be duplicates and 0
 * @param replyTo the list that answers go to; not empty
 * @param schema media type of the data
 * @param timestamp unix seconds at which the client made it; 0 when it does not say
 */
public record OutgoingRequest(
        @Nullable String ref,
        String command,
        long expiration,
        ByteString data,
        @Nullable String tags,
        List<Long> destinations,
        String replyTo,
        @Nullable String schema,
        long timestamp)
        implements OutgoingMessage {

    public OutgoingRequest {
        destinations = List.copyOf(destinations);
    }
}
