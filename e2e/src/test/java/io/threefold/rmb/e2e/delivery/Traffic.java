package io.threefold.rmb.e2e.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.threefold.rmb.e2e.bot.Answer;
import io.threefold.rmb.e2e.bot.Bot;
import io.threefold.rmb.e2e.process.Waiting;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Requests from one app to another's service, a bounded number under way, while something breaks. */
final class Traffic {
    private static final String COMMAND = "delivery.echo";
    private static final int UNDER_WAY = 64;
    private static final Duration LIFETIME = Duration.ofSeconds(120);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final CarefulApp from;
    private final CarefulApp to;
    private final long twin;
    private final String name;
    private final int total;
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final Set<String> unknown = ConcurrentHashMap.newKeySet();
    private final FutureTask<Void> sending = new FutureTask<>(this::send, null);
    private final long begin = System.nanoTime();

    private Traffic(CarefulApp from, CarefulApp to, long twin, String name, int total) {
        this.from = from;
        this.to = to;
        this.twin = twin;
        this.name = name;
        this.total = total;
    }

    /** Begins to send. */
    static Traffic start(Site from, Site to, String name, int total) {
        Traffic traffic = new Traffic(from.app(), to.app(), to.twin().id(), name, total);
        Thread.ofVirtual().name("traffic-" + name).start(traffic.sending);
        return traffic;
    }

    /** Makes an app answer. */
    static CarefulApp serve(CarefulApp app) {
        return app.serve(COMMAND);
    }

    private String ret() {
        return "ret." + name;
    }

    private void send() {
        for (int i = 0; i < total; i++) {
            int sent = i;
            Waiting.until(
                    PATIENCE,
                    () -> sent - from.count(ret()) < UNDER_WAY,
                    () -> name + ": stuck after " + sent + " requests and " + from.count(ret()) + " outcomes");
            String ref = name + "-" + i;
            String json = Bot.requestJson(List.of(twin), COMMAND, payload(ref), LIFETIME, ref, ret(), null);
            (from.push(json) ? accepted : unknown).add(ref);
        }
    }

    private static byte[] payload(String ref) {
        return (ref + "\n" + "x".repeat(ref.hashCode() & 1023)).getBytes(StandardCharsets.UTF_8);
    }

    /** Waits until so many outcomes have come. */
    Traffic awaitOutcomes(int many) {
        Waiting.until(
                PATIENCE,
                () -> from.count(ret()) >= many,
                () -> name + ": " + from.count(ret()) + " of " + many + " outcomes");
        return this;
    }

    /** Waits for the rest and checks that everything came out exactly once, with an answer. */
    void finish() {
        try {
            sending.get(2 * PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(name + ": sending failed", e);
        }
        Waiting.until(
                PATIENCE,
                () -> from.count(ret()) >= accepted.size() && refs().containsAll(accepted),
                () -> name + ": " + from.count(ret()) + " outcomes of " + accepted.size() + " accepted, missing "
                        + missing());
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        // Whatever comes twice comes before this, first in, first out.
        assertEquals("last", new String(from.call(twin, COMMAND, "last").data(), StandardCharsets.UTF_8));
        check();
        System.out.printf(
                "delivery: %s: %d requests, %d answers, 0 lost, 0 handled twice, %.1f s%n",
                name, accepted.size() + unknown.size(), from.count(ret()), took.toMillis() / 1000.0);
    }

    private void check() {
        List<Answer> outcomes = from.outcomes(ret());
        Map<String, Long> byRef = outcomes.stream().collect(Collectors.groupingBy(Answer::ref, Collectors.counting()));
        byRef.forEach((ref, count) -> {
            assertTrue(accepted.contains(ref) || unknown.contains(ref), () -> "an outcome for nothing: " + ref);
            assertEquals(1, count, () -> "outcomes of " + ref);
        });
        for (Answer outcome : outcomes) {
            assertNull(outcome.error(), () -> name + ": " + outcome.ref() + " got an error");
            assertEquals(Long.toString(twin), outcome.source());
            assertEquals(
                    new String(payload(outcome.ref()), StandardCharsets.UTF_8),
                    new String(outcome.data(), StandardCharsets.UTF_8));
        }
        accepted.forEach(ref -> assertEquals(1, to.handled(ref), () -> ref + " was handed to the service"));
        unknown.forEach(ref -> assertFalse(to.handled(ref) > 1, () -> ref + " was handed to the service twice"));
        assertEquals(List.of(), to.handledTwice());
    }

    private Set<String> refs() {
        return from.outcomes(ret()).stream().map(Answer::ref).collect(Collectors.toSet());
    }

    private Set<String> missing() {
        Set<String> missing = new HashSet<>(accepted);
        missing.removeAll(refs());
        return missing;
    }
}
