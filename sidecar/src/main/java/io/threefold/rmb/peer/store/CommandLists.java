package io.threefold.rmb.peer.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.ValueListOutput;
import io.lettuce.core.protocol.CommandType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Names of the commands whose lists this peer pushes to, kept in Redis, so that a later life of the peer finds what it has to
 * drain. Bounded: strangers choose the names. Names of empty lists make room when half the bound is used.
 */
final class CommandLists {
    private final Pipeline pipeline;
    private final StoreKeys keys;
    private final int limit;
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    CommandLists(Pipeline pipeline, StoreKeys keys, int limit) {
        this.pipeline = pipeline;
        this.keys = keys;
        this.limit = limit;
    }

    CompletionStage<Void> read() {
        return pipeline.run(
                        CommandType.SMEMBERS,
                        () -> new ValueListOutput<>(ByteArrayCodec.INSTANCE),
                        Pipeline.args().addKey(keys.commands()))
                .thenAccept(names -> names.forEach(name -> known.add(new String(name, UTF_8))));
    }

    /** True when the name is kept, false when there are too many. */
    boolean add(String command) {
        if (known.contains(command)) {
            return true;
        }
        if (known.size() >= limit) {
            return false;
        }
        // Kept before anything is pushed; the order of steps makes waiting for the answer needless.
        known.add(command);
        change(CommandType.SADD, List.of(command));
        return true;
    }

    /** The length of each known list. */
    CompletionStage<Map<String, Long>> depths() {
        List<String> names = new ArrayList<>(known);
        Map<String, CompletableFuture<Long>> lengths = new HashMap<>();
        for (String name : names) {
            lengths.put(
                    name,
                    pipeline.run(
                                    CommandType.LLEN,
                                    () -> new IntegerOutput<>(ByteArrayCodec.INSTANCE),
                                    Pipeline.args().addKey(StoreKeys.key(StoreKeys.COMMANDS + name)))
                            .exceptionally(notAList -> 0L));
        }
        return CompletableFuture.allOf(lengths.values().toArray(CompletableFuture[]::new))
                .thenApply(done -> {
                    Map<String, Long> depths = new HashMap<>();
                    lengths.forEach((name, length) -> depths.put(name, length.join()));
                    prune(depths);
                    return depths;
                });
    }

    private void prune(Map<String, Long> depths) {
        if (known.size() <= limit / 2) {
            return;
        }
        List<String> empty = new ArrayList<>();
        depths.forEach((name, length) -> {
            if (length == 0 && known.remove(name)) {
                empty.add(name);
            }
        });
        if (!empty.isEmpty()) {
            change(CommandType.SREM, empty);
        }
    }

    private void change(CommandType type, List<String> names) {
        var args = Pipeline.args().addKey(keys.commands());
        names.forEach(name -> args.addValue(name.getBytes(UTF_8)));
        var unused = pipeline.run(type, () -> new IntegerOutput<>(ByteArrayCodec.INSTANCE), args);
    }
}
