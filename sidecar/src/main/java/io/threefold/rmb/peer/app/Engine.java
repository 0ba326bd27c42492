package io.threefold.rmb.peer.app;

import io.threefold.rmb.peer.config.Configuration;
import io.threefold.rmb.peer.status.StatusBoard.Section;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** What does the work of a peer, seen from the process that keeps it. Thread-safe. */
interface Engine {
    /** Hears of things that end the process. */
    @FunctionalInterface
    interface Exit {
        /**
         * The peer cannot go on.
         *
         * @param line for the user: what happened and what to do
         */
        void leave(int code, String line);
    }

    /** Begins to connect; returns at once. */
    void start();

    /** True while the connection to Redis is up. */
    boolean redisConnected();

    /** True once messages are taken from Redis. */
    boolean serving();

    /** True while at least one relay session is open. */
    boolean relayConnected();

    /** True while a node of the chain answers; a peer works on with the twins it knows when none does. */
    boolean chainConnected();

    /** What it does right now, in a word or two, for health and status. */
    String phase();

    /** Parts of the status that it knows. */
    List<Section> sections();

    /** Applies the settings that can change while running. */
    void apply(Configuration configuration);

    /** Uses the certificates that are in the CA file now, for connections to come. */
    void caChanged();

    /** Takes no new work, sends what it has, ends its connections; done at the deadline at the latest. */
    CompletionStage<Void> stop(Duration deadline);
}
