package io.threefold.rmb.protocol.queue;

import com.google.protobuf.ByteString;
import io.threefold.rmb.protocol.envelope.Address;
import org.jspecify.annotations.Nullable;

/**
 * A local service's answer, from {@link QueueNames#REPLY} (PROTOCOL §6).
 *
 * @param ref of the request that it answers: the uid; not empty
 * @param destination the request's source
 * @param schema media type of the data
 * @param timestamp unix seconds; 0 when the service does not say
 * @param error null for a plain answer
 */
public record OutgoingResponse(
        String ref,
        ByteString data,
        Address destination,
        @Nullable String schema,
        long timestamp,
        @Nullable QueueError error)
        implements OutgoingMessage {}
