package io.threefold.rmb.tfchain;

import com.google.protobuf.ByteString;
import io.threefold.rmb.protocol.identity.Identity;
import io.threefold.rmb.protocol.relay.RelayAddress;
import java.nio.charset.StandardCharsets;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes the twin of an identity. One change at a time: the next waits for the outcome of the one before, since both
 * need the next nonce. Thread-safe; no stage completes exceptionally.
 */
public final class TwinWriter {
    /** Length in bytes of the encryption key that other peers can use. */
    public static final int KEY_LENGTH = 33;

    private static final Logger LOG = LoggerFactory.getLogger(TwinWriter.class);
    private static final int MAX_LINK = 2048;
    private static final int MAX_HASH = 50;

    private final Chain chain;
    private final ChainTwinRegistry registry;
    private final Identity identity;
    private final WriterSettings settings;
    private final AtomicInteger waiting = new AtomicInteger();
    private CompletionStage<?> last = CompletableFuture.completedFuture(null);

    /** @param registry told to look again after a change */
    public TwinWriter(Chain chain, ChainTwinRegistry registry, Identity identity, WriterSettings settings) {
        this.chain = chain;
        this.registry = registry;
        this.identity = identity;
        this.settings = settings;
    }

    /**
     * Writes relays and key of a twin unless the chain has them already; relays are compared as a set.
     *
     * @param id the identity's twin
     * @param relays domains without scheme and port, at least one
     * @param encryptionKey {@value #KEY_LENGTH} bytes
     */
    public CompletionStage<WriteOutcome> ensure(long id, SortedSet<String> relays, ByteString encryptionKey) {
        WriteOutcome problem = problem(relays, encryptionKey);
        if (problem != null) {
            return CompletableFuture.completedFuture(problem);
        }
        return registry.refreshNow(id).thenCompose(found -> switch (found) {
            case TwinLookup.Unavailable(String reason) ->
                CompletableFuture.completedFuture(new WriteOutcome.Unavailable(reason));
            case TwinLookup.Absent ignored -> refused("TfgridModule.TwinNotExists");
            case TwinLookup.Found(Twin twin) -> {
                if (!twin.account().equals(identity.account())) {
                    yield refused("TfgridModule.UnauthorizedToUpdateTwin");
                }
                yield twin.relays().equals(relays) && encryptionKey.equals(twin.encryptionKey())
                        ? CompletableFuture.completedFuture(new WriteOutcome.Unchanged(twin))
                        : updateTwin(relays, encryptionKey);
            }
        });
    }

    /** Writes relays and key; the chain replaces both, so both must be given. */
    public CompletionStage<WriteOutcome> updateTwin(SortedSet<String> relays, ByteString encryptionKey) {
        WriteOutcome problem = problem(relays, encryptionKey);
        return problem != null
                ? CompletableFuture.completedFuture(problem)
                : submit(metadata -> TwinCalls.updateTwin(metadata, joined(relays), encryptionKey.toByteArray()));
    }

    /** Creates the account's twin; the terms and conditions must have been accepted. */
    public CompletionStage<WriteOutcome> createTwin(SortedSet<String> relays, ByteString encryptionKey) {
        WriteOutcome problem = problem(relays, encryptionKey);
        return problem != null
                ? CompletableFuture.completedFuture(problem)
                : submit(metadata -> TwinCalls.createTwin(metadata, joined(relays), encryptionKey.toByteArray()));
    }

    /**
     * Accepts the terms and conditions: the user must have agreed.
     *
     * @param documentLink up to 2048 characters of a URL
     * @param documentHash 1 to 50 letters, digits, {@code _} and {@code -}
     */
    public CompletionStage<WriteOutcome> acceptTerms(String documentLink, String documentHash) {
        byte[] link = documentLink.getBytes(StandardCharsets.UTF_8);
        byte[] hash = documentHash.getBytes(StandardCharsets.UTF_8);
        if (link.length == 0 || link.length > MAX_LINK || hash.length == 0 || hash.length > MAX_HASH) {
            return CompletableFuture.completedFuture(new WriteOutcome.Refused(
                    "InvalidTerms", "", "the link has 1 to 2048 characters, the hash of the document 1 to 50"));
        }
        return submit(metadata -> TwinCalls.userAcceptTc(metadata, link, hash));
    }

    private static byte[] joined(SortedSet<String> relays) {
        return RelayAddress.join(relays).getBytes(StandardCharsets.US_ASCII);
    }

    private static CompletionStage<WriteOutcome> refused(String error) {
        return CompletableFuture.completedFuture(new WriteOutcome.Refused(error, "", BlockOutcome.advice(error)));
    }

    private static @Nullable WriteOutcome problem(SortedSet<String> relays, ByteString encryptionKey) {
        if (encryptionKey.size() != KEY_LENGTH) {
            return new WriteOutcome.Refused(
                    "InvalidEncryptionKey", "", "the encryption key has " + KEY_LENGTH + " bytes");
        }
        String wrong = RelayAddress.problem(RelayAddress.join(relays));
        return wrong == null ? null : new WriteOutcome.Refused("InvalidRelayAddress", "", "the relay address " + wrong);
    }

    // ---- one after the other

    private CompletionStage<WriteOutcome> submit(SignedCall.Call call) {
        if (waiting.incrementAndGet() > settings.maxWaiting()) {
            waiting.decrementAndGet();
            return CompletableFuture.completedFuture(
                    new WriteOutcome.Unavailable("too many changes are waiting for the chain: try again"));
        }
        CompletionStage<WriteOutcome> mine;
        synchronized (this) {
            mine = last.thenCompose(v -> attempt(call, true)).exceptionally(e -> {
                LOG.error("unexpected error while changing the twin", e);
                return new WriteOutcome.Unavailable("unexpected error: " + e);
            });
            last = mine;
        }
        return mine.whenComplete((outcome, error) -> waiting.decrementAndGet());
    }

    private CompletionStage<WriteOutcome> attempt(SignedCall.Call call, boolean again) {
        return SignedCall.prepare(chain, identity, settings, call).thenCompose(reply -> switch (reply) {
            case ChainReply.Unavailable<SignedCall>(String reason) ->
                CompletableFuture.completedFuture(new WriteOutcome.Unavailable(reason));
            case ChainReply.Ok<SignedCall>(SignedCall signed) ->
                new Submission(chain, signed, identity.account(), settings.finalityDeadline())
                        .send()
                        .thenCompose(outcome -> {
                            report(outcome);
                            // Somebody else used the nonce in between: once more with the next one.
                            return again && outcome instanceof WriteOutcome.Dropped
                                    ? attempt(call, false)
                                    : CompletableFuture.completedFuture(outcome);
                        });
        });
    }

    private void report(WriteOutcome outcome) {
        if (outcome instanceof WriteOutcome.Finalized done) {
            done.twins().forEach(twin -> registry.refreshNow(twin.id()));
            LOG.info("change {} of the twin is final", done.extrinsicHash());
        } else {
            LOG.warn("the change of the twin did not succeed: {}", outcome);
        }
    }
}
