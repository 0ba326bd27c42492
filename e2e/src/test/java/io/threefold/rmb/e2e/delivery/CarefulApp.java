package io.threefold.rmb.e2e.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.LMoveArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.threefold.rmb.e2e.bot.Answer;
import io.threefold.rmb.e2e.bot.Bot;
import io.threefold.rmb.e2e.process.Waiting;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An app on both sides of a peer that loses and doubles nothing itself, also while its Redis restarts: it never repeats a
 * command whose effect it cannot know, takes requests with a move instead of a pop, and reads answers without removing them.
 */
final class CarefulApp implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String ANSWER_SCRIPT =
            "redis.call('LREM', KEYS[1], 1, ARGV[1]) return redis.call('LPUSH', KEYS[2], ARGV[2])";

    private final ClientResources resources = DefaultClientResources.builder()
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            .build();
    private final RedisClient client = RedisClient.create(resources);
    private final RedisURI uri;
    private final Map<String, Integer> handledByUid = new ConcurrentHashMap<>();
    private final Map<String, Integer> handledByText = new ConcurrentHashMap<>();
    private final List<Thread> services = new ArrayList<>();
    private @Nullable StatefulRedisConnection<String, String> connection;
    private volatile boolean closed;

    CarefulApp(String redisUrl) {
        uri = RedisURI.create(redisUrl);
        uri.setTimeout(Duration.ofSeconds(20));
        client.setOptions(ClientOptions.builder().autoReconnect(false).build());
    }

    private synchronized RedisCommands<String, String> redis() {
        StatefulRedisConnection<String, String> open = connection;
        if (open == null || !open.isOpen()) {
            open = client.connect(uri);
            connection = open;
        }
        return open.sync();
    }

    /** Runs commands that may be repeated, again and again until Redis answers. */
    <T> T ask(Function<RedisCommands<String, String>, T> question) {
        List<T> answer = new ArrayList<>();
        Waiting.until(
                PATIENCE, () -> answer.add(question.apply(redis())), () -> "Redis at " + uri + " does not answer");
        return answer.getFirst();
    }

    /**
     * Pushes a request.
     *
     * @return false when it is not known whether Redis took it
     */
    boolean push(String json) {
        ask(RedisCommands::ping);
        try {
            redis().lpush("msgbus.system.local", json);
            return true;
        } catch (RedisException unknown) {
            return false;
        }
    }

    /** Sends one request and waits for one outcome per destination. */
    List<Answer> call(List<Long> twins, String command, byte[] data, Duration lifetime, @Nullable String tag) {
        String ref = UUID.randomUUID().toString();
        push(Bot.requestJson(twins, command, data, lifetime, ref, "ret." + ref, tag));
        Waiting.until(
                lifetime.plusSeconds(5),
                () -> count("ret." + ref) >= twins.size(),
                () -> count("ret." + ref) + " of " + twins.size() + " outcomes of a call of " + command);
        return outcomes("ret." + ref);
    }

    /** Calls one twin. */
    Answer call(long twin, String command, String text) {
        return call(List.of(twin), command, text.getBytes(StandardCharsets.UTF_8), PATIENCE, null)
                .getFirst();
    }

    long count(String list) {
        return ask(redis -> redis.llen(list));
    }

    /** What a return list holds, oldest first. */
    List<Answer> outcomes(String list) {
        return ask(redis -> redis.lrange(list, 0, -1)).reversed().stream()
                .map(Bot::readAnswer)
                .toList();
    }

    /** Serves a command by echoing, and counts. The payload's first line tells requests apart. */
    CarefulApp serve(String command) {
        services.add(Thread.ofVirtual().start(() -> {
            while (!closed) {
                StatefulRedisConnection<String, String> own = connect();
                try {
                    serve(own.sync(), "msgbus." + command, "app.working." + command);
                } catch (RedisException restarted) {
                    // the next connection sees what was moved and not answered
                } finally {
                    if (own.isOpen()) {
                        own.close();
                    }
                }
            }
        }));
        return this;
    }

    private StatefulRedisConnection<String, String> connect() {
        List<StatefulRedisConnection<String, String>> made = new ArrayList<>();
        Waiting.until(PATIENCE, () -> made.add(client.connect(uri)), () -> "no Redis at " + uri);
        return made.getFirst();
    }

    private void serve(RedisCommands<String, String> redis, String list, String working) {
        for (String left : redis.lrange(working, 0, -1)) {
            answer(redis, working, left, false);
        }
        while (!closed) {
            String request = redis.blmove(list, working, LMoveArgs.Builder.rightLeft(), 1.0);
            if (request != null) {
                answer(redis, working, request, true);
            }
        }
    }

    private void answer(RedisCommands<String, String> redis, String working, String text, boolean handedOver) {
        JsonNode request = read(text);
        String uid = request.path("ref").asText();
        String data = request.path("dat").asText();
        String marker = new String(Base64.getDecoder().decode(data), StandardCharsets.UTF_8).split("\n", 2)[0];
        if (handedOver || !handledByUid.containsKey(uid)) {
            handledByUid.merge(uid, 1, Integer::sum);
            handledByText.merge(marker, 1, Integer::sum);
        }
        String answer = JSON.createObjectNode()
                .put("ver", 1)
                .put("ref", uid)
                .put("dat", data)
                .put("dst", request.path("src").asText())
                .put("shm", "application/json")
                .put("now", Instant.now().getEpochSecond())
                .toString();
        redis.eval(
                ANSWER_SCRIPT, ScriptOutputType.INTEGER, new String[] {working, "msgbus.system.reply"}, text, answer);
    }

    private static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException("a peer handed over something that is no request", e);
        }
    }

    /** How often a request with this marker was handed to the service. */
    int handled(String marker) {
        return handledByText.getOrDefault(marker, 0);
    }

    /** Requests that were handed over more than once, by the uid on the wire. */
    List<String> handledTwice() {
        return handledByUid.entrySet().stream()
                .filter(entry -> entry.getValue() > 1)
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public void close() {
        closed = true;
        services.forEach(Thread::interrupt);
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        resources.shutdown(0, 2, TimeUnit.SECONDS);
    }
}
