package io.threefold.rmb.protocol.envelope;

import com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * What a receiver can tell from an envelope alone, before the chain and the replay window are asked (DESIGN §7). Pure and
 * cheap, so it comes first. Whoever passes it still has to verify the signature and to look the uid and the
 * {@link Challenge} up in the replay window; a relay's Error and a Pong still need a uid of our own.
 */
public final class Acceptance {
    /** How far a timestamp may be ahead of our clock. */
    public static final long MAX_SKEW_SECONDS = 60;
    /** The most an envelope may have left to live. */
    public static final long MAX_TTL_SECONDS = 3600;

    private Acceptance() {}

    /** What comes out. */
    public sealed interface Verdict {}

    /**
     * A request, response or error that claims to come from the given twin: verify its signature.
     *
     * @param source twin 1 to 2^32-1
     */
    public record Claimed(Address source, Kind kind) implements Verdict {}

    /** An unsigned Error of a relay: take it only when its uid is in our own backlog. */
    public record FromRelay(Message.Error error) implements Verdict {}

    /** A Pong: take it only when its uid is one of our own Pings. */
    public record PongToUs() implements Verdict {}

    /** Not to be processed. */
    public record Rejected(RejectReason reason) implements Verdict {}

    /** The kinds that a twin can send to a twin. */
    public enum Kind {
        REQUEST,
        RESPONSE,
        ERROR
    }

    private static final Verdict PONG = new PongToUs();

    /**
     * Judges an envelope that a relay delivered to a twin. The session in the destination is not looked at.
     *
     * @param ownTwin 1 to 2^32-1
     * @param now unix seconds
     */
    public static Verdict forTwin(Envelope envelope, long ownTwin, long now) {
        Kind kind = kind(envelope.message());
        boolean toUs = envelope.destination() != null && envelope.destination().twin() == ownTwin;
        if (kind == null) {
            if (!(envelope.message() instanceof Message.Pong)) {
                return new Rejected(RejectReason.WRONG_KIND);
            }
            return envelope.destination() == null || toUs ? PONG : new Rejected(RejectReason.WRONG_DESTINATION);
        }
        Address source = envelope.source();
        if (source == null || source.twin() == 0) {
            if (!(envelope.message() instanceof Message.Error error)) {
                return new Rejected(RejectReason.NO_SOURCE);
            }
            return envelope.destination() == null || toUs
                    ? new FromRelay(error)
                    : new Rejected(RejectReason.WRONG_DESTINATION);
        }
        if (!toUs) {
            return new Rejected(RejectReason.WRONG_DESTINATION);
        }
        RejectReason reason = timesAndSignature(envelope, now);
        return reason == null ? new Claimed(source, kind) : new Rejected(reason);
    }

    /**
     * Judges an envelope that another relay brings by {@code POST /}: it must come from a twin, be for a twin, be timely and
     * carry a signature. The relay's own Errors do not travel this way.
     *
     * @param now unix seconds
     */
    public static Verdict forRelay(Envelope envelope, long now) {
        Kind kind = kind(envelope.message());
        if (kind == null) {
            return new Rejected(RejectReason.WRONG_KIND);
        }
        Address source = envelope.source();
        if (source == null || source.twin() == 0) {
            return new Rejected(RejectReason.NO_SOURCE);
        }
        if (envelope.destination() == null || envelope.destination().twin() == 0) {
            return new Rejected(RejectReason.WRONG_DESTINATION);
        }
        RejectReason reason = timesAndSignature(envelope, now);
        return reason == null ? new Claimed(source, kind) : new Rejected(reason);
    }

    /** The kind of a message between twins; null for Ping, Pong and none. */
    public static @Nullable Kind kind(Message message) {
        return switch (message) {
            case Message.Request ignored -> Kind.REQUEST;
            case Message.Response ignored -> Kind.RESPONSE;
            case Message.Error ignored -> Kind.ERROR;
            case Message.Ping ignored -> null;
            case Message.Pong ignored -> null;
            case Message.None ignored -> null;
        };
    }

    private static @Nullable RejectReason timesAndSignature(Envelope envelope, long now) {
        if (Long.compareUnsigned(envelope.timestamp(), now + MAX_SKEW_SECONDS) > 0) {
            return RejectReason.FROM_THE_FUTURE;
        }
        long ttl = EnvelopeTime.ttl(envelope, now);
        if (ttl == 0) {
            return RejectReason.EXPIRED;
        }
        if (ttl > MAX_TTL_SECONDS) {
            return RejectReason.LIVES_TOO_LONG;
        }
        ByteString signature = envelope.signature();
        if (signature == null || signature.isEmpty()) {
            return RejectReason.NO_SIGNATURE;
        }
        return signature.size() == EnvelopeSigning.SIGNATURE_LENGTH ? null : RejectReason.SIGNATURE_LENGTH;
    }
}
