package io.threefold.rmb.peer.store;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.ValueListOutput;
import io.lettuce.core.output.ValueOutput;
import io.lettuce.core.protocol.CommandType;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** {@link MessageStore} on a real Redis ≥ 6.2 through Lettuce. */
public final class RedisStore implements MessageStore {
    private static final int DRAIN_BATCH = 64;
    private static final int DEAD_LETTER_BYTES = 4096;
    private static final int MAX_COMMAND_LISTS = 1_000;
    private static final long HUNG_NANOS = TimeUnit.SECONDS.toNanos(15);
    private static final Set<Integer> NONE = Set.of();

    private final StoreSettings settings;
    private final StoreKeys keys;
    private final InstantSource clock;
    private final RedisConnections connections;
    private final StatefulRedisConnection<byte[], byte[]> main;
    private final List<StatefulRedisConnection<byte[], byte[]>> blocking;
    private final Pipeline pipeline;
    private final OutboxIds ids;
    private final ReplayWindow window;
    private final CommandLists commands;
    private final List<TakeLoop> loops = new ArrayList<>();

    private RedisStore(
            StoreSettings settings,
            StoreKeys keys,
            InstantSource clock,
            RedisConnections connections,
            List<StatefulRedisConnection<byte[], byte[]>> open) {
        this.settings = settings;
        this.keys = keys;
        this.clock = clock;
        this.connections = connections;
        this.main = open.get(0);
        this.blocking = open.subList(1, open.size());
        this.pipeline = new Pipeline(main, connections.timer());
        this.ids = new OutboxIds(clock);
        this.window = new ReplayWindow(settings.windowEntries(), clock);
        this.commands = new CommandLists(pipeline, keys, MAX_COMMAND_LISTS);
        var unused = connections.timer().scheduleWithFixedDelay(this::watch, 5, 5, TimeUnit.SECONDS);
    }

    /** A connection attempt. */
    public record Opening(CompletableFuture<RedisStore> store, Runnable cancel) {}

    /**
     * Connects; tries until Redis is there.
     *
     * @throws IllegalArgumentException when the URL cannot be read
     */
    public static Opening open(StoreSettings settings, StoreKeys keys, InstantSource clock) {
        RedisConnections connections = new RedisConnections(settings.url());
        var first = connections.connect();
        var second = connections.connect();
        var third = connections.connect();
        CompletableFuture<RedisStore> store = CompletableFuture.allOf(first, second, third)
                .thenApply(done -> new RedisStore(
                        settings, keys, clock, connections, List.of(first.join(), second.join(), third.join())))
                .thenCompose(opened -> opened.readWindow().thenApply(done -> opened));
        return new Opening(store, connections::close);
    }

    private CompletionStage<Void> readWindow() {
        long now = ReplayWindow.minute(clock.millis() / 1000);
        List<Long> minutes = new ArrayList<>();
        for (long minute = now - 3; minute <= now + ReplayWindow.MINUTES_AHEAD + 1; minute++) {
            minutes.add(minute);
        }
        return countWindow(minutes).thenCompose(done -> commands.read());
    }

    private CompletionStage<Void> countWindow(List<Long> minutes) {
        List<CompletableFuture<?>> counts = new ArrayList<>();
        for (long minute : minutes) {
            counts.add(number(CommandType.SCARD, keys.seen(minute)).thenAccept(count -> {
                if (count > 0) {
                    window.set(minute, count / 2);
                }
            }));
        }
        return CompletableFuture.allOf(counts.toArray(CompletableFuture[]::new));
    }

    @Override
    public CompletionStage<RedisFinding> check() {
        return pipeline.run(CommandType.INFO, () -> new ValueOutput<>(ByteArrayCodec.INSTANCE), Pipeline.args())
                .thenApply(info -> RedisCheck.judge(new String(info, UTF_8)));
    }

    @Override
    public CompletionStage<List<String>> outbox() {
        return list(CommandType.HKEYS, Pipeline.args().addKey(keys.outbox())).thenApply(fields -> {
            List<String> found = new ArrayList<>(fields.size());
            for (byte[] field : fields) {
                String id = new String(field, US_ASCII);
                if (OutboxIds.valid(id)) {
                    found.add(id);
                }
            }
            found.sort(null);
            if (!found.isEmpty()) {
                ids.startAfter(found.getLast());
            }
            return found;
        });
    }

