package io.threefold.rmb.protocol.envelope;

import com.google.protobuf.ByteString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One RMB message as it travels (PROTOCOL §2). Presence of optional fields is kept: it decides the bytes on the wire.
 *
 * @param uid a response carries the uid of its request
 * @param tags free text; the token {@code fail-fast} asks relays to fail at once when the destination is offline
 * @param timestamp unix seconds, unsigned 64 bit
 * @param expiration seconds to live counted from timestamp, unsigned 64 bit
 * @param source null when absent; counts as twin 0 in the challenge
 * @param destination null when absent; counts as twin 0 in the challenge
 * @param signature 65 bytes when it is meant to verify
 * @param schema media type of the payload, for example {@code application/json}
 * @param federation deprecated, still part of the challenge
 * @param relays deprecated, still part of the challenge
 */
public record Envelope(
        String uid,
        @Nullable String tags,
        long timestamp,
        long expiration,
        @Nullable Address source,
        @Nullable Address destination,
        Message message,
        @Nullable ByteString signature,
        @Nullable String schema,
        @Nullable String federation,
        Payload payload,
        List<String> relays) {

    public Envelope {
        relays = List.copyOf(relays);
    }
}
