package io.threefold.rmb.peer.link;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The little that a link has to know of a frame, read without decoding or copying its payload (PROTOCOL §2). It decides
 * only whether a frame concerns the link or the roles; nothing is trusted because of it.
 *
 * @param uid empty when absent
 * @param kind which message the envelope carries
 * @param sourceTwin 0 when absent
 */
public record FrameHead(String uid, Kind kind, long sourceTwin) {
    /** The member of the oneof {@code message}. */
    public enum Kind {
        REQUEST,
        RESPONSE,
        ERROR,
        PING,
        PONG,
        NONE
    }

    private static final int MAX_UID_BYTES = 4096;

    /** Reads the head; null when the frame is no envelope. */
    public static @Nullable FrameHead of(ByteString frame) {
        try {
            return read(frame.newCodedInput());
        } catch (IOException e) {
            return null;
        }
    }

    private static FrameHead read(CodedInputStream in) throws IOException {
        var uid = ByteString.EMPTY;
        var kind = Kind.NONE;
        var twin = 0L;
        for (var tag = in.readTag(); tag != 0; tag = in.readTag()) {
            var delimited = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
            var field = WireFormat.getTagFieldNumber(tag);
            if (!delimited) {
                in.skipField(tag);
                continue;
            }
            switch (field) {
                case 1 -> uid = in.readBytes();
                case 5 -> twin = readTwin(in, twin);
                case 7 -> kind = skip(in, tag, Kind.REQUEST);
                case 8 -> kind = skip(in, tag, Kind.RESPONSE);
                case 12 -> kind = skip(in, tag, Kind.ERROR);
                case 15 -> kind = skip(in, tag, Kind.PING);
                case 16 -> kind = skip(in, tag, Kind.PONG);
                default -> in.skipField(tag);
            }
        }
        return new FrameHead(uid.size() > MAX_UID_BYTES ? "" : uid.toStringUtf8(), kind, twin);
    }

    private static Kind skip(CodedInputStream in, int tag, Kind kind) throws IOException {
        in.skipField(tag);
        return kind;
    }

    private static long readTwin(CodedInputStream in, long before) throws IOException {
        var limit = in.pushLimit(in.readRawVarint32());
        var twin = before;
        for (var tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == 1
                    && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_VARINT) {
                twin = Integer.toUnsignedLong(in.readUInt32());
            } else {
                in.skipField(tag);
            }
        }
        in.popLimit(limit);
        return twin;
    }
}