    @Override
    public CompletionStage<List<StoredMessage>> load(List<String> wanted) {
        List<byte[]> names = new ArrayList<>(wanted.size() + 1);
        List<byte[]> args = new ArrayList<>(wanted.size());
        names.add(keys.outbox());
        for (String id : wanted) {
            names.add(keys.finished(id));
            args.add(id.getBytes(US_ASCII));
        }
        return pipeline.run(Script.LOAD, names, args).thenApply(answer -> {
            List<StoredMessage> messages = new ArrayList<>(answer.size());
            for (Object entry : answer) {
                List<?> fields = (List<?>) entry;
                messages.add(TakeLoop.message(
                        (byte[]) fields.get(0), (byte[]) fields.get(1), finished((List<?>) fields.get(2))));
            }
            return messages;
        });
    }

    private static Set<Integer> finished(List<?> members) {
        if (members.isEmpty()) {
            return NONE;
        }
        Set<Integer> indexes = new HashSet<>();
        for (Object member : members) {
            indexes.add(Integer.parseInt(new String((byte[]) member, US_ASCII)));
        }
        return indexes;
    }

    @Override
    public void startTaking(Intake intake) {
        synchronized (loops) {
            loops.add(loop(StoredMessage.Kind.REQUEST, StoreKeys.LOCAL, blocking.get(0), intake));
            loops.add(loop(StoredMessage.Kind.ANSWER, StoreKeys.REPLY, blocking.get(1), intake));
        }
        resume();
    }

    private TakeLoop loop(
            StoredMessage.Kind kind, String list, StatefulRedisConnection<byte[], byte[]> connection, Intake intake) {
        return new TakeLoop(kind, list, keys, settings, pipeline, connection, ids, clock, connections.timer(), intake);
    }

    @Override
    public void resume() {
        synchronized (loops) {
            loops.forEach(TakeLoop::resume);
        }
    }

    @Override
    public void stopTaking(StoredMessage.Kind kind) {
        synchronized (loops) {
            loops.stream().filter(loop -> loop.kind() == kind).forEach(TakeLoop::stop);
        }
    }

    @Override
    public CompletionStage<Outcome.Result> finish(Outcome outcome) {
        return pipeline.run(
                        Script.FINISH,
                        List.of(
                                keys.outbox(),
                                keys.finished(outcome.id()),
                                StoreKeys.key(outcome.ret()),
                                StoreKeys.key(StoreKeys.DEAD_LETTERS)),
                        List.of(
                                ascii(outcome.id()),
                                ascii(outcome.index()),
                                ascii(outcome.total()),
                                outcome.json(),
                                ascii(settings.retIdle().toSeconds()),
                                ascii(settings.retLength()),
                                ascii(settings.deadLetters()),
                                ascii(clock.millis())))
                .thenApply(answer -> switch (code(answer)) {
                    case 1 -> Outcome.Result.DELIVERED;
                    case 2 -> Outcome.Result.UNDELIVERABLE;
                    default -> Outcome.Result.ALREADY_ENDED;
                });
    }

    @Override
    public CompletionStage<Long> remove(Collection<String> entries) {
        var args = Pipeline.args().addKey(keys.outbox());
        entries.forEach(id -> args.add(ascii(id)));
        return pipeline.run(CommandType.HDEL, () -> new IntegerOutput<>(ByteArrayCodec.INSTANCE), args);
    }

    @Override
    public CompletionStage<Boolean> bury(String id, DeadLetter letter) {
        return pipeline.run(
                        Script.BURY,
                        List.of(keys.outbox(), keys.finished(id), StoreKeys.key(StoreKeys.DEAD_LETTERS)),
                        List.of(ascii(id), json(letter), ascii(settings.deadLetters())))
                .thenApply(answer -> code(answer) == 1);
    }

