package io.threefold.rmb.peer.store;

import io.lettuce.core.RedisBusyException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisLoadingException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisReadOnlyException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes steps to Redis in batches: while two batches are under way, further steps gather and leave together, so an idle peer
 * waits for nothing and a busy one needs few system calls. Steps that fail for a passing reason (loading, out of memory, a failed
 * save, script unknown after a restart) are tried again; a lost connection replays what was under way, so each step has to
 * tolerate running twice.
 */
final class Pipeline {
    private static final int BATCHES = 1;
    private static final int BATCH_STEPS = 128;
    private static final int BATCH_BYTES = 4 << 20;
    private static final long RETRY_MIN_MILLIS = 20;
    private static final long RETRY_MAX_MILLIS = 1_000;

    private final StatefulRedisConnection<byte[], byte[]> connection;
    private final ScheduledExecutorService timer;
    private final Object lock = new Object();
    private final ArrayDeque<Step<?>> waiting = new ArrayDeque<>();
    private int batches;
    private long busySince;
    private boolean closed;

    Pipeline(StatefulRedisConnection<byte[], byte[]> connection, ScheduledExecutorService timer) {
        this.connection = connection;
        this.timer = timer;
    }

    /** Runs a script; its result is always a list. */
    CompletableFuture<List<Object>> run(Script script, List<byte[]> keys, List<byte[]> args) {
        CommandArgs<byte[], byte[]> rest =
                args().add(script.sha()).add(keys.size()).addKeys(keys).addValues(args);
        return submit(new Step<>(
                CommandType.EVALSHA, Pipeline::nested, rest, script, keys, args, size(keys) + size(args) + 64));
    }

    /** Runs a single command. */
    <T> CompletableFuture<T> run(
            CommandType type, Supplier<CommandOutput<byte[], byte[], T>> output, CommandArgs<byte[], byte[]> args) {
        return submit(new Step<>(type, output, args, null, List.of(), List.of(), 256));
    }

    static CommandArgs<byte[], byte[]> args() {
        return new CommandArgs<>(ByteArrayCodec.INSTANCE);
    }

    static CommandOutput<byte[], byte[], List<Object>> nested() {
        return new NestedMultiOutput<>(ByteArrayCodec.INSTANCE);
    }

    /** For how long Redis has owed an answer, nanoseconds; 0 when nothing is under way. */
    long owedNanos() {
        synchronized (lock) {
            return batches == 0 ? 0 : System.nanoTime() - busySince;
        }
    }

    /** Steps that have not left yet. */
    int waiting() {
        synchronized (lock) {
            return waiting.size();
        }
    }

    @Override
    public String toString() {
        synchronized (lock) {
            return waiting.size() + " steps waiting, " + batches + " batches under way";
        }
    }

    void close() {
        List<Step<?>> left;
        synchronized (lock) {
            closed = true;
            left = new ArrayList<>(waiting);
            waiting.clear();
        }
        left.forEach(
                step -> step.result.completeExceptionally(new StoreException("the connection to Redis is closed")));
    }

    private <T> CompletableFuture<T> submit(Step<T> step) {
        synchronized (lock) {
            if (closed) {
                step.result.completeExceptionally(new StoreException("the connection to Redis is closed"));
                return step.result;
            }
            waiting.add(step);
        }
        pump();
        return step.result;
    }

    private void pump() {
        // Writing happens under the lock: batches must reach the connection in the order in which steps were submitted.
        synchronized (lock) {
            while (batches < BATCHES && !waiting.isEmpty()) {
                Batch batch = new Batch();
                int bytes = 0;
                while (batch.steps.size() < BATCH_STEPS && bytes < BATCH_BYTES) {
                    Step<?> step = waiting.poll();
                    if (step == null) {
                        break;
                    }
                    batch.steps.add(step);
                    bytes += step.bytes;
                }
                if (batches++ == 0) {
                    busySince = System.nanoTime();
                }
                batch.write();
            }
        }
    }

    private void ended() {
        synchronized (lock) {
            batches--;
            busySince = System.nanoTime();
        }
        pump();
    }

