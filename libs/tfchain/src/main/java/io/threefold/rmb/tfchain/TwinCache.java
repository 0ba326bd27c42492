package io.threefold.rmb.tfchain;

import io.threefold.rmb.protocol.identity.AccountId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Twins and absences, bounded, by id and account. Knows no clock: callers say what time it is. Thread-safe. */
final class TwinCache {
    /** Old enough to be asked for again. */
    private static final Instant STALE = Instant.EPOCH;

    private final int maxTwins;
    private final Duration refreshAfter;
    private final Duration absentFor;
    private final Map<Long, Entry> twins;
    private final Map<AccountId, Long> byAccount = new HashMap<>();
    private final Map<Object, Instant> absentUntil;
    private long changes;

    TwinCache(RegistrySettings settings) {
        this.maxTwins = settings.maxTwins();
        this.refreshAfter = settings.refreshAfter();
        this.absentFor = settings.absentFor();
        this.twins = new LinkedHashMap<>(64, 0.75f, true);
        this.absentUntil = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Object, Instant> eldest) {
                return size() > maxTwins;
            }
        };
    }

    /**
     * A cached twin.
     *
     * @param readAt when the chain said so
     */
    record Entry(Twin twin, Instant readAt) {}

    /** What is known, without asking anybody. */
    sealed interface Known {
        /** @param refresh true when it is old */
        record Present(Twin twin, boolean refresh) implements Known {}

        record Absent() implements Known {}

        record Unknown() implements Known {}
    }

    synchronized Known byId(long id, Instant now) {
        Entry entry = twins.get(id);
        if (entry != null) {
            return new Known.Present(entry.twin(), !now.isBefore(entry.readAt().plus(refreshAfter)));
        }
        return absent(id, now);
    }

    synchronized Known byAccount(AccountId account, Instant now) {
        Long id = byAccount.get(account);
        return id == null ? absent(account, now) : byId(id, now);
    }

    private Known absent(Object key, Instant now) {
        Instant until = absentUntil.get(key);
        if (until == null) {
            return new Known.Unknown();
        }
        if (now.isBefore(until)) {
            return new Known.Absent();
        }
        absentUntil.remove(key);
        return new Known.Unknown();
    }

    /** @return the twin as it was known before, null when it was not */
    synchronized @Nullable Twin put(Twin twin, Instant now) {
        Entry before = twins.put(twin.id(), new Entry(twin, now));
        absentUntil.remove(twin.id());
        absentUntil.remove(twin.account());
        if (before != null && !before.twin().account().equals(twin.account())) {
            byAccount.remove(before.twin().account(), twin.id());
        }
        byAccount.put(twin.account(), twin.id());
        if (twins.size() > maxTwins) {
            Map.Entry<Long, Entry> eldest = twins.entrySet().iterator().next();
            twins.remove(eldest.getKey());
            byAccount.remove(eldest.getValue().twin().account(), eldest.getKey());
        }
        if (before == null || !before.twin().equals(twin)) {
            changes++;
        }
        return before == null ? null : before.twin();
    }

    synchronized void putAbsent(long id, Instant now) {
        Entry before = twins.remove(id);
        if (before != null) {
            byAccount.remove(before.twin().account(), id);
            changes++;
        }
        absentUntil.put(id, now.plus(absentFor));
    }

    synchronized void putAbsent(AccountId account, Instant now) {
        byAccount.remove(account);
        absentUntil.put(account, now.plus(absentFor));
    }

    /** Forgets that a twin or its account was absent. */
    synchronized void appeared(Twin twin) {
        absentUntil.remove(twin.id());
        absentUntil.remove(twin.account());
    }

    /** The cached twin, however old. */
    synchronized @Nullable Twin peek(long id) {
        Entry entry = twins.get(id);
        return entry == null ? null : entry.twin();
    }

    /** Everything may have changed: twins are still served, and asked for again when used; absences are forgotten. */
    synchronized void markAllStale() {
        twins.replaceAll((id, entry) -> new Entry(entry.twin(), STALE));
        absentUntil.clear();
    }

    synchronized void clear() {
        twins.clear();
        byAccount.clear();
        absentUntil.clear();
        changes++;
    }

    synchronized int size() {
        return twins.size();
    }

    /** Grows with every change of what {@link #entries} returns. */
    synchronized long changes() {
        return changes;
    }

    /** All twins, the ones used longest ago first. */
    synchronized List<Entry> entries() {
        return new ArrayList<>(twins.values());
    }

    /** Takes over what a snapshot held; keeps the time it was read. */
    synchronized void restore(List<Entry> entries) {
        for (Entry entry : entries) {
            put(entry.twin(), entry.readAt());
        }
        changes = 0;
    }
}
