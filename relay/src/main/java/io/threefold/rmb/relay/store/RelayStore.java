package io.threefold.rmb.relay.store;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import io.threefold.rmb.protocol.envelope.Address;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Everything a relay keeps in Redis, over two connections: one for commands, one for notices. */
public final class RelayStore implements AutoCloseable {
    private static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);
    private static final int MAX_QUEUED_COMMANDS = 200_000;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final ClientResources resources;
    private final List<RedisClient> clients;
    private final RedisPipe pipe;
    private final StreamStore streams;
    private final SessionRegistry sessions;
    private final Journal journal;

    private RelayStore(
            ClientResources resources, List<RedisClient> clients, RedisPipe pipe, RedisKeys keys, Settings settings) {
        this.resources = resources;
        this.clients = clients;
        this.pipe = pipe;
        this.streams = new StreamStore(pipe, keys, settings.process());
        this.sessions = new SessionRegistry(
                pipe,
                keys,
                settings.process(),
                settings.lease(),
                settings.limits().keep());
        this.journal = new Journal(pipe, keys, settings.process(), settings.lease());
    }

    /**
     * How to use Redis.
     *
     * @param process this process' name: letters and digits, unique among those that share a Redis
     * @param timeout how long a command may take, a restart of Redis included
     * @param lease how long a session of a killed process counts as connected
     */
    public record Settings(
            RedisURI uri, String prefix, String process, StreamLimits limits, Duration timeout, Duration lease) {}

    /** Who wants to hear what other processes do; called on a thread of Redis' client. */
    public interface Listener {
        /** Another process has stored something for a session. */
        void messageFor(Address session);

        /** Another process has taken a session from a connection of this one. */
        void displaced(Address session, String owner);

        /** Something may have been missed. */
        void missedSome();
    }

    /** Connects; fails when Redis does not answer in time. */
    public static CompletionStage<RelayStore> open(Vertx vertx, Settings settings, Listener listener) {
        ClientResources resources = DefaultClientResources.builder()
                .eventLoopGroupProvider(new SharedEventLoops(vertx))
                .computationThreadPoolSize(2)
                .reconnectDelay(
                        () -> Delay.fullJitter(Duration.ofMillis(20), Duration.ofSeconds(2), 20, TimeUnit.MILLISECONDS))
                .build();
        // What is under way when the commands' connection breaks is repeated by the pipe, in order, and not by the
        // client.
        RedisClient commands = client(resources, settings, false);
        RedisClient notices = client(resources, settings, true);
        var clients = List.of(commands, notices);
        var keys = new RedisKeys(settings.prefix());
        Map<Scripts, Scripts.Loaded> scripts = Scripts.forRelay(keys, settings.limits());
        Supplier<CompletionStage<StatefulRedisConnection<String, byte[]>>> connector =
                () -> commands.connectAsync(CODEC, settings.uri());
        CompletionStage<RelayStore> opened = connector
                .get()
                .thenCompose(first -> notices.connectPubSubAsync(CODEC, settings.uri())
                        .thenCompose(listening -> {
                            var pipe = new RedisPipe(
                                    vertx,
                                    first,
                                    connector,
                                    scripts,
                                    settings.timeout().toMillis());
                            var store = new RelayStore(resources, clients, pipe, keys, settings);
                            return pipe.loadScripts()
                                    .thenCompose(ignored ->
                                            new Notices(listening, keys, settings.process(), listener).subscribe())
                                    .thenApply(ignored -> store);
                        }));
        return opened.whenComplete((store, error) -> {
            if (error != null) {
                shutdown(clients, resources);
            }
        });
    }

    private static RedisClient client(ClientResources resources, Settings settings, boolean reconnects) {
        RedisClient client = RedisClient.create(resources, settings.uri());
        client.setOptions(ClientOptions.builder()
                .autoReconnect(reconnects)
                .requestQueueSize(MAX_QUEUED_COMMANDS)
                .socketOptions(SocketOptions.builder()
                        .keepAlive(true)
                        .connectTimeout(CONNECT_TIMEOUT)
                        .build())
                .timeoutOptions(TimeoutOptions.enabled(settings.timeout()))
                .build());
        return client;
    }

    /** The streams of messages. */
    public StreamStore streams() {
        return streams;
    }

    /** Who holds which session. */
    public SessionRegistry sessions() {
        return sessions;
    }

    /** What was taken for other relays. */
    public Journal journal() {
        return journal;
    }

    /** Whether the connection for commands stands. */
    public boolean isConnected() {
        return pipe.isReady();
    }

    /** Commands that were called and have neither succeeded nor failed. */
    public int unfinished() {
        return pipe.unfinished();
    }

    @Override
    public void close() {
        pipe.close();
        shutdown(clients, resources);
    }

    private static void shutdown(List<RedisClient> clients, ClientResources resources) {
        CompletableFuture.allOf(clients.stream()
                        .map(client -> client.shutdownAsync(0, 1, TimeUnit.SECONDS))
                        .toArray(CompletableFuture[]::new))
                .whenComplete((ignored, error) -> resources.shutdown(0, 1, TimeUnit.SECONDS));
    }
}