    @Override
    public CompletionStage<Void> bury(DeadLetter letter) {
        byte[] list = StoreKeys.key(StoreKeys.DEAD_LETTERS);
        var pushed = pipeline.run(
                CommandType.LPUSH,
                () -> new IntegerOutput<>(ByteArrayCodec.INSTANCE),
                Pipeline.args().addKey(list).addValue(json(letter)));
        return pushed.thenCompose(length -> length <= settings.deadLetters()
                ? CompletableFuture.<Void>completedFuture(null)
                : pipeline.run(
                                CommandType.LTRIM,
                                Pipeline::nested,
                                Pipeline.args().addKey(list).add(0).add(settings.deadLetters() - 1L))
                        .thenAccept(done -> {}));
    }

    private byte[] json(DeadLetter letter) {
        int kept = Math.min(letter.message().length, DEAD_LETTER_BYTES);
        String text = "{\"reason\":\"" + letter.reason() + "\",\"detail\":\"" + plain(letter.detail())
                + "\",\"from\":\"" + plain(letter.from()) + "\",\"at\":" + clock.millis() + ",\"size\":"
                + letter.message().length + ",\"message\":\""
                + Base64.getEncoder().encodeToString(Arrays.copyOf(letter.message(), kept)) + "\"}";
        return text.getBytes(UTF_8);
    }

    /** Letters that JSON would have to escape are replaced: these texts are for people. */
    private static String plain(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints()
                .limit(500)
                .forEach(c -> out.appendCodePoint(
                        c < 0x20 || c == '"' || c == '\\' || c >= 0xD800 && c <= 0xDFFF ? '\'' : c));
        return out.toString();
    }

    @Override
    public CompletionStage<IncomingRequest.Result> accept(IncomingRequest request) {
        if (window.full()) {
            return CompletableFuture.completedFuture(new IncomingRequest.Result.WindowFull());
        }
        if (!commands.add(request.command())) {
            return CompletableFuture.completedFuture(new IncomingRequest.Result.ListFull());
        }
        long minute = ReplayWindow.minute(request.deadlineSeconds());
        List<Long> others = window.others(minute);
        List<byte[]> names = new ArrayList<>(others.size() + 2);
        names.add(StoreKeys.key(StoreKeys.COMMANDS + request.command()));
        names.add(keys.seen(minute));
        others.forEach(other -> names.add(keys.seen(other)));
        // Before the step leaves: the next request must look into this minute, too.
        window.add(minute, 1);
        return pipeline.run(
                        Script.ACCEPT,
                        names,
                        List.of(
                                request.uidHash(),
                                request.digestHash(),
                                ascii(window.secondsToKeep(minute)),
                                ascii(request.maxLength()),
                                ascii(request.overflow() == IncomingRequest.Overflow.REJECT_NEW ? "R" : "D"),
                                request.json()))
                .thenApply(answer -> switch (code(answer)) {
                    case 0 -> {
                        window.add(minute, -1);
                        yield new IncomingRequest.Result.Duplicate();
                    }
                    case 2 -> new IncomingRequest.Result.ListFull();
                    case 3 -> new IncomingRequest.Result.PushedDropping((byte[]) answer.get(1));
                    case 4 -> new IncomingRequest.Result.NotAList();
                    default -> new IncomingRequest.Result.Pushed();
                });
    }

    @Override
    public CompletionStage<List<String>> waitingCommands() {
        return commands.depths()
                .thenApply(depths -> depths.entrySet().stream()
                        .filter(entry -> entry.getValue() > 0)
                        .map(java.util.Map.Entry::getKey)
                        .toList());
    }

    @Override
    public CompletionStage<List<StoredMessage>> drain(String command) {
        byte[] list = StoreKeys.key(StoreKeys.COMMANDS + command);
        return TakeLoop.take(
                pipeline,
                StoredMessage.Kind.DRAINED,
                list,
                keys.landing("drain"),
                keys,
                settings,
                ids,
                clock,
                DRAIN_BATCH);
    }

