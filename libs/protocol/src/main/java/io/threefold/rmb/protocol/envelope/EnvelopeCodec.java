package io.threefold.rmb.protocol.envelope;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;

/**
 * Envelope records to protobuf and back (PROTOCOL §2). Stateless and thread-safe; hot path, so written against protobuf's
 * streams and not through generated classes.
 *
 * <p>Written in ascending field numbers; read in any order, as the three known writers produce. Fields that appear twice
 * follow protobuf's rules: the last one wins, addresses are merged, a oneof keeps its last member. <b>Unknown fields are
 * read over and dropped</b>: encoding a decoded envelope may be shorter than what was decoded. They are no part of the
 * challenge, so the signature still holds; whoever forwards an envelope forwards the bytes it received.
 */
public final class EnvelopeCodec {
    private EnvelopeCodec() {}

    /** The envelope's bytes. Text that is not valid UTF-16 is written with {@code ?}, as {@link Challenge} takes it. */
    public static byte[] encode(Envelope envelope) {
        return new EnvelopeWriter(envelope).toBytes();
    }

    /** As {@link #encode}, without another copy. */
    public static ByteString encodeToByteString(Envelope envelope) {
        return UnsafeByteOperations.unsafeWrap(encode(envelope));
    }

    /** Reads a frame; payload and signature are copied out of it. */
    public static Envelope decode(byte[] bytes, EnvelopeLimits limits) throws MalformedEnvelopeException {
        EnvelopeReader.checkSize(bytes.length, limits);
        return EnvelopeReader.read(CodedInputStream.newInstance(bytes), limits);
    }

    /** Reads a frame; payload and signature share its memory. */
    public static Envelope decode(ByteString bytes, EnvelopeLimits limits) throws MalformedEnvelopeException {
        EnvelopeReader.checkSize(bytes.size(), limits);
        var input = bytes.newCodedInput();
        input.enableAliasing(true);
        return EnvelopeReader.read(input, limits);
    }
}
