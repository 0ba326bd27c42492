package io.threefold.rmb.e2e.stack;

import io.threefold.rmb.e2e.process.StepFailed;
import io.threefold.rmb.e2e.process.Waiting;
import io.threefold.rmb.protocol.identity.AccountId;
import io.threefold.rmb.protocol.identity.Identity;
import io.threefold.rmb.protocol.identity.KeyType;
import io.threefold.rmb.tfchain.Chain;
import io.threefold.rmb.tfchain.ChainTwinRegistry;
import io.threefold.rmb.tfchain.RegistrySettings;
import io.threefold.rmb.tfchain.Twin;
import io.threefold.rmb.tfchain.TwinLookup;
import io.threefold.rmb.tfchain.TwinWriter;
import io.threefold.rmb.tfchain.WriteOutcome;
import io.threefold.rmb.tfchain.WriterSettings;
import io.threefold.rmb.tfchain.rpc.RpcSettings;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Creates twins on a chain with real extrinsics, and looks them up; what a user of the chain does. */
public final class DevTwins implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String TERMS = "https://library.example/terms";
    private static final String TERMS_HASH = "9021d4dee05a661e2cb6838152c67f25";

    private final Vertx vertx = Vertx.vertx();
    private final Chain chain;
    private final ChainTwinRegistry registry;

    /**
     * A twin together with its secret.
     *
     * @param secret a development secret such as {@code //Alice}; not for real accounts
     * @param keyType {@code sr25519} or {@code ed25519}
     */
    public record Owned(long id, String secret, String keyType, AccountId account) {}

    public DevTwins(String chainUrl) {
        chain = new Chain(vertx, RpcSettings.of(List.of(URI.create(chainUrl))), InstantSource.system());
        registry = new ChainTwinRegistry(chain, RegistrySettings.defaults(), InstantSource.system());
        chain.start();
    }

    /** Accepts the terms and creates a twin with the devnet's relay and the encryption key. */
    public Owned create(String secret, KeyType keyType) {
        try (Identity identity = Identity.fromSecret(secret.getBytes(StandardCharsets.UTF_8), keyType)) {
            TwinWriter writer = new TwinWriter(chain, registry, identity, WriterSettings.defaults());
            expectFinal(secret, await(writer.acceptTerms(TERMS, TERMS_HASH)));
            WriteOutcome.Finalized created = expectFinal(
                    secret,
                    await(writer.createTwin(
                            new TreeSet<>(List.of(DevnetProcess.DOMAIN)),
                            identity.encryption().publicKey())));
            return new Owned(
                    created.twins().getFirst().id(),
                    secret,
                    keyType.name().toLowerCase(java.util.Locale.ROOT),
                    identity.account());
        }
    }

    private static WriteOutcome.Finalized expectFinal(String secret, WriteOutcome outcome) {
        if (outcome instanceof WriteOutcome.Finalized done) {
            return done;
        }
        throw new StepFailed("the chain did not take a call of " + secret + ": " + outcome);
    }

    /** Waits until the chain shows the twin with the relay of the devnet and an encryption key. */
    public Twin awaitRegistered(long id) {
        return awaitRegistered(id, DevnetProcess.DOMAIN);
    }

    /** As {@link #awaitRegistered(long)}, with a relay of the given domain. */
    public Twin awaitRegistered(long id, String domain) {
        Twin[] seen = new Twin[1];
        Waiting.until(
                PATIENCE,
                () -> {
                    if (await(registry.refresh(id)) instanceof TwinLookup.Found found) {
                        seen[0] = found.twin();
                    }
                    return seen[0] != null && seen[0].relays().contains(domain) && seen[0].encryptionKey() != null;
                },
                () -> "twin " + id + " has no relay or key on the chain: " + seen[0]);
        return seen[0];
    }

    private static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new StepFailed("the chain did not answer within " + PATIENCE.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new StepFailed("the chain client failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StepFailed("interrupted", e);
        }
    }

    @Override
    public void close() {
        registry.close();
        chain.close();
        vertx.close();
    }
}
