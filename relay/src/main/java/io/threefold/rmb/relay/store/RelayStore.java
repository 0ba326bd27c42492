package io.threefold.rmb.relay.store;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import io.threefold.rmb.protocol.envelope.Address;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Everything a relay keeps in Redis, over two connections: one for commands, one for notices. */
public final class RelayStore implements AutoCloseable {
    private static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);
    private static final int MAX_QUEUED_COMMANDS = 200_000;

    private final ClientResources resources;
    private final RedisClient client;
    private final StatefulRedisConnection<String, byte[]> commands;
    private final StatefulRedisPubSubConnection<String, byte[]> notices;
    private final RedisPipe pipe;
    private final StreamStore streams;
    private final SessionRegistry sessions;
    private final Journal journal;

    private RelayStore(
            ClientResources resources,
            RedisClient client,
            StatefulRedisConnection<String, byte[]> commands,
            StatefulRedisPubSubConnection<String, byte[]> notices,
            RedisPipe pipe,
            RedisKeys keys,
            Settings settings) {
        this.resources = resources;
        this.client = client;
        this.commands = commands;
        this.notices = notices;
        this.pipe = pipe;
        this.streams = new StreamStore(pipe, keys, settings.process(), settings.limits());
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
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .reconnectDelay(
                        () -> Delay.fullJitter(Duration.ofMillis(20), Duration.ofSeconds(2), 20, TimeUnit.MILLISECONDS))
                .build();
        RedisClient client = RedisClient.create(resources, settings.uri());
        client.setOptions(ClientOptions.builder()
                .autoReconnect(true)
                .requestQueueSize(MAX_QUEUED_COMMANDS)
                .timeoutOptions(TimeoutOptions.enabled(settings.timeout()))
                .build());
        var keys = new RedisKeys(settings.prefix());
        CompletionStage<RelayStore> opened = client.connectAsync(CODEC, settings.uri())
                .thenCompose(commands -> client.connectPubSubAsync(CODEC, settings.uri())
                        .thenCompose(notices -> {
                            var pipe = new RedisPipe(
                                    vertx, commands, settings.timeout().toMillis());
                            var store = new RelayStore(resources, client, commands, notices, pipe, keys, settings);
                            return pipe.loadScripts()
                                    .thenCompose(ignored ->
                                            new Notices(notices, keys, settings.process(), listener).subscribe())
                                    .thenApply(ignored -> store);
                        }));
        return opened.whenComplete((store, error) -> {
            if (error != null) {
                shutdown(client, resources);
            }
        });
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
        return commands.isOpen();
    }

    /** Commands that were called and have neither succeeded nor failed. */
    public int unfinished() {
        return pipe.unfinished();
    }

    @Override
    public void close() {
        pipe.close();
        commands.closeAsync();
        notices.closeAsync();
        shutdown(client, resources);
    }

    private static void shutdown(RedisClient client, ClientResources resources) {
        client.shutdownAsync(0, 1, TimeUnit.SECONDS)
                .whenComplete((ignored, error) -> resources.shutdown(0, 1, TimeUnit.SECONDS));
    }
}
