package io.threefold.rmb.peer.store;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

/** One Redis client with small resources, and its connections. */
final class RedisConnections {
    private static final Logger LOG = Logger.getLogger(RedisConnections.class.getName());
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration RECONNECT_MAX = Duration.ofSeconds(2);

    private final ClientResources resources;
    private final RedisClient client;
    private final RedisURI uri;
    private final Set<Channel> channels = ConcurrentHashMap.newKeySet();
    private final Set<Object> up = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();

    /** @throws IllegalArgumentException when the URL cannot be read; the text does not hold it, it may have a password */
    RedisConnections(String url) {
        try {
            uri = RedisURI.create(url);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "the Redis URL cannot be read; write redis://host:port or rediss://user:password@host:port/db");
        }
        uri.setTimeout(CONNECT_TIMEOUT);
        uri.setClientName("rmb-peer");
        resources = DefaultClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .reconnectDelay(Delay.fullJitter(Duration.ofMillis(50), RECONNECT_MAX, 50, TimeUnit.MILLISECONDS))
                .nettyCustomizer(new NettyCustomizer() {
                    @Override
                    public void afterChannelInitialized(Channel channel) {
                        channels.add(channel);
                        var unused = channel.closeFuture().addListener(done -> channels.remove(channel));
                    }
                })
                .build();
        client = RedisClient.create(resources, uri);
        client.setOptions(ClientOptions.builder()
                .autoReconnect(true)
                .suspendReconnectOnProtocolFailure(false)
                .requestQueueSize(100_000)
                // A blocking move waits longer than any timeout of ours; what hangs is found by RedisStore's watch.
                .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build())
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(CONNECT_TIMEOUT)
                        .keepAlive(true)
                        .tcpNoDelay(true)
                        .build())
                .build());
    }

    ScheduledExecutorService timer() {
        return resources.eventExecutorGroup();
    }

    /** Tries until it works or {@link #close} is called. */
    CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connect() {
        CompletableFuture<StatefulRedisConnection<byte[], byte[]>> result = new CompletableFuture<>();
        connect(result, 0);
        return result;
    }

    private void connect(CompletableFuture<StatefulRedisConnection<byte[], byte[]>> result, int tries) {
        if (closed.get()) {
            result.completeExceptionally(new StoreException("the connection to Redis is closed"));
            return;
        }
        client.connectAsync(ByteArrayCodec.INSTANCE, uri).whenComplete((connection, failure) -> {
            if (connection != null) {
                up.add(connection);
                connection.addListener(new RedisConnectionStateListener() {
                    @Override
                    public void onRedisConnected(RedisChannelHandler<?, ?> handler, SocketAddress address) {
                        up.add(handler);
                    }

                    @Override
                    public void onRedisDisconnected(RedisChannelHandler<?, ?> handler) {
                        up.remove(handler);
                    }
                });
                if (!result.complete(connection) || closed.get()) {
                    connection.closeAsync();
                }
                return;
            }
            if (tries % 15 == 0) {
                LOG.log(Level.WARNING, "Redis at {0}:{1} cannot be reached, trying on: {2}", new Object[] {
                    uri.getHost(), String.valueOf(uri.getPort()), rootText(failure)
                });
            }
            try {
                timer().schedule(
                                () -> connect(result, tries + 1),
                                Math.min(RECONNECT_MAX.toMillis(), 50L << Math.min(tries, 6)),
                                TimeUnit.MILLISECONDS);
            } catch (RuntimeException e) {
                result.completeExceptionally(new StoreException("the connection to Redis is closed", e));
            }
        });
    }

    private static String rootText(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    /** True while the connection's socket is there. */
    boolean up(StatefulRedisConnection<byte[], byte[]> connection) {
        return up.contains(connection);
    }

    /** Ends the sockets but not the connections: they come back and replay what was under way. */
    void reset() {
        channels.forEach(Channel::close);
    }

    void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        client.shutdownAsync(0, 2, TimeUnit.SECONDS)
                .whenComplete((done, failure) -> resources.shutdown(0, 2, TimeUnit.SECONDS));
    }
}
