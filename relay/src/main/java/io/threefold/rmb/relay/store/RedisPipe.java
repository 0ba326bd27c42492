package io.threefold.rmb.relay.store;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionStateAdapter;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection to Redis, shared by everything that does not block: commands go out in the order of the calls and are
 * flushed together, once per turn of an event loop. Their order survives a Redis that restarts: what was under way when the
 * connection broke, and what a Redis refuses because it is still loading or has lost our scripts, waits here and goes out
 * again in the old order, so a command may run twice. Nothing waits longer than the timeout.
 */
final class RedisPipe {
    private static final System.Logger LOG = System.getLogger(RedisPipe.class.getName());
    private static final long RETRY_MILLIS = 25;
    private static final long MAX_RETRY_MILLIS = 1000;

    private final Vertx vertx;
    private final Context context;
    private final Supplier<CompletionStage<StatefulRedisConnection<String, byte[]>>> connector;
    private final Map<Scripts, Scripts.Loaded> scripts;
    private final long timeoutNanos;
    private final AtomicBoolean flushScheduled = new AtomicBoolean();
    private final AtomicInteger unfinished = new AtomicInteger();

    private final Object lock = new Object();
    private final TreeMap<Long, Pending<?>> waiting = new TreeMap<>();
    private volatile StatefulRedisConnection<String, byte[]> connection;
    private long nextSequence;
    private int inFlight;
    private boolean recovering;
    private volatile boolean closed;

