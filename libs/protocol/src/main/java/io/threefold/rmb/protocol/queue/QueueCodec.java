package io.threefold.rmb.protocol.queue;

import com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The JSON messages of the Redis lists (PROTOCOL §6) to records and back. Reading is tolerant where clients differ (absent
 * optional fields, null, unknown fields) and strict where a guess could be wrong; it never throws. Writing gives the keys
 * that the reference writes, in its order, null for what is absent. Immutable and thread-safe.
 */
public final class QueueCodec {
    /** With {@link QueueLimits#DEFAULT}. */
    public static final QueueCodec DEFAULT = new QueueCodec(QueueLimits.DEFAULT);

    private final QueueLimits limits;

    public QueueCodec(QueueLimits limits) {
        this.limits = limits;
    }

    /**
     * Reads what a local program pushed for the peer: the list says whether it is a request or a response.
     *
     * @param list {@link QueueNames#REPLY} for responses, anything else for requests
     */
    public QueueRead<? extends OutgoingMessage> readOutgoing(String list, byte[] json) {
        return list.equals(QueueNames.REPLY) ? readOutgoingResponse(json) : readOutgoingRequest(json);
    }

    /** Reads a local client's request. The array may be reused afterwards. */
    public QueueRead<OutgoingRequest> readOutgoingRequest(byte[] json) {
        var fields = QueueFields.read(json, limits, QueueFields.Kind.OUTGOING_REQUEST);
        return fields.isBad()
                ? fields.unreadable()
                : new QueueRead.Readable<>(new OutgoingRequest(
                        fields.ref,
                        fields.orEmpty(fields.cmd),
                        fields.exp,
                        fields.dat,
                        fields.tag,
                        fields.destinations,
                        fields.orEmpty(fields.ret),
                        fields.shm,
                        fields.now));
    }

    /** Reads a local service's response. */
    public QueueRead<OutgoingResponse> readOutgoingResponse(byte[] json) {
        var fields = QueueFields.read(json, limits, QueueFields.Kind.OUTGOING_RESPONSE);
        return fields.isBad() || fields.address == null
                ? fields.unreadable()
                : new QueueRead.Readable<>(new OutgoingResponse(
                        fields.orEmpty(fields.ref), fields.dat, fields.address, fields.shm, fields.now, fields.err));
    }

    /** Reads what a peer gives to a local service. */
    public QueueRead<IncomingRequest> readIncomingRequest(byte[] json) {
        var fields = QueueFields.read(json, limits, QueueFields.Kind.INCOMING_REQUEST);
        return fields.isBad() || fields.address == null
                ? fields.unreadable()
                : new QueueRead.Readable<>(new IncomingRequest(
                        fields.ref,
                        fields.address,
                        fields.orEmpty(fields.cmd),
                        fields.exp,
                        fields.dat,
                        fields.tag,
                        fields.orEmpty(fields.ret),
                        fields.shm,
                        fields.now));
    }

    /** Reads what a peer gives to a local client. */
    public QueueRead<IncomingResponse> readIncomingResponse(byte[] json) {
        var fields = QueueFields.read(json, limits, QueueFields.Kind.INCOMING_RESPONSE);
        return fields.isBad()
                ? fields.unreadable()
                : new QueueRead.Readable<>(new IncomingResponse(
                        fields.ref, fields.dat, fields.orEmpty(fields.src), fields.shm, fields.now, fields.err));
    }

    /** The JSON of a request as a client pushes it. */
    public byte[] write(OutgoingRequest request) {
        return new QueueWriter(request.data())
                .text("ref", request.ref())
                .text("cmd", request.command())
                .number("exp", request.expiration())
                .data()
                .text("tag", request.tags())
                .numbers("dst", request.destinations())
                .text("ret", request.replyTo())
                .text("shm", request.schema())
                .number("now", request.timestamp())
                .end();
    }

    /** The JSON of a response as a service pushes it. */
    public byte[] write(OutgoingResponse response) {
        return new QueueWriter(response.data())
                .text("ref", response.ref())
                .data()
                .text("dst", response.destination().toString())
                .text("shm", response.schema())
                .number("now", response.timestamp())
                .error(response.error())
                .end();
    }

    /** The JSON of a request as a service pops it. */
    public byte[] write(IncomingRequest request) {
        return new QueueWriter(request.data())
                .text("ref", request.ref())
                .text("src", request.source().toString())
                .text("cmd", request.command())
                .number("exp", request.expiration())
                .data()
                .text("tag", request.tags())
                .text("ret", request.replyTo())
                .text("shm", request.schema())
                .number("now", request.timestamp())
                .end();
    }

    /** The JSON of a response as a client pops it. */
    public byte[] write(IncomingResponse response) {
        return new QueueWriter(response.data())
                .text("ref", response.ref())
                .data()
                .text("src", response.source())
                .text("shm", response.schema())
                .number("now", response.timestamp())
                .error(response.error())
                .end();
    }

    /** An error instead of an answer. */
    public static IncomingResponse error(@Nullable String ref, String source, long timestamp, QueueError error) {
        return new IncomingResponse(ref, ByteString.EMPTY, source, null, timestamp, error);
    }
}
