package io.threefold.rmb.peer.role;

import com.google.protobuf.ByteString;
import io.threefold.rmb.protocol.envelope.Address;
import io.threefold.rmb.protocol.envelope.Envelope;
import io.threefold.rmb.protocol.envelope.EnvelopeCodec;
import io.threefold.rmb.protocol.envelope.EnvelopeLimits;
import io.threefold.rmb.protocol.envelope.EnvelopeSigning;
import io.threefold.rmb.protocol.envelope.EnvelopeTime;
import io.threefold.rmb.protocol.envelope.FailFast;
import io.threefold.rmb.protocol.envelope.MalformedEnvelopeException;
import io.threefold.rmb.protocol.envelope.Message;
import io.threefold.rmb.protocol.envelope.Payload;
import io.threefold.rmb.protocol.envelope.RelayError;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The role protocol on the wire (DESIGN §5). An ask is an {@code rmb.version} request to our own twin; any RMB peer answers
 * it with its version as a JSON string, and so do we: what is ours stands in the tags.
 *
 * <ul>
 *   <li>ask: tags {@code fail-fast rmb-ask=<seconds since start>}
 *   <li>answer: a Response with the uid of the ask, tags {@code rmb-role=primary rmb-rank=<n>}
 *   <li>hand-over: a Response with the uid of the last ask, tags {@code rmb-role=handover}
 * </ul>
 */
final class RoleMessages {
    static final String COMMAND = "rmb.version";
    private static final long TTL = 3;
    private static final long MAX_EXTRA = 60;
    private static final long MAX_AHEAD = 60;
    private static final String ASK = "rmb-ask=";
    private static final String ROLE = "rmb-role=";
    private static final String RANK = "rmb-rank=";
    private static final EnvelopeLimits LIMITS = EnvelopeLimits.ofBytes(64 << 10);

    /** What was received. */
    sealed interface Received {}

    /** Another pod, or we ourselves, ask who leads. */
    record Ask(String uid, String session, long upSeconds) implements Received {}

    /** One of ours leads; {@code session} is null when it is a lone peer. */
    record Answer(String uid, @Nullable String session, int rank) implements Received {}

    /** The leader goes. */
    record HandOver(String uid) implements Received {}

    /** An answer to our ask that is not one of ours. */
    record Foreign(String uid) implements Received {}

    /** A relay did not deliver our ask. */
    record Failed(String uid, boolean offline) implements Received {}

    private final RoleIdentity identity;

    RoleMessages(RoleIdentity identity) {
        this.identity = identity;
    }

    /**
     * @param now unix seconds
     * @param ahead how far the relay's clock is ahead of ours: it judges by its own
     */
    ByteString ask(String uid, long upSeconds, long now, Duration ahead) {
        return sign(
                Envelope.of(uid, identity.own(), Address.of(identity.twin()), new Message.Request(COMMAND), ttl(ahead))
                        .withTags(FailFast.TOKEN + " " + ASK + upSeconds),
                now);
    }

    ByteString answer(String uid, String session, String role, int rank, long now, Duration ahead) {
        return response(uid, session, ROLE + role + " " + RANK + rank, now, ahead);
    }

    ByteString handOver(String uid, String session, long now, Duration ahead) {
        return response(uid, session, ROLE + "handover", now, ahead);
    }

    private ByteString response(String uid, String session, String tags, long now, Duration ahead) {
        var body = ByteString.copyFrom("\"" + identity.version() + "\"", StandardCharsets.UTF_8);
        return sign(
                Envelope.of(
                                uid,
                                identity.own(),
                                new Address(identity.twin(), session),
                                new Message.Response(),
                                ttl(ahead))
                        .withSchema("application/json")
                        .withPayload(new Payload.Plain(body))
                        .withTags(tags),
                now);
    }

    private static long ttl(Duration ahead) {
        return TTL + Math.clamp(ahead.toSeconds(), 0, MAX_EXTRA);
    }

    private ByteString sign(Envelope envelope, long now) {
        var stamped = envelope.withTimes(now, envelope.expiration());
        return EnvelopeCodec.encodeToByteString(EnvelopeSigning.sign(stamped, identity.signer()));
    }

    /**
     * Reads a frame that may belong to the role protocol.
     *
     * @param ours whether the frame has the uid of one of our asks
     * @param now unix seconds
     * @return null when it does not belong to it, or cannot be believed
     */
    @Nullable Received read(ByteString frame, boolean ours, long now) {
        Envelope envelope;
        try {
            envelope = EnvelopeCodec.decode(frame, LIMITS);
        } catch (MalformedEnvelopeException e) {
            return null;
        }
        var source = envelope.source();
        if (source == null || source.twin() == 0) {
            // Only a relay speaks without a signature; nobody else can know the uid.
            return ours && envelope.message() instanceof Message.Error error
                    ? new Failed(envelope.uid(), RelayError.of(error.message()) == RelayError.DESTINATION_OFFLINE)
                    : null;
        }
        if (source.twin() != identity.twin()
                || envelope.timestamp() > now + MAX_AHEAD
                || !EnvelopeSigning.verify(envelope, identity.account())) {
            return null;
        }
        var tags = envelope.tags() == null ? "" : envelope.tags();
        return switch (envelope.message()) {
            case Message.Request request -> ask(envelope, request, source, tags, now);
            case Message.Response response -> answer(envelope, source, tags, ours, now);
            case Message.Error error -> ours ? new Foreign(envelope.uid()) : null;
            default -> null;
        };
    }

    private @Nullable Received ask(Envelope envelope, Message.Request request, Address source, String tags, long now) {
        var up = token(tags, ASK);
        if (!request.command().equals(COMMAND) || up == null || source.connection() == null) {
            return null;
        }
        // Our own proves something however late it arrives.
        var own = source.equals(identity.own());
        return own || fresh(envelope, now) ? new Ask(envelope.uid(), source.connection(), number(up)) : null;
    }

    private @Nullable Received answer(Envelope envelope, Address source, String tags, boolean ours, long now) {
        var role = token(tags, ROLE);
        if (role == null) {
            return ours ? new Foreign(envelope.uid()) : null;
        }
        if (!ours && !fresh(envelope, now)) {
            return null;
        }
        if (role.equals("handover")) {
            return new HandOver(envelope.uid());
        }
        var rank = token(tags, RANK);
        return new Answer(
                envelope.uid(), source.connection(), (int) Math.min(1_000_000, rank == null ? 0 : number(rank)));
    }

    /** Clocks of two pods may differ by some seconds. */
    private static boolean fresh(Envelope envelope, long now) {
        return EnvelopeTime.ttl(envelope, now - 5) > 0;
    }

    private static @Nullable String token(String tags, String key) {
        for (var token : tags.split("[,\\s]+", 16)) {
            if (token.startsWith(key)) {
                return token.substring(key.length());
            }
        }
        return null;
    }

    private static long number(String digits) {
        return digits.matches("[0-9]{1,9}") ? Long.parseLong(digits) : 0;
    }
}
