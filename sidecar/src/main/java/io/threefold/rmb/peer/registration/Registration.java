package io.threefold.rmb.peer.registration;

import com.google.protobuf.ByteString;
import io.threefold.rmb.tfchain.Twin;
import io.threefold.rmb.tfchain.TwinLookup;
import io.threefold.rmb.tfchain.WriteOutcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that the twin's record on the chain has the configured relays and our encryption key: once at start, and again
 * when the relays change. Or, when writing is not wanted, only tells whether it has. The peer serves meanwhile. Thread-safe.
 */
public final class Registration {
    private static final Logger LOG = Logger.getLogger(Registration.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    /** How it stands. */
    public enum State {
        /** Not looked yet. */
        PENDING,
        /** Relays and key on the chain are ours. */
        REGISTERED,
        /** They differ, and writing is off. */
        DIFFERENT,
        /** The last attempt failed; another one follows. */
        RETRYING,
        /** The chain refused: nothing more happens before a restart or a change of relays. */
        REFUSED
    }

    /**
     * How it stands, in words.
     *
     * @param text one sentence for users, what to do included; empty when all is well
     */
    public record Status(State state, Instant since, String text, SortedSet<String> onChain) {}

    /** What this needs of the chain. */
    public interface Record {
        /** The record now, past every cache. */
        CompletionStage<TwinLookup> read();

        /** Writes unless it is so already. */
        CompletionStage<WriteOutcome> ensure(SortedSet<String> relays, ByteString key);
    }

    private final Record record;
    private final ByteString key;
    private final boolean write;
    private final InstantSource clock;
    private final BiConsumer<Duration, Runnable> later;
    private volatile Status status;
    private SortedSet<String> wanted = new TreeSet<>();
    private int round;
    private Duration pause = FIRST_PAUSE;

    /**
     * @param key 33 bytes
     * @param write false to only tell of a difference
     * @param later runs a task after a time
     */
    public Registration(
            Record record, ByteString key, boolean write, InstantSource clock, BiConsumer<Duration, Runnable> later) {
        this.record = record;
        this.key = key;
        this.write = write;
        this.clock = clock;
        this.later = later;
        this.status = new Status(State.PENDING, clock.instant(), "", new TreeSet<>());
    }

    /** How it stands. */
    public Status status() {
        return status;
    }

    /** Begins, or begins anew with other relays. Returns at once. */
    public synchronized void want(SortedSet<String> relays) {
        if (wanted.equals(relays)) {
            return;
        }
        wanted = new TreeSet<>(relays);
        round++;
        pause = FIRST_PAUSE;
        attempt(round);
    }

    /** Ends all attempts. */
    public synchronized void stop() {
        round++;
    }

    private synchronized void attempt(int ofRound) {
        if (ofRound != round) {
            return;
        }
        if (write) {
            record.ensure(new TreeSet<>(wanted), key)
                    .whenComplete((outcome, error) -> written(ofRound, outcome, error));
        } else {
            record.read().whenComplete((found, error) -> compared(ofRound, found, error));
        }
    }

    private synchronized void written(int ofRound, @Nullable WriteOutcome outcome, @Nullable Throwable error) {
        if (ofRound != round) {
            return;
        }
        switch (outcome) {
            case WriteOutcome.Finalized done -> {
                LOG.infof("The twin's relays and key are on the chain now: %s.", String.join(", ", wanted));
                become(State.REGISTERED, "", wanted);
            }
            case WriteOutcome.Unchanged done -> become(State.REGISTERED, "", wanted);
            case WriteOutcome.Refused(String name, String text, String advice) ->
                refused("The chain refused to register relays and key: " + name
                        + (text.isEmpty() ? "" : " (" + text + ")") + ". " + advice);
            case WriteOutcome.InsufficientBalance(String account, String reason) ->
                refused("The account " + account
                        + " cannot pay the fee for registering relays and key: send it some TFT.");
            case WriteOutcome.NotFinalized(String hash, String reason) -> retry("Not final yet: " + reason);
            case WriteOutcome.Dropped(String hash, String reason) -> retry("Dropped by the node: " + reason);
            case WriteOutcome.Unavailable(String reason) -> retry(reason);
            case null ->
                retry("An unexpected failure: "
                        + (error == null ? "" : error.getClass().getSimpleName()));
        }
    }

    private synchronized void compared(int ofRound, @Nullable TwinLookup found, @Nullable Throwable error) {
        if (ofRound != round) {
            return;
        }
        if (found instanceof TwinLookup.Found(Twin twin)) {
            String difference = difference(twin);
            become(difference.isEmpty() ? State.REGISTERED : State.DIFFERENT, difference, twin.relays());
            pause = LONGEST_PAUSE;
            again(ofRound);
        } else {
            retry(found instanceof TwinLookup.Unavailable(String reason) ? reason : "The chain has no such twin.");
        }
    }

    private String difference(Twin twin) {
        if (!twin.relays().equals(wanted)) {
            return "The relays on the chain are not the configured ones: others may not reach this peer.";
        }
        return key.equals(twin.encryptionKey())
                ? ""
                : "The encryption key on the chain is not this peer's: others cannot encrypt to it.";
    }

    private void refused(String text) {
        LOG.error(text);
        become(State.REFUSED, text, status.onChain());
    }

    private void retry(String text) {
        if (status.state() != State.RETRYING) {
            LOG.warnf(
                    "The twin's record on the chain could not be checked or written and will be tried again: %s", text);
        }
        become(State.RETRYING, text, status.onChain());
        again(round);
    }

    private void again(int ofRound) {
        long millis = pause.toMillis() / 2 + ThreadLocalRandom.current().nextLong(pause.toMillis() / 2 + 1);
        later.accept(Duration.ofMillis(millis), () -> attempt(ofRound));
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }

    private void become(State state, String text, SortedSet<String> onChain) {
        boolean same = status.state() == state;
        if (state == State.DIFFERENT && !same) {
            LOG.warn(text);
        }
        status = new Status(state, same ? status.since() : clock.instant(), text, new TreeSet<>(onChain));
    }
}
