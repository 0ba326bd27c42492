package io.threefold.rmb.peer.flow;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.threefold.rmb.protocol.encryption.PayloadCipher;
import io.threefold.rmb.protocol.envelope.Challenge;
import io.threefold.rmb.protocol.envelope.Envelope;
import io.threefold.rmb.protocol.envelope.EnvelopeSigning;
import io.threefold.rmb.protocol.envelope.Payload;
import io.threefold.rmb.protocol.identity.Signatures;
import io.threefold.rmb.tfchain.Twin;
import io.threefold.rmb.tfchain.TwinLookup;
import io.threefold.rmb.tfchain.TwinRegistry;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Verifies and decrypts. What a cached twin record refuses is checked once more with a fresh one (DESIGN §7): keys get rotated.
 * Thread-safe.
 */
final class Opener {
    private final TwinRegistry registry;
    private final PayloadCipher cipher;
    private final Workers workers;

    Opener(TwinRegistry registry, PayloadCipher cipher, Workers workers) {
        this.registry = registry;
        this.cipher = cipher;
        this.workers = workers;
    }

    /** What came of it. */
    sealed interface Result {}

    /**
     * It is from who it says.
     *
     * @param digest the challenge, 16 bytes
     * @param plain true when it came unencrypted
     */
    record Opened(byte[] digest, ByteString payload, boolean plain) implements Result {}

    /** It is not, or cannot be read. */
    record Refused(Rejection why) implements Result {}

    /** Nobody can tell now. */
    record Unknown() implements Result {}

    /** Never completes exceptionally. */
    CompletionStage<Result> open(Envelope envelope, long source) {
        CompletableFuture<TwinLookup> cached = registry.byId(source).toCompletableFuture();
        return cached.handle((found, failure) -> found == null ? new TwinLookup.Unavailable("") : found)
                .thenComposeAsync(found -> check(envelope, source, found), workers)
                .exceptionally(failure -> new Refused(Rejection.INTERNAL));
    }

    private CompletionStage<Result> check(Envelope envelope, long source, TwinLookup cached) {
        byte[] digest = Challenge.of(envelope);
        Result first = check(envelope, digest, cached);
        if (!(first instanceof Refused)) {
            return CompletableFuture.completedStage(first);
        }
        return registry.refresh(source)
                .thenApplyAsync(
                        fresh -> {
                            if (fresh instanceof TwinLookup.Unavailable || fresh.equals(cached)) {
                                return first;
                            }
                            return check(envelope, digest, fresh);
                        },
                        workers);
    }

    private Result check(Envelope envelope, byte[] digest, TwinLookup found) {
        return switch (found) {
            case TwinLookup.Absent _ -> new Refused(Rejection.UNKNOWN_TWIN);
            case TwinLookup.Unavailable _ -> new Unknown();
            case TwinLookup.Found known -> check(envelope, digest, known.twin());
        };
    }

    private Result check(Envelope envelope, byte[] digest, Twin twin) {
        if (!EnvelopeSigning.verify(envelope, digest, twin.account(), Signatures::verifyTagged)) {
            return new Refused(Rejection.BAD_SIGNATURE);
        }
        if (!(envelope.payload() instanceof Payload.Cipher sealed)) {
            return new Opened(digest, envelope.payload().bytes(), true);
        }
        ByteString key = twin.encryptionKey();
        if (key == null) {
            return new Refused(Rejection.NO_PUBLIC_KEY);
        }
        return switch (cipher.open(key, sealed.bytes().toByteArray())) {
            case PayloadCipher.Opened opened ->
                new Opened(digest, UnsafeByteOperations.unsafeWrap(opened.plain()), false);
            case PayloadCipher.Refused refused ->
                new Refused(
                        refused.reason() == PayloadCipher.Reason.BAD_KEY
                                ? Rejection.NO_PUBLIC_KEY
                                : Rejection.BAD_CIPHER);
        };
    }
}
