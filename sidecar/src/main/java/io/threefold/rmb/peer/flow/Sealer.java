package io.threefold.rmb.peer.flow;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.threefold.rmb.protocol.encryption.InvalidPeerKeyException;
import io.threefold.rmb.protocol.encryption.PayloadCipher;
import io.threefold.rmb.protocol.encryption.SharedKeys;
import io.threefold.rmb.protocol.envelope.Address;
import io.threefold.rmb.protocol.envelope.Envelope;
import io.threefold.rmb.protocol.envelope.EnvelopeCodec;
import io.threefold.rmb.protocol.envelope.EnvelopeSigning;
import io.threefold.rmb.protocol.envelope.EnvelopeTime;
import io.threefold.rmb.protocol.envelope.Message;
import io.threefold.rmb.protocol.envelope.Payload;
import io.threefold.rmb.protocol.envelope.PeerErrorCode;
import io.threefold.rmb.protocol.identity.AccountId;
import io.threefold.rmb.protocol.identity.Identity;
import io.threefold.rmb.tfchain.Twin;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Encrypts, stamps, signs and encodes, in this order (PROTOCOL §5). Thread-safe. */
final class Sealer implements AutoCloseable {
    private static final int SHARED_KEYS = 1_000;

    private final Identity identity;
    private final Address self;
    private final InstantSource clock;
    private final SharedKeys keys;
    private final PayloadCipher cipher;

    Sealer(Identity identity, Address self, InstantSource clock) {
        this.identity = identity;
        this.self = self;
        this.clock = clock;
        this.keys = new SharedKeys(identity.encryption(), SHARED_KEYS);
        this.cipher = new PayloadCipher(keys);
    }

    /** What came of it. */
    sealed interface Result {}

    /** An encoded envelope. */
    record Frame(ByteString bytes) implements Result {}

    /** It must not or cannot go to this twin. */
    record Refused(PeerErrorCode code, String reason) implements Result {}

    PayloadCipher cipher() {
        return cipher;
    }

    AccountId account() {
        return identity.account();
    }

    Address self() {
        return self;
    }

    /**
     * Makes a signed envelope.
     *
     * @param deadline unix second; kept through every repeat
     */
    Result seal(
            String uid,
            @Nullable String tags,
            Address destination,
            Message message,
            @Nullable String schema,
            ByteString payload,
            long deadline,
            Twin twin,
            FlowSettings.Encryption encryption) {
        ByteString key = twin.encryptionKey();
        Payload content;
        if (key != null) {
            try {
                content = new Payload.Cipher(UnsafeByteOperations.unsafeWrap(cipher.seal(key, payload.toByteArray())));
            } catch (InvalidPeerKeyException e) {
                return new Refused(
                        PeerErrorCode.CRYPTO,
                        "twin " + twin.id() + ": " + e.getMessage() + "; it has to be registered anew");
            }
        } else if (encryption == FlowSettings.Encryption.REQUIRED) {
            return new Refused(
                    PeerErrorCode.CRYPTO,
                    "twin " + twin.id() + " has no encryption key on the chain, and encryption is required here");
        } else {
            content = new Payload.Plain(payload);
        }
        long now = clock.millis() / 1000;
        long left = Math.min(EnvelopeTime.MAX_SECONDS, Math.max(1, deadline - now));
        Envelope envelope =
                new Envelope(uid, tags, now, left, self, destination, message, null, schema, null, content, List.of());
        return new Frame(EnvelopeCodec.encodeToByteString(EnvelopeSigning.sign(envelope, identity::signTagged)));
    }

    @Override
    public void close() {
        keys.close();
    }
}
