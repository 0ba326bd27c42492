package io.threefold.rmb.protocol.queue;

import com.google.protobuf.ByteString;
import io.threefold.rmb.protocol.envelope.Address;
import org.jspecify.annotations.Nullable;

/**
 * A remote twin's call on its way to the local service's list (PROTOCOL §6).
 *
 * @param ref the envelope's uid; the service copies it into its response
 * @param source the service copies it into {@code dst} of its response
 * @param expiration seconds to live, counted from timestamp
 * @param replyTo {@link QueueNames#REPLY}
 * @param schema media type of the data
 * @param timestamp unix seconds
 */
public record IncomingRequest(
        @Nullable String ref,
        Address source,
        String command,
        long expiration,
        ByteString data,
        @Nullable String tags,
        String replyTo,
        @Nullable String schema,
        long timestamp) {}
