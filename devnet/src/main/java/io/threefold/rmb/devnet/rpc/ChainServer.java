package io.threefold.rmb.devnet.rpc;

import io.threefold.rmb.devnet.chain.Block;
import io.threefold.rmb.devnet.chain.Chain;
import io.threefold.rmb.devnet.chain.ChainListener;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Serves a chain over JSON-RPC, by WebSocket and, without subscriptions, by HTTP POST, and makes its blocks. Everything
 * happens on one event loop. Started and stopped once; thread-safe.
 */
public final class ChainServer {
    /** Longest message taken, in bytes. */
    public static final int MAX_MESSAGE = 1 << 20;

    /**
     * How to serve.
     *
     * @param host interface to listen on
     * @param port 0 for any free one
     * @param blockTime longest time between two blocks; real clients give up after 7 s
     * @param inclusionDelay from an extrinsic to its block
     * @param finalityDelay from a block to its finality; at least 200 ms, else the TypeScript client can hang
     */
    public record Settings(
            String chainName,
            String host,
            int port,
            Duration blockTime,
            Duration inclusionDelay,
            Duration finalityDelay,
            int maxConnections) {
        /** What suits a development chain: blocks every 5 s and 250 ms after an extrinsic, final 500 ms later. */
        public static Settings defaults(String host, int port) {
            return new Settings(
                    "RMB Devnet",
                    host,
                    port,
                    Duration.ofSeconds(5),
                    Duration.ofMillis(250),
                    Duration.ofMillis(500),
                    256);
        }
    }

    /** Makes blocks durable before they are called final. Called on a worker thread, one call at a time. */
    @FunctionalInterface
    public interface Journal {
        /** Keeps nothing. */
        Journal NONE = blocks -> {};

        /** Returns once the blocks, which follow those of the call before, are on the disk. */
        void append(List<Block> blocks) throws IOException;
    }

    /**
     * A picture of the chain, renewed with every block.
     *
     * @param lastBlockMillis when the newest block was made, milliseconds since 1970
     * @param failure why blocks cannot be made durable, if so
     */
    public record Status(
            String genesisHash,
            long head,
            long finalized,
            int pool,
            int connections,
            int subscriptions,
            long lastBlockMillis,
            @Nullable String failure) {
        static final Status NONE = new Status("", 0, 0, 0, 0, 0, 0, "the chain is not started");
    }

    private final ChainLoop loop;
    private volatile @Nullable String deployment;

    /** @param factory makes or restores the chain, for the given listener */
    public ChainServer(
            Settings settings, Function<ChainListener, Chain> factory, Journal journal, InstantSource clock) {
        this.loop = new ChainLoop(settings, factory, journal, clock);
    }

    /** Listens and makes the first block. Fails when the port is taken. */
    public Future<Void> start(Vertx vertx) {
        return vertx.deployVerticle(loop).onSuccess(id -> deployment = id).mapEmpty();
    }

    /** Stops listening and making blocks; what is included becomes final first. */
    public Future<Void> stop(Vertx vertx) {
        String id = deployment;
        return id == null ? Future.succeededFuture() : vertx.undeploy(id);
    }

    /** The port it listens on; 0 before it does. */
    public int port() {
        return loop.port();
    }

    /** What it does right now. */
    public Status status() {
        return loop.status();
    }
}
