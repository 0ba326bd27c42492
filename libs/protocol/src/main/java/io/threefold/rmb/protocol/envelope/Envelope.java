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

    /**
     * An unstamped, unsigned envelope from one twin to another without tags, schema, payload and the deprecated fields.
     *
     * @param expiration seconds to live, unsigned 64 bit
     */
    public static Envelope of(String uid, Address source, Address destination, Message message, long expiration) {
        return new Envelope(
                uid, null, 0, expiration, source, destination, message, null, null, null, Payload.NONE, List.of());
    }

    /** This envelope with other times; the signature, if any, no longer verifies. */
    public Envelope withTimes(long newTimestamp, long newExpiration) {
        return new Envelope(
                uid,
                tags,
                newTimestamp,
                newExpiration,
                source,
                destination,
                message,
                signature,
                schema,
                federation,
                payload,
                relays);
    }

    /** This envelope with another, or without a, signature. */
    public Envelope withSignature(@Nullable ByteString newSignature) {
        return new Envelope(
                uid,
                tags,
                timestamp,
                expiration,
                source,
                destination,
                message,
                newSignature,
                schema,
                federation,
                payload,
                relays);
    }

    /** This envelope with another payload; the signature, if any, no longer verifies. */
    public Envelope withPayload(Payload newPayload) {
        return new Envelope(
                uid,
                tags,
                timestamp,
                expiration,
                source,
                destination,
                message,
                signature,
                schema,
                federation,
                newPayload,
                relays);
    }

    /** This envelope with other tags; the signature, if any, no longer verifies. */
    public Envelope withTags(@Nullable String newTags) {
        return new Envelope(
                uid,
                newTags,
                timestamp,
                expiration,
                source,
                destination,
                message,
                signature,
                schema,
                federation,
                payload,
                relays);
    }

    /** This envelope with another media type; the signature, if any, no longer verifies. */
    public Envelope withSchema(@Nullable String newSchema) {
        return new Envelope(
                uid,
                tags,
                timestamp,
                expiration,
                source,
                destination,
                message,
                signature,
                newSchema,
                federation,
                payload,
                relays);
    }
}
