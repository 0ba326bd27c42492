package io.threefold.rmb.peer.store;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The peer's lists, outbox and replay window in Redis (DESIGN §4). Every method is one atomic step there. While Redis is away the
 * steps wait and are done when it is back; stages complete on an I/O thread, exceptionally only for what waiting cannot mend
 * ({@link StoreException}) or after {@link #close}. Thread-safe.
 */
public interface MessageStore {
    /** Looks at version and configuration. Fails when Redis is too old. */
    CompletionStage<RedisFinding> check();

    /** The ids of everything in the outbox, oldest first. Call it once, before taking starts. */
    CompletionStage<List<String>> outbox();

    /** Entries of the outbox; those that are gone are left out. */
    CompletionStage<List<StoredMessage>> load(List<String> ids);

    /** Starts moving messages from both lists into the outbox and tells the intake. */
    void startTaking(Intake intake);

    /** There is room again. */
    void resume();

    /** Ends taking from one list; what was taken and not told stays for the next start. */
    void stopTaking(StoredMessage.Kind kind);

    /** Ends one (request, destination), at most once. */
    CompletionStage<Outcome.Result> finish(Outcome outcome);

    /** Forgets entries that need no outcome: answers that arrived. */
    CompletionStage<Long> remove(Collection<String> ids);

    /** Moves an outbox entry to the dead letters. */
    CompletionStage<Boolean> bury(String id, DeadLetter letter);

    /** Keeps something that never was in the outbox as a dead letter. */
    CompletionStage<Void> bury(DeadLetter letter);

    /** Remembers an incoming request and pushes it, at most once. */
    CompletionStage<IncomingRequest.Result> accept(IncomingRequest request);

    /** Commands whose lists this peer has pushed to and that hold something. */
    CompletionStage<List<String>> waitingCommands();

    /** Moves requests nobody will handle from a command's list into the outbox, as {@link StoredMessage.Kind#DRAINED}. */
    CompletionStage<List<StoredMessage>> drain(String command);

    /** Sets an incoming envelope aside; false when there are already {@code max}. */
    CompletionStage<Boolean> hold(byte[] envelope, int max);

    /** The oldest envelope that was set aside, left there; null when there is none. */
    CompletionStage<List<byte[]>> held(int max);

    /** Forgets an envelope that was set aside. */
    CompletionStage<Void> release(byte[] envelope);

    /** True once when somebody has set {@link StoreKeys#QUIESCE} since the last call. */
    CompletionStage<Boolean> quiesceAsked();

    /** Looks at the depths of everything. */
    CompletionStage<StoreDepths> depths();

    /** Fresh outbox id, for steps that put something of the peer's own into the outbox. */
    String nextId();

    /** True while the connection to Redis is up. */
    boolean connected();

    /** Ends the connections. Steps that are under way may or may not be done. */
    void close();
}
