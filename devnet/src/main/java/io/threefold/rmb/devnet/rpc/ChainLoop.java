package io.threefold.rmb.devnet.rpc;

import io.threefold.rmb.devnet.chain.Block;
import io.threefold.rmb.devnet.chain.Chain;
import io.threefold.rmb.devnet.chain.ChainListener;
import io.threefold.rmb.devnet.metadata.RuntimeMetadata;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The event loop of a {@link ChainServer}: connections, requests and the timers that make blocks. */
final class ChainLoop extends AbstractVerticle implements RpcMethods.Authoring {
    private static final Logger log = LoggerFactory.getLogger(ChainLoop.class);

    /** Blocks that may wait for a disk that fails; beyond it a restart goes back to what was written. */
    private static final int MAX_UNWRITTEN = 2000;

    private static final long PING_MILLIS = 30_000;
    private static final int SILENT_SECONDS = 120;

    private final ChainServer.Settings settings;
    private final Function<ChainListener, Chain> factory;
    private final ChainServer.Journal journal;
    private final InstantSource clock;
    private final SubscriptionHub hub = new SubscriptionHub();
    private final Set<SocketSubscriber> connections = new HashSet<>();
    private final List<Block> unwritten = new ArrayList<>();
    private @Nullable Chain chain;
    private @Nullable HttpServer server;
    private long blockTimer = -1;
    private long earlyTimer = -1;
    private @Nullable String failure;
    private volatile int port;
    private volatile ChainServer.Status status = ChainServer.Status.NONE;

    ChainLoop(
            ChainServer.Settings settings,
            Function<ChainListener, Chain> factory,
            ChainServer.Journal journal,
            InstantSource clock) {
        this.settings = settings;
        this.factory = factory;
        this.journal = journal;
        this.clock = clock;
    }

    int port() {
        return port;
    }

    ChainServer.Status status() {
        return status;
    }

    @Override
    public void start(Promise<Void> started) {
        Chain made = factory.apply(hub);
        chain = made;
        RpcMethods methods = new RpcMethods(settings.chainName(), made, hub, RuntimeMetadata.encode(), this);
        RpcDispatcher dispatcher = new RpcDispatcher(methods.all());
        HttpServerOptions options = new HttpServerOptions()
                .setHost(settings.host())
                .setPort(settings.port())
                .setReadIdleTimeout(SILENT_SECONDS)
                .setMaxWebSocketFrameSize(ChainServer.MAX_MESSAGE)
                .setMaxWebSocketMessageSize(ChainServer.MAX_MESSAGE);
        PostHandler posts = new PostHandler(dispatcher, settings.maxConnections());
        // No webSocketHandler: Quarkus switches those off for the whole process.
        HttpServer listening =
                vertx.createHttpServer(options).requestHandler(request -> route(request, dispatcher, posts));
        server = listening;
        listening
                .listen()
                .onSuccess(done -> {
                    port = listening.actualPort();
                    vertx.setPeriodic(PING_MILLIS, timer -> connections.forEach(SocketSubscriber::ping));
                    produceNow();
                })
                .<Void>mapEmpty()
                .onComplete(started);
    }

    @Override
    public void stop(Promise<Void> stopped) {
        vertx.cancelTimer(blockTimer);
        vertx.cancelTimer(earlyTimer);
        Future<Void> closed = server == null ? Future.succeededFuture() : server.close();
        closed.compose(done -> finalizeTo(chain().head().number())).onComplete(stopped);
    }

    @Override
    public void workArrived() {
        if (earlyTimer < 0 && chain().hasWork()) {
            earlyTimer = vertx.setTimer(settings.inclusionDelay().toMillis(), timer -> produceNow());
        }
    }

    @Override
    public Block produceNow() {
        vertx.cancelTimer(blockTimer);
        vertx.cancelTimer(earlyTimer);
        earlyTimer = -1;
        blockTimer = vertx.setTimer(settings.blockTime().toMillis(), timer -> produceNow());
        Block block = chain().produce();
        unwritten.add(block);
        vertx.setTimer(settings.finalityDelay().toMillis(), timer -> finalizeTo(block.number()));
        workArrived();
        refreshStatus();
        return block;
    }

    private Future<Void> finalizeTo(long number) {
        List<Block> due =
                unwritten.stream().filter(block -> block.number() <= number).toList();
        return vertx.<Void>executeBlocking(() -> {
                    journal.append(due);
                    return null;
                })
                .onSuccess(done -> {
                    failure = null;
                    unwritten.removeAll(due);
                })
                .recover(e -> {
                    failure = "cannot write to the data directory: " + e.getMessage();
                    log.error("blocks up to {} are not durable yet: {}", number, e.getMessage());
                    if (unwritten.size() > MAX_UNWRITTEN) {
                        unwritten.removeFirst();
                    }
                    return Future.succeededFuture();
                })
                .onSuccess(done -> {
                    chain().finalizeTo(number);
                    refreshStatus();
                });
    }

    private void route(HttpServerRequest request, RpcDispatcher dispatcher, PostHandler posts) {
        if (!request.headers().contains(HttpHeaders.UPGRADE, HttpHeaders.WEBSOCKET, true)) {
            posts.handle(request);
        } else if (connections.size() >= settings.maxConnections()) {
            request.response().setStatusCode(503).end();
        } else {
            request.toWebSocket()
                    .onSuccess(socket -> accept(socket, dispatcher))
                    .onFailure(e -> log.debug("handshake failed: {}", e.getMessage()));
        }
    }

    private void accept(ServerWebSocket socket, RpcDispatcher dispatcher) {
        SocketSubscriber subscriber = new SocketSubscriber(socket);
        connections.add(subscriber);
        socket.textMessageHandler(text -> dispatcher.handle(text, subscriber, subscriber::reply));
        socket.binaryMessageHandler(
                bytes -> dispatcher.handle(bytes.toString(StandardCharsets.UTF_8), subscriber, subscriber::reply));
        socket.exceptionHandler(e -> log.debug("connection failed: {}", e.getMessage()));
        socket.closeHandler(closed -> {
            connections.remove(subscriber);
            hub.forget(subscriber);
            refreshStatus();
        });
        refreshStatus();
    }

    private void refreshStatus() {
        Chain current = chain();
        status = new ChainServer.Status(
                current.genesisHash(),
                current.head().number(),
                current.finalizedHead().number(),
                current.poolSize(),
                connections.size(),
                hub.size(),
                clock.millis(),
                failure);
    }

    private Chain chain() {
        Chain current = chain;
        if (current == null) {
            throw new IllegalStateException("not started");
        }
        return current;
    }
}