    /**
     * @param connection the first connection; must not reconnect by itself, nor repeat commands
     * @param connector makes another
     * @param scripts what {@link #run} may run
     */
    RedisPipe(
            Vertx vertx,
            StatefulRedisConnection<String, byte[]> connection,
            Supplier<CompletionStage<StatefulRedisConnection<String, byte[]>>> connector,
            Map<Scripts, Scripts.Loaded> scripts,
            long timeoutMillis) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.connection = connection;
        this.connector = connector;
        this.scripts = scripts;
        this.timeoutNanos = timeoutMillis * 1_000_000;
        prepare(connection);
    }

    /** A command; called again when it has to be repeated. */
    @FunctionalInterface
    interface Command<T> {
        RedisFuture<T> issue(RedisAsyncCommands<String, byte[]> redis);
    }

    private record Pending<T>(long sequence, Command<T> command, CompletableFuture<T> future, long deadlineNanos) {}

    private void prepare(StatefulRedisConnection<String, byte[]> fresh) {
        fresh.setAutoFlushCommands(false);
        fresh.addListener(new RedisConnectionStateAdapter() {
            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> ended) {
                synchronized (lock) {
                    recoverSoon("the connection ended");
                }
            }
        });
    }

    /** Whether the connection stands and Redis takes commands. */
    boolean isReady() {
        synchronized (lock) {
            return !closed && !recovering && connection.isOpen();
        }
    }

    /** Commands that were called and have neither succeeded nor failed. */
    int unfinished() {
        return unfinished.get();
    }

    /** Issues a command. The stage completes on a thread of Redis' client: do not block in callbacks. */
    <T> CompletionStage<T> call(Command<T> command) {
        var future = new CompletableFuture<T>();
        unfinished.incrementAndGet();
        synchronized (lock) {
            var pending = new Pending<>(nextSequence++, command, future, System.nanoTime() + timeoutNanos);
            if (closed) {
                fail(pending, new IllegalStateException("the relay is stopping"));
            } else if (recovering) {
                waiting.put(pending.sequence(), pending);
            } else {
                issue(pending);
            }
        }
        return future;
    }

    /** Under the lock, so that the order of the sequence is the order on the wire. */
    private <T> void issue(Pending<T> pending) {
        inFlight++;
        RedisFuture<T> answer;
        try {
            answer = pending.command().issue(connection.async());
        } catch (RuntimeException e) {
            finished(pending, null, e);
            return;
        }
        answer.whenComplete((value, error) -> finished(pending, value, error));
        scheduleFlush();
    }

    /** Runs a script. */
    <T> CompletionStage<T> run(Scripts script, ScriptOutputType output, String[] keys, byte[]... arguments) {
        String digest = Objects.requireNonNull(scripts.get(script)).digest();
        return call(redis -> redis.evalsha(digest, output, keys, arguments));
    }

    private void scheduleFlush() {
        if (flushScheduled.compareAndSet(false, true)) {
            Context current = Vertx.currentContext();
            (current == null ? context : current).runOnContext(ignored -> flush());
        }
    }

    private void flush() {
        flushScheduled.set(false);
        connection.flushCommands();
    }

    private <T> void finished(Pending<T> pending, @Nullable T value, @Nullable Throwable error) {
        synchronized (lock) {
            inFlight--;
            if (error != null && !closed && isPassing(error) && System.nanoTime() < pending.deadlineNanos()) {
                waiting.put(pending.sequence(), pending);
                recoverSoon(String.valueOf(error.getMessage()));
                return;
            }
        }
        unfinished.decrementAndGet();
        if (error == null) {
            pending.future().complete(value);
            return;
        }
        if (error instanceof RedisCommandTimeoutException) {
            // A connection on which nothing comes back any more is not waited for.
            connection.closeAsync();
        }
        pending.future().completeExceptionally(error);
    }

    private void fail(Pending<?> pending, Throwable error) {
        unfinished.decrementAndGet();
        pending.future().completeExceptionally(error);
    }

    /** Under the lock. */
    private void recoverSoon(String why) {
        if (!recovering && !closed) {
            recovering = true;
            LOG.log(System.Logger.Level.WARNING, "Redis cannot be used ({0}); messages wait", why);
            vertx.setTimer(RETRY_MILLIS, ignored -> recover(RETRY_MILLIS));
        }
    }

    /**
     * Connects and loads the scripts; when that works and nothing is under way any more, what waited goes out in its old
     * order.
     */
    private void recover(long pause) {
        connected().thenCompose(ignored -> loadScripts()).whenComplete((ignored, error) -> {
            List<Pending<?>> late = new ArrayList<>();
            boolean again;
            synchronized (lock) {
                again = !closed && (error != null || inFlight > 0);
                long now = System.nanoTime();
                waiting.values().removeIf(pending -> {
                    boolean over = closed || now >= pending.deadlineNanos();
                    if (over) {
                        late.add(pending);
                    }
                    return over;
                });
                if (!again && !closed) {
                    recovering = false;
                    LOG.log(System.Logger.Level.INFO, "Redis can be used again; {0} commands waited", waiting.size());
                    var inOrder = new ArrayList<>(waiting.values());
                    waiting.clear();
                    inOrder.forEach(this::issueOrWait);
                }
            }
            late.forEach(pending -> fail(pending, new IllegalStateException("Redis was away for too long", error)));
            if (again) {
                long next = Math.min(MAX_RETRY_MILLIS, pause * 2);
                long jittered = next / 2 + ThreadLocalRandom.current().nextLong(next / 2 + 1);
                vertx.setTimer(jittered, timer -> recover(next));
            }
        });
    }

    private void issueOrWait(Pending<?> pending) {
        if (recovering) {
            waiting.put(pending.sequence(), pending);
        } else {
            issue(pending);
        }
    }

    private CompletionStage<?> connected() {
        if (closed || connection.isOpen()) {
            return CompletableFuture.completedFuture(null);
        }
        return connector.get().thenAccept(fresh -> {
            prepare(fresh);
            synchronized (lock) {
                connection = fresh;
            }
            if (closed) {
                fresh.closeAsync();
            }
        });
    }

    /** Makes all scripts known to Redis. */
    CompletionStage<Void> loadScripts() {
        RedisAsyncCommands<String, byte[]> redis = connection.async();
        var loads = new ArrayList<CompletableFuture<?>>();
        for (Scripts.Loaded script : scripts.values()) {
            loads.add(redis.scriptLoad(script.text()).toCompletableFuture());
        }
        scheduleFlush();
        return CompletableFuture.allOf(loads.toArray(CompletableFuture[]::new));
    }

    /** Whether Redis, perhaps on another connection, will probably take the same command in a moment. */
    private static boolean isPassing(Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        if (cause instanceof RedisCommandExecutionException) {
            String text = String.valueOf(cause.getMessage());
            return text.startsWith("NOSCRIPT")
                    || text.startsWith("LOADING")
                    || text.startsWith("BUSY ")
                    || text.startsWith("READONLY")
                    || text.startsWith("MASTERDOWN")
                    || text.startsWith("TRYAGAIN");
        }
        return cause instanceof IOException
                || cause instanceof CancellationException
                || cause instanceof RedisException && !(cause instanceof RedisCommandTimeoutException);
    }

    /** Fails what waits; what is under way may still succeed. */
    void close() {
        List<Pending<?>> left;
        synchronized (lock) {
            closed = true;
            left = new ArrayList<>(waiting.values());
            waiting.clear();
        }
        left.forEach(pending -> fail(pending, new IllegalStateException("the relay is stopping")));
    }
}