    private <T> void settle(Step<T> step, @Nullable T value, @Nullable Throwable failure) {
        if (failure == null) {
            @SuppressWarnings("NullAway") // a nil answer is a null value
            T answer = value;
            step.result.complete(answer);
        } else if (failure instanceof RedisNoScriptException && step.script != null) {
            submitAgain(step.asEval());
        } else if (passing(failure)) {
            long delay = Math.min(RETRY_MAX_MILLIS, RETRY_MIN_MILLIS << Math.min(step.tries++, 10));
            delay = delay / 2 + ThreadLocalRandom.current().nextLong(delay / 2 + 1);
            try {
                timer.schedule(() -> submitAgain(step), delay, TimeUnit.MILLISECONDS);
            } catch (RuntimeException e) {
                step.result.completeExceptionally(new StoreException("the connection to Redis is closed", e));
            }
        } else {
            step.result.completeExceptionally(new StoreException(String.valueOf(failure.getMessage()), failure));
        }
    }

    private void submitAgain(Step<?> step) {
        synchronized (lock) {
            if (closed) {
                step.result.completeExceptionally(new StoreException("the connection to Redis is closed"));
                return;
            }
            waiting.addFirst(step);
        }
        pump();
    }

    private static boolean passing(Throwable failure) {
        if (failure instanceof RedisLoadingException
                || failure instanceof RedisBusyException
                || failure instanceof RedisReadOnlyException) {
            return true;
        }
        if (!(failure instanceof RedisCommandExecutionException)) {
            // The connection broke, or a command was cancelled while it was being replaced: only close() ends steps for
            // good.
            return true;
        }
        String text = failure.getMessage();
        return text != null
                && (text.contains("OOM ")
                        || text.contains("MISCONF")
                        || text.contains("MASTERDOWN")
                        || text.contains("TRYAGAIN")
                        || text.contains("NOREPLICAS")
                        || text.contains("LOADING"));
    }

    private static int size(List<byte[]> parts) {
        int size = 0;
        for (byte[] part : parts) {
            size += part.length;
        }
        return size;
    }

    private final class Batch {
        final List<Step<?>> steps = new ArrayList<>();
        private int open;

        void write() {
            open = steps.size();
            List<RedisCommand<byte[], byte[], ?>> commands = new ArrayList<>(steps.size());
            for (Step<?> step : steps) {
                commands.add(command(step));
            }
            try {
                if (commands.size() == 1) {
                    connection.dispatch(commands.getFirst());
                } else {
                    connection.dispatch(commands);
                }
            } catch (RuntimeException e) {
                for (RedisCommand<byte[], byte[], ?> command : commands) {
                    command.completeExceptionally(e);
                }
            }
        }

        private <T> AsyncCommand<byte[], byte[], T> command(Step<T> step) {
            AsyncCommand<byte[], byte[], T> command =
                    new AsyncCommand<>(new Command<>(step.type, step.output.get(), step.args));
            command.whenComplete((value, failure) -> {
                boolean last;
                synchronized (lock) {
                    last = --open == 0;
                }
                if (last) {
                    ended();
                }
                settle(step, value, failure);
            });
            return command;
        }
    }

    private static final class Step<T> {
        final CommandType type;
        final Supplier<CommandOutput<byte[], byte[], T>> output;
        final CommandArgs<byte[], byte[]> args;
        final @Nullable Script script;
        final List<byte[]> keys;
        final List<byte[]> values;
        final int bytes;
        final CompletableFuture<T> result;
        int tries;

        Step(
                CommandType type,
                Supplier<CommandOutput<byte[], byte[], T>> output,
                CommandArgs<byte[], byte[]> args,
                @Nullable Script script,
                List<byte[]> keys,
                List<byte[]> values,
                int bytes) {
            this(type, output, args, script, keys, values, bytes, new CompletableFuture<>());
        }

        private Step(
                CommandType type,
                Supplier<CommandOutput<byte[], byte[], T>> output,
                CommandArgs<byte[], byte[]> args,
                @Nullable Script script,
                List<byte[]> keys,
                List<byte[]> values,
                int bytes,
                CompletableFuture<T> result) {
            this.type = type;
            this.output = output;
            this.args = args;
            this.script = script;
            this.keys = keys;
            this.values = values;
            this.bytes = bytes;
            this.result = result;
        }

        /** The same step with the script's text, which Redis then remembers. */
        Step<T> asEval() {
            Script text = script;
            if (text == null) {
                return this;
            }
            CommandArgs<byte[], byte[]> rest =
                    args().add(text.text()).add(keys.size()).addKeys(keys).addValues(values);
            return new Step<>(
                    CommandType.EVAL, output, rest, null, List.of(), List.of(), bytes + text.text().length, result);
        }
    }
}
