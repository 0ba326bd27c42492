package io.threefold.rmb.peer.app;

import io.threefold.rmb.protocol.identity.AccountId;
import io.threefold.rmb.tfchain.Twin;
import io.threefold.rmb.tfchain.TwinLookup;
import io.threefold.rmb.tfchain.TwinRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Finds out which twin the account has, and keeps asking while nobody can tell. Thread-safe. */
final class OwnTwin {
    private static final Logger LOG = Logger.getLogger("io.threefold.rmb.peer");
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    private final TwinRegistry registry;
    private final AccountId account;
    private final boolean wait;
    private final BiConsumer<Duration, Runnable> later;
    private final Engine.Exit exit;
    private final CompletableFuture<Long> id = new CompletableFuture<>();
    private volatile String phase = "looking up the twin";
    private volatile @Nullable String problem;
    private volatile boolean stopped;
    private Duration pause = FIRST_PAUSE;

    /**
     * @param wait whether to wait for a twin that does not exist
     * @param later runs a task after a time
     */
    OwnTwin(
            TwinRegistry registry,
            AccountId account,
            boolean wait,
            BiConsumer<Duration, Runnable> later,
            Engine.Exit exit) {
        this.registry = registry;
        this.account = account;
        this.wait = wait;
        this.later = later;
        this.exit = exit;
    }

    /** Begins. A given id is used at once, and checked as soon as the chain answers. */
    CompletionStage<Long> find(Optional<Long> given) {
        if (given.isPresent()) {
            id.complete(given.get());
            check(given.get());
        } else {
            lookUp();
        }
        return id;
    }

    private void lookUp() {
        if (!stopped) {
            registry.byAccount(account).thenAccept(this::lookedUp);
        }
    }

    private void lookedUp(TwinLookup found) {
        switch (found) {
            case TwinLookup.Found(Twin twin) -> {
                problem = null;
                phase = "twin known";
                id.complete(twin.id());
            }
            case TwinLookup.Absent absent -> {
                String text = "The account " + account.toSs58()
                        + " has no twin on this chain: accept the terms and create one"
                        + " for it (the ThreeFold Connect app and the dashboard do both), or use the secret of a"
                        + " registered twin.";
                if (!wait) {
                    exit.leave(PeerMain.EXIT_NO_TWIN, text + " --wait-for-twin waits for it.");
                    return;
                }
                tell("waiting for a twin", text + " The peer waits for it.");
            }
            case TwinLookup.Unavailable(String reason) ->
                tell("waiting for the chain", "Our own twin cannot be looked up yet: " + reason);
        }
        if (!id.isDone()) {
            again(this::lookUp);
        }
    }

    private void check(long given) {
        if (!stopped) {
            registry.byAccount(account).thenAccept(found -> checked(given, found));
        }
    }

    private void checked(long given, TwinLookup found) {
        switch (found) {
            case TwinLookup.Found(Twin twin) when twin.id() == given -> problem = null;
            case TwinLookup.Found(Twin twin) ->
                complain("twin.id says " + given + ", but the account " + account.toSs58() + " is twin " + twin.id()
                        + ": correct or remove the setting.");
            case TwinLookup.Absent absent -> {
                complain("twin.id says " + given + ", but the account " + account.toSs58()
                        + " has no twin on this chain: check the secret, the key type and the chain's URL.");
                again(() -> check(given));
            }
            case TwinLookup.Unavailable unavailable -> again(() -> check(given));
        }
    }

    private void complain(String text) {
        if (!text.equals(problem)) {
            LOG.error(text);
        }
        problem = text;
    }

    private void tell(String newPhase, String text) {
        if (!newPhase.equals(phase)) {
            LOG.warn(text);
        }
        phase = newPhase;
        problem = text;
    }

    private void again(Runnable task) {
        Duration now = pause;
        Duration doubled = now.multipliedBy(2);
        pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
        later.accept(now.plusMillis(ThreadLocalRandom.current().nextLong(now.toMillis() / 2)), task);
    }

    void stop() {
        stopped = true;
    }

    String phase() {
        return phase;
    }

    /** A sentence for users, null while all is well. */
    @Nullable String problem() {
        return problem;
    }
}
