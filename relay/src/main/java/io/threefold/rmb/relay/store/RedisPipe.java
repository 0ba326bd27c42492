package io.threefold.rmb.relay.store;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One connection to Redis, shared by everything that does not block: commands go out in the order of the calls and are
 * flushed together, once per turn of an event loop, and their order survives a Redis that restarts. Lettuce repeats what was
 * under way when a connection broke (so a command may run twice); what a Redis refuses because it is still loading, or
 * because it has lost our scripts, waits here until it can go on, in the old order. Nothing waits longer than the timeout.
 */
final class RedisPipe {
    private static final System.Logger LOG = System.getLogger(RedisPipe.class.getName());
    private static final long RETRY_MILLIS = 25;
    private static final long MAX_RETRY_MILLIS = 500;

    private final Vertx vertx;
    private final Context context;
    private final StatefulRedisConnection<String, byte[]> connection;
    private final RedisAsyncCommands<String, byte[]> redis;
    private final long timeoutNanos;
    private final AtomicBoolean flushScheduled = new AtomicBoolean();
    private final AtomicInteger unfinished = new AtomicInteger();

    private final Object lock = new Object();
    private final TreeMap<Long, Pending<?>> waiting = new TreeMap<>();
    private long nextSequence;
    private int inFlight;
    private boolean recovering;
    private boolean closed;

    RedisPipe(Vertx vertx, StatefulRedisConnection<String, byte[]> connection, long timeoutMillis) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.connection = connection;
        this.redis = connection.async();
        this.timeoutNanos = timeoutMillis * 1_000_000;
        connection.setAutoFlushCommands(false);
    }

    /** A command; called again when it has to be repeated. */
    @FunctionalInterface
    interface Command<T> {
        RedisFuture<T> issue(RedisAsyncCommands<String, byte[]> redis);
    }

    private record Pending<T>(long sequence, Command<T> command, CompletableFuture<T> future, long deadlineNanos) {}

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
        RedisFuture<T> answer;
        try {
            answer = pending.command().issue(redis);
        } catch (RuntimeException e) {
            fail(pending, e);
            return;
        }
        inFlight++;
        answer.whenComplete((value, error) -> finished(pending, value, error));
        scheduleFlush();
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
        boolean retry = false;
        synchronized (lock) {
            inFlight--;
            if (error != null && !closed && isPassing(error) && System.nanoTime() < pending.deadlineNanos()) {
                retry = true;
                waiting.put(pending.sequence(), pending);
                if (!recovering) {
                    recovering = true;
                    LOG.log(System.Logger.Level.INFO, "Redis is not ready ({0}); messages wait", error.getMessage());
                    vertx.setTimer(RETRY_MILLIS, ignored -> recover(RETRY_MILLIS));
                }
            }
        }
        if (retry) {
            return;
        }
        unfinished.decrementAndGet();
        if (error == null) {
            pending.future().complete(value);
        } else {
            pending.future().completeExceptionally(error);
        }
    }

    private void fail(Pending<?> pending, Throwable error) {
        unfinished.decrementAndGet();
        pending.future().completeExceptionally(error);
    }

    /** Loads the scripts; when that works and nothing is under way any more, what waited goes out in its old order. */
    private void recover(long pause) {
        loadScripts().whenComplete((ignored, error) -> {
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
                if (!again) {
                    recovering = false;
                    var inOrder = new ArrayList<>(waiting.values());
                    waiting.clear();
                    inOrder.forEach(this::issue);
                }
            }
            late.forEach(pending -> fail(pending, new IllegalStateException("Redis was not ready in time", error)));
            if (again) {
                long next = Math.min(MAX_RETRY_MILLIS, pause * 2);
                vertx.setTimer(next, timer -> recover(next));
            }
        });
    }

    /** Makes all scripts known to Redis. */
    CompletionStage<Void> loadScripts() {
        var loads = new ArrayList<CompletableFuture<?>>();
        for (Scripts script : Scripts.values()) {
            loads.add(redis.scriptLoad(script.text()).toCompletableFuture());
        }
        scheduleFlush();
        return CompletableFuture.allOf(loads.toArray(CompletableFuture[]::new));
    }

    /** Whether Redis will probably take the same command in a moment. */
    private static boolean isPassing(Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        if (!(cause instanceof RedisCommandExecutionException) || cause.getMessage() == null) {
            return false;
        }
        String text = cause.getMessage();
        return text.startsWith("NOSCRIPT")
                || text.startsWith("LOADING")
                || text.startsWith("BUSY ")
                || text.startsWith("READONLY")
                || text.startsWith("MASTERDOWN")
                || text.startsWith("TRYAGAIN");
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
