package io.threefold.rmb.peer.status;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What {@code /status} shows, and who waits for a change of it. The version changes when something happened that an operator
 * should hear of; round-trip times, depths and counters move without it. Thread-safe.
 */
public final class StatusBoard {
    /** Long polls that may wait at once. */
    public static final int MAX_WAITERS = 16;
    /** The longest wait. */
    public static final Duration MAX_WAIT = Duration.ofSeconds(55);

    /** A part of the status. Both suppliers are fast and thread-safe. */
    public record Section(String name, Supplier<?> json, Supplier<?> significant) {}

    private record Waiter(String since, CompletableFuture<@Nullable Void> changed) {}

    private final String epoch;
    private final ScheduledExecutorService scheduler;
    private final List<Section> sections = new ArrayList<>();
    private final List<Waiter> waiters = new ArrayList<>();
    private String seen = "";
    private long changes;

    /**
     * @param startedAt makes versions of different runs differ
     * @param scheduler ends waits
     */
    public StatusBoard(Instant startedAt, ScheduledExecutorService scheduler) {
        this.epoch = Long.toString(startedAt.toEpochMilli(), 36);
        this.scheduler = scheduler;
    }

    /** Adds a part; a part of the same name is replaced. */
    public synchronized void add(Section section) {
        sections.removeIf(s -> s.name().equals(section.name()));
        sections.add(section);
    }

    /** The whole status now. */
    public synchronized JsonObject snapshot() {
        JsonObject json = new JsonObject().put("version", version());
        for (Section section : sections) {
            json.put(section.name(), section.json().get());
        }
        return json;
    }

    /** The version now, an opaque text. */
    public synchronized String version() {
        StringBuilder now = new StringBuilder();
        for (Section section : sections) {
            now.append(section.name())
                    .append('=')
                    .append(section.significant().get())
                    .append('\n');
        }
        String text = now.toString();
        if (!text.equals(seen)) {
            seen = text;
            changes++;
        }
        return epoch + "-" + changes;
    }

    /** Looks whether something changed and tells those who wait. Cheap when nobody does. */
    public void poll() {
        List<Waiter> due = new ArrayList<>();
        synchronized (this) {
            if (waiters.isEmpty()) {
                return;
            }
            String version = version();
            waiters.removeIf(waiter -> {
                boolean changed = !waiter.since().equals(version);
                if (changed) {
                    due.add(waiter);
                }
                return changed;
            });
        }
        due.forEach(waiter -> waiter.changed().complete(null));
    }

    /**
     * Waits until the version is another one than {@code since}.
     *
     * @return completes on a change or after {@code wait}; null when too many are waiting
     */
    public @Nullable CompletionStage<@Nullable Void> await(String since, Duration wait) {
        CompletableFuture<@Nullable Void> changed = new CompletableFuture<>();
        synchronized (this) {
            if (!version().equals(since) || wait.isZero() || wait.isNegative()) {
                changed.complete(null);
                return changed;
            }
            if (waiters.size() >= MAX_WAITERS) {
                return null;
            }
            waiters.add(new Waiter(since, changed));
        }
        Duration bounded = wait.compareTo(MAX_WAIT) > 0 ? MAX_WAIT : wait;
        ScheduledFuture<?> end = scheduler.schedule(() -> release(changed), bounded.toMillis(), TimeUnit.MILLISECONDS);
        changed.whenComplete((none, error) -> end.cancel(false));
        return changed;
    }

    /** Ends one wait, when its time is over or its client has gone. */
    private void release(CompletableFuture<@Nullable Void> changed) {
        synchronized (this) {
            waiters.removeIf(waiter -> waiter.changed() == changed);
        }
        changed.complete(null);
    }

    /** Ends a wait early: its client has gone. */
    public void forget(CompletionStage<@Nullable Void> stage) {
        release(stage.toCompletableFuture());
    }

    /** Ends all waits, for shutdown. */
    public void releaseAll() {
        List<Waiter> all;
        synchronized (this) {
            all = List.copyOf(waiters);
            waiters.clear();
        }
        all.forEach(waiter -> waiter.changed().complete(null));
    }

    /** How many wait. */
    public synchronized int waiting() {
        return waiters.size();
    }
}
