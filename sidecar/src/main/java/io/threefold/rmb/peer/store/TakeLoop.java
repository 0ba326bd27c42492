package io.threefold.rmb.peer.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lettuce.core.LMoveArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Moves messages from one list into the outbox, for ever. A blocking move on a connection of its own is the alarm clock: it wakes
 * the moment something is pushed and puts that into a landing list, which the next TAKE empties first. So a message is in the
 * client's list, the landing list or the outbox, at any instant.
 */
final class TakeLoop {
    private static final Logger LOG = Logger.getLogger(TakeLoop.class.getName());
    /** Seconds Redis holds the blocking move; the client must not give up before. */
    static final long BLOCK_SECONDS = 20;

    private static final long BATCH_BYTES = 4 << 20;
    private static final long PAUSE_MAX_MILLIS = 1_000;
    private static final int FEW = 4;

    private final StoredMessage.Kind kind;
    private final byte[] source;
    private final byte[] landing;
    private final StoreKeys keys;
    private final StoreSettings settings;
    private final Pipeline pipeline;
    private final StatefulRedisConnection<byte[], byte[]> blocking;
    private final OutboxIds ids;
    private final InstantSource clock;
    private final ScheduledExecutorService timer;
    private final Intake intake;

    private final Object lock = new Object();
    private boolean running;
    private boolean again;
    private boolean stopped;
    private long blockedSince;
    private int failures;
    /** Only one step is under way at a time, and its completion starts the next. */
    private volatile int expected = FEW;

    TakeLoop(
            StoredMessage.Kind kind,
            String list,
            StoreKeys keys,
            StoreSettings settings,
            Pipeline pipeline,
            StatefulRedisConnection<byte[], byte[]> blocking,
            OutboxIds ids,
            InstantSource clock,
            ScheduledExecutorService timer,
            Intake intake) {
        this.kind = kind;
        this.source = StoreKeys.key(list);
        this.landing = keys.landing(list);
        this.keys = keys;
        this.settings = settings;
        this.pipeline = pipeline;
        this.blocking = blocking;
        this.ids = ids;
        this.clock = clock;
        this.timer = timer;
        this.intake = intake;
    }

    /** Starts, or goes on after the intake had no room. */
    void resume() {
        synchronized (lock) {
            if (stopped) {
                return;
            }
            if (running) {
                again = true;
                return;
            }
            running = true;
        }
        take();
    }

    void stop() {
        synchronized (lock) {
            stopped = true;
        }
    }

    StoredMessage.Kind kind() {
        return kind;
    }

    /** For how long the blocking move has been under way, nanoseconds. */
    long blockedNanos() {
        synchronized (lock) {
            return blockedSince == 0 ? 0 : System.nanoTime() - blockedSince;
        }
    }

    @Override
    public String toString() {
        synchronized (lock) {
            String what = stopped ? "stopped" : blockedSince != 0 ? "blocked" : running ? "taking" : "resting";
            return new String(source, US_ASCII) + " " + what;
        }
    }

    private void take() {

        synchronized (lock) {
            again = false;
            if (stopped) {
                running = false;
                return;
            }
        }
        int room = Math.min(intake.room(kind), settings.batch());
        if (room <= 0) {
            rest();
            return;
        }
        // Ids travel to Redis: few when little comes, more the more comes.
        int asked = Math.min(room, expected);
        var unused = take(pipeline, kind, source, landing, keys, settings, ids, clock, asked)
                .whenComplete((messages, failure) -> {
                    if (messages == null) {
                        pause(failure);
                        return;
                    }
                    failures = 0;
                    expected = Math.clamp(messages.size() * 2L, FEW, settings.batch());
                    if (!messages.isEmpty()) {
                        intake.taken(messages);
                    }
                    if (messages.size() == asked) {
                        take();
                    } else {
                        block();
                    }
                });
    }

    private void rest() {
        synchronized (lock) {
            if (!again) {
                running = false;
                return;
            }
        }
        take();
    }

    private void block() {
        synchronized (lock) {
            if (stopped) {
                running = false;
                return;
            }
            blockedSince = System.nanoTime();
        }
        try {
            blocking.async()
                    .blmove(source, landing, LMoveArgs.Builder.rightLeft(), BLOCK_SECONDS)
                    .whenComplete((message, failure) -> {
                        synchronized (lock) {
                            blockedSince = 0;
                        }
                        if (failure != null) {
                            pause(failure);
                        } else if (message == null) {
                            block();
                        } else {
                            take();
                        }
                    });
        } catch (RuntimeException e) {
            pause(e);
        }
    }

    private void pause(@Nullable Throwable failure) {
        synchronized (lock) {
            if (stopped) {
                running = false;
                return;
            }
        }
        if (failures++ % 30 == 0) {
            LOG.log(Level.WARNING, "cannot take from {0}, trying again: {1}", new Object[] {
                new String(source, US_ASCII), String.valueOf(failure)
            });
        }
        try {
            long millis = Math.min(PAUSE_MAX_MILLIS, 20L << Math.min(failures, 8));
            var unused = timer.schedule((Runnable) this::take, millis, TimeUnit.MILLISECONDS);
        } catch (RuntimeException e) {
            stop();
        }
    }

    /** One TAKE step. */
    static CompletableFuture<List<StoredMessage>> take(
            Pipeline pipeline,
            StoredMessage.Kind kind,
            byte[] source,
            byte[] landing,
            StoreKeys keys,
            StoreSettings settings,
            OutboxIds ids,
            InstantSource clock,
            int count) {
        List<byte[]> args = new ArrayList<>(count + 5);
        args.add(ascii(String.valueOf(kind.letter())));
        args.add(ascii(Integer.toString(settings.messageBytes())));
        args.add(ascii(Long.toString(BATCH_BYTES)));
        args.add(ascii(Integer.toString(settings.deadLetters())));
        args.add(ascii(Long.toString(clock.millis())));
        for (int i = 0; i < count; i++) {
            args.add(ascii(ids.next()));
        }
        return pipeline.run(
                        Script.TAKE,
                        List.of(source, landing, keys.outbox(), StoreKeys.key(StoreKeys.DEAD_LETTERS)),
                        args)
                .thenApply(TakeLoop::messages);
    }

    private static List<StoredMessage> messages(List<Object> answer) {
        List<StoredMessage> messages = new ArrayList<>(answer.size() / 2);
        for (int i = 0; i + 1 < answer.size(); i += 2) {
            messages.add(message((byte[]) answer.get(i), (byte[]) answer.get(i + 1), Set.of()));
        }
        return messages;
    }

    static StoredMessage message(byte[] id, byte[] value, Set<Integer> finished) {
        byte[] json = Arrays.copyOfRange(value, 1, value.length);
        return new StoredMessage(new String(id, US_ASCII), StoredMessage.Kind.of(value[0]), json, finished);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
