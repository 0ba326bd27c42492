package io.threefold.rmb.devnet.chain;

import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Changes on top of a state, kept apart until they are wanted. Not thread-safe. */
final class Overlay implements State {
    private final State base;
    private final TreeMap<String, byte @Nullable []> changes = new TreeMap<>();

    Overlay(State base) {
        this.base = base;
    }

    @Override
    public byte @Nullable [] get(String key) {
        return changes.containsKey(key) ? changes.get(key) : base.get(key);
    }

    void put(String key, byte[] value) {
        changes.put(key, value);
    }

    void remove(String key) {
        changes.put(key, null);
    }

    /** Takes over what a call did after it succeeded. */
    void merge(Overlay inner) {
        changes.putAll(inner.changes);
    }

    /** Key to new value; null where the key was removed. */
    SortedMap<String, byte @Nullable []> changes() {
        return changes;
    }
}
