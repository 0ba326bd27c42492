package io.threefold.rmb.relay.routing;

import io.threefold.rmb.protocol.envelope.Address;
import io.threefold.rmb.protocol.envelope.Envelope;
import io.threefold.rmb.protocol.envelope.EnvelopeCodec;
import io.threefold.rmb.protocol.envelope.Message;
import io.threefold.rmb.protocol.envelope.Payload;
import io.threefold.rmb.protocol.envelope.RelayError;
import java.time.InstantSource;
import java.util.List;

/** The Error with which a relay tells the sender of a request that it goes nowhere (CLIENTS §10). */
public final class Notice {
    private Notice() {}

    /**
     * An encoded Error: code 0, no source, no signature.
     *
     * @param uid the request's
     * @param sender the request's source session
     */
    public static byte[] of(String uid, Address sender, Message.Error error, InstantSource clock) {
        return EnvelopeCodec.encode(new Envelope(
                uid,
                null,
                clock.instant().getEpochSecond(),
                RelayError.EXPIRATION,
                null,
                sender,
                error,
                null,
                null,
                null,
                Payload.NONE,
                List.of()));
    }
}