    @Override
    public CompletionStage<Boolean> hold(byte[] envelope, int max) {
        return number(CommandType.LLEN, keys.held())
                .thenCompose(length -> length >= max
                        ? CompletableFuture.completedFuture(false)
                        : pipeline.run(
                                        CommandType.LPUSH,
                                        () -> new IntegerOutput<>(ByteArrayCodec.INSTANCE),
                                        Pipeline.args().addKey(keys.held()).addValue(envelope))
                                .thenApply(done -> true));
    }

    @Override
    public CompletionStage<List<byte[]>> held(int max) {
        return list(
                        CommandType.LRANGE,
                        Pipeline.args().addKey(keys.held()).add(-(long) max).add(-1))
                .thenApply(List::reversed);
    }

    @Override
    public CompletionStage<Void> release(byte[] envelope) {
        return pipeline.run(
                        CommandType.LREM,
                        () -> new IntegerOutput<>(ByteArrayCodec.INSTANCE),
                        Pipeline.args().addKey(keys.held()).add(-1).addValue(envelope))
                .thenAccept(done -> {});
    }

    @Override
    public CompletionStage<Boolean> quiesceAsked() {
        return number(CommandType.DEL, StoreKeys.key(StoreKeys.QUIESCE)).thenApply(deleted -> deleted > 0);
    }

    @Override
    public CompletionStage<StoreDepths> depths() {
        var local = number(CommandType.LLEN, StoreKeys.key(StoreKeys.LOCAL));
        var reply = number(CommandType.LLEN, StoreKeys.key(StoreKeys.REPLY));
        var outbox = number(CommandType.HLEN, keys.outbox());
        var dead = number(CommandType.LLEN, StoreKeys.key(StoreKeys.DEAD_LETTERS));
        var held = number(CommandType.LLEN, keys.held());
        var lists = commands.depths().toCompletableFuture();
        var counted = countWindow(window.minutes()).toCompletableFuture();
        return CompletableFuture.allOf(local, reply, outbox, dead, held, lists, counted)
                .thenApply(done -> {
                    String worst = "";
                    long most = 0;
                    for (var entry : lists.join().entrySet()) {
                        if (entry.getValue() > most) {
                            worst = entry.getKey();
                            most = entry.getValue();
                        }
                    }
                    return new StoreDepths(
                            local.join(),
                            reply.join(),
                            outbox.join(),
                            dead.join(),
                            held.join(),
                            lists.join().size(),
                            worst,
                            most,
                            window.total());
                });
    }

    /** What is under way, for logs and tests. */
    @Override
    public String toString() {
        synchronized (loops) {
            return "RedisStore[" + pipeline + ", " + loops + "]";
        }
    }

    @Override
    public String nextId() {
        return ids.next();
    }

    @Override
    public boolean connected() {
        return connections.up(main);
    }

    @Override
    public void close() {
        synchronized (loops) {
            loops.forEach(TakeLoop::stop);
        }
        pipeline.close();
        connections.close();
    }

    /** A socket can die without a word: then answers stay out. New sockets, and what was under way is done again. */
    private void watch() {
        boolean hung = connected() && pipeline.owedNanos() > HUNG_NANOS;
        long blockedFor = 0;
        synchronized (loops) {
            for (TakeLoop loop : loops) {
                blockedFor = Math.max(blockedFor, loop.blockedNanos());
            }
        }
        if (hung || blockedFor > TimeUnit.SECONDS.toNanos(TakeLoop.BLOCK_SECONDS) + HUNG_NANOS) {
            connections.reset();
        }
    }

    private CompletableFuture<Long> number(CommandType type, byte[] key) {
        return pipeline.run(
                type,
                () -> new IntegerOutput<>(ByteArrayCodec.INSTANCE),
                Pipeline.args().addKey(key));
    }

    private CompletableFuture<List<byte[]>> list(
            CommandType type, io.lettuce.core.protocol.CommandArgs<byte[], byte[]> args) {
        return pipeline.run(type, () -> new ValueListOutput<>(ByteArrayCodec.INSTANCE), args);
    }

    private static int code(List<Object> answer) {
        return ((Long) answer.getFirst()).intValue();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }

    private static byte[] ascii(long number) {
        return ascii(Long.toString(number));
    }
}
