package io.threefold.rmb.e2e.bench;

import io.lettuce.core.KeyValue;
import io.lettuce.core.api.StatefulRedisConnection;
import io.threefold.rmb.e2e.bot.Answer;
import io.threefold.rmb.e2e.bot.Bot;
import io.threefold.rmb.e2e.process.StepFailed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/**
 * Keeps a number of requests under way between two Redis servers and measures each. One thread: it pops what has come,
 * records it and pushes as many new requests.
 */
final class RoundTripLoad {
    private static final Duration LIFETIME = Duration.ofSeconds(60);
    private static final long POP_SECONDS = 30;
    private static final String REF = "@ref@";

    private final Bot client;
    private final long serviceTwin;
    private final String command;

    RoundTripLoad(Bot client, long serviceTwin, String command) {
        this.client = client;
        this.serviceTwin = serviceTwin;
        this.command = command;
    }

    /** What was seen between two moments. */
    record Run(Latencies latencies, int errors, Duration elapsed) {}

    /**
     * Runs for the given time, then lets what is under way finish (counted, since it was sent within the time).
     *
     * @throws StepFailed when nothing comes back for half a minute
     */
    Run run(int inFlight, int payloadBytes, Duration time) {
        byte[] payload = new byte[payloadBytes];
        new Random(payloadBytes).nextBytes(payload);
        String returnList = "bench.reply." + UUID.randomUUID();
        String[] template = Bot.requestJson(List.of(serviceTwin), command, payload, LIFETIME, REF, returnList, null)
                .split(REF, -1);
        Map<String, Long> started = new HashMap<>();
        Latencies latencies = new Latencies();
        int errors = 0;
        long begin = System.nanoTime();
        long end = begin + time.toNanos();
        long sequence = 0;
        try (StatefulRedisConnection<String, String> blocking = client.connect()) {
            sequence = push(template, started, sequence, inFlight);
            while (!started.isEmpty()) {
                List<String> come = pop(blocking, returnList, started.size());
                long now = System.nanoTime();
                for (String text : come) {
                    Answer answer = Bot.readAnswer(text);
                    Long since = started.remove(answer.ref());
                    if (since == null) {
                        throw new StepFailed("an answer came twice or was never asked for: " + answer.ref());
                    }
                    latencies.add(now - since);
                    if (answer.error() != null) {
                        errors++;
                    } else if (answer.data().length != payloadBytes) {
                        throw new StepFailed("asked with " + payloadBytes + " bytes, got " + answer.data().length);
                    }
                }
                if (now < end) {
                    sequence = push(template, started, sequence, come.size());
                }
            }
        }
        return new Run(latencies, errors, Duration.ofNanos(System.nanoTime() - begin));
    }

    private long push(String[] template, Map<String, Long> started, long sequence, int count) {
        String[] requests = new String[count];
        long next = sequence;
        for (int i = 0; i < count; i++) {
            String ref = Long.toString(next++);
            requests[i] = template[0] + ref + template[1];
            started.put(ref, System.nanoTime());
        }
        client.redis().async().lpush("msgbus.system.local", requests);
        return next;
    }

    private static List<String> pop(StatefulRedisConnection<String, String> blocking, String list, int underWay) {
        KeyValue<String, String> first = blocking.sync().brpop(POP_SECONDS, list);
        if (first == null) {
            throw new StepFailed("no answer for " + POP_SECONDS + " s with " + underWay + " requests under way");
        }
        List<String> come = new ArrayList<>(List.of(first.getValue()));
        if (underWay > 1) {
            come.addAll(blocking.sync().rpop(list, underWay - 1));
        }
        return come;
    }
}
