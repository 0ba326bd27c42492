package io.threefold.rmb.protocol.envelope;

/**
 * What {@link EnvelopeCodec#decode} takes. The total is checked before a byte is parsed.
 *
 * @param maxBytes of the whole encoded envelope
 * @param maxText UTF-16 units of each of uid, tags, command, schema and session ids
 * @param maxLongText UTF-16 units of an error's message, of federation and of each relay
 * @param maxRelays entries of the deprecated list
 */
public record EnvelopeLimits(int maxBytes, int maxText, int maxLongText, int maxRelays) {
    /** Payloads of 1 MiB with their encryption overhead, and generous texts. */
    public static final EnvelopeLimits DEFAULT = ofBytes((1 << 20) + (64 << 10));

    /** The usual texts with another total. */
    public static EnvelopeLimits ofBytes(int maxBytes) {
        return new EnvelopeLimits(maxBytes, 1024, 16 << 10, 64);
    }

    public EnvelopeLimits {
        if (maxBytes < 0 || maxText < 0 || maxLongText < 0 || maxRelays < 0) {
            throw new IllegalArgumentException("limits are not negative");
        }
    }
}
