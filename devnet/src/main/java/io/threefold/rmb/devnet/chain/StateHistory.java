package io.threefold.rmb.devnet.chain;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Storage of every kept block: per key its versions by block number, so a block costs only what it changed. The chain
 * has no forks, so a number names a state. Not thread-safe.
 */
final class StateHistory {
    private record Version(long block, byte @Nullable [] value) {}

    private final NavigableMap<String, Deque<Version>> versions = new TreeMap<>();
    private final NavigableMap<Long, Set<String>> changedAt = new TreeMap<>();
    private long oldest;

    /** @param oldest the number of the first block that will be applied */
    StateHistory(long oldest) {
        this.oldest = oldest;
    }

    /** The first block whose state is still known. */
    long oldest() {
        return oldest;
    }

    State at(long block) {
        if (block < oldest) {
            throw new IllegalArgumentException("state of block " + block + " is gone");
        }
        return key -> valueAt(versions.get(key), block);
    }

    /** Adds the changes of the block after the newest one. */
    void apply(long block, SortedMap<String, byte @Nullable []> changes) {
        for (Map.Entry<String, byte @Nullable []> change : changes.entrySet()) {
            versions.computeIfAbsent(change.getKey(), key -> new ArrayDeque<>(2))
                    .addLast(new Version(block, change.getValue()));
        }
        changedAt.put(block, Set.copyOf(changes.keySet()));
    }

    /** Forgets states before {@code block}. */
    void forgetBefore(long block) {
        oldest = Math.max(oldest, block);
        SortedMap<Long, Set<String>> past = changedAt.headMap(block, true);
        for (Set<String> keys : past.values()) {
            keys.forEach(this::dropSuperseded);
        }
        past.clear();
    }

    /** Keys with the given beginning that have a value at that block, in order, after {@code start} if given. */
    List<String> keys(String prefix, @Nullable String start, int limit, long block) {
        String from = start != null && start.compareTo(prefix) > 0 ? start : prefix;
        List<String> found = new ArrayList<>();
        for (Map.Entry<String, Deque<Version>> entry :
                versions.tailMap(from, true).entrySet()) {
            String key = entry.getKey();
            if (!key.startsWith(prefix) || found.size() == limit) {
                break;
            }
            if (!key.equals(start) && valueAt(entry.getValue(), block) != null) {
                found.add(key);
            }
        }
        return found;
    }

    /** Everything that has a value at that block. */
    SortedMap<String, byte[]> all(long block) {
        SortedMap<String, byte[]> all = new TreeMap<>();
        versions.forEach((key, list) -> {
            byte[] value = valueAt(list, block);
            if (value != null) {
                all.put(key, value);
            }
        });
        return all;
    }

    private void dropSuperseded(String key) {
        Deque<Version> list = versions.get(key);
        if (list == null) {
            return;
        }
        Version base = null;
        while (!list.isEmpty() && list.getFirst().block() <= oldest) {
            base = list.removeFirst();
        }
        if (base != null && base.value() != null) {
            list.addFirst(base);
        }
        if (list.isEmpty()) {
            versions.remove(key);
        }
    }

    private static byte @Nullable [] valueAt(@Nullable Deque<Version> list, long block) {
        if (list == null) {
            return null;
        }
        for (var newestFirst = list.descendingIterator(); newestFirst.hasNext(); ) {
            Version version = newestFirst.next();
            if (version.block() <= block) {
                return version.value();
            }
        }
        return null;
    }
}
