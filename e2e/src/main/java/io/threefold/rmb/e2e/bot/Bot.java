package io.threefold.rmb.e2e.bot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.threefold.rmb.e2e.process.StepFailed;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An app that knows Redis and nothing of RMB: it pushes and pops the JSON of PROTOCOL §6. Written without our own codec on
 * purpose, so that both cannot be wrong in the same way.
 */
public final class Bot implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration POP_WAIT = Duration.ofSeconds(1);

    private final ClientResources resources = DefaultClientResources.builder()
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            .build();
    private final RedisClient client;
    private final RedisURI uri;
    private final StatefulRedisConnection<String, String> connection;
    private final ExecutorService services = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean closed;

    public Bot(String redisUrl) {
        uri = RedisURI.create(redisUrl);
        uri.setTimeout(Duration.ofSeconds(20));
        client = RedisClient.create(resources);
        connection = client.connect(uri);
    }

    /** The connection for commands that do not block. */
    public StatefulRedisConnection<String, String> redis() {
        return connection;
    }

    /** A further connection, for commands that block. */
    public StatefulRedisConnection<String, String> connect() {
        return client.connect(uri);
    }

    /**
     * The JSON of a request.
     *
     * @param lifetime what goes into {@code exp}
     * @param tag null for none
     */
    public static String requestJson(
            Collection<Long> twins,
            String command,
            byte[] data,
            Duration lifetime,
            String ref,
            String returnList,
            @Nullable String tag) {
        ObjectNode json = JSON.createObjectNode()
                .put("ver", 1)
                .put("ref", ref)
                .put("cmd", command)
                .put("exp", lifetime.toSeconds())
                .put("dat", Base64.getEncoder().encodeToString(data))
                .put("tag", tag);
        twins.forEach(json.putArray("dst")::add);
        return json.put("ret", returnList)
                .put("shm", "application/json")
                .put("now", Instant.now().getEpochSecond())
                .toString();
    }

    /** Reads what a peer pushed to a return list. */
    public static Answer readAnswer(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            JsonNode error = json.path("err");
            return new Answer(
                    json.path("ref").asText(""),
                    json.path("src").asText(""),
                    Base64.getDecoder().decode(json.path("dat").asText("")),
                    error.isObject()
                            ? new Answer.Failure(
                                    error.path("code").asLong(),
                                    error.path("message").asText(""))
                            : null);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new StepFailed("a return list held something that is no answer: " + e.getMessage(), e);
        }
    }

    /** Calls a command at one twin and waits for the outcome. */
    public Answer call(long twin, String command, byte[] data, Duration patience) {
        return call(List.of(twin), command, data, patience, null).getFirst();
    }

    /** Calls a command at several twins and waits for one outcome each. */
    public List<Answer> call(
            Collection<Long> twins, String command, byte[] data, Duration patience, @Nullable String tag) {
        String ref = UUID.randomUUID().toString();
        String returnList = "demo.reply." + ref;
        send(requestJson(twins, command, data, patience, ref, returnList, tag));
        return awaitAnswers(returnList, twins.size(), patience.plusSeconds(5));
    }

    /** Pushes a request and does not wait. */
    public void send(String requestJson) {
        connection.sync().lpush("msgbus.system.local", requestJson);
    }

    /** Waits until so many answers have come to a list. */
    public List<Answer> awaitAnswers(String returnList, int count, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        try (StatefulRedisConnection<String, String> blocking = connect()) {
            List<Answer> answers = new java.util.ArrayList<>();
            while (answers.size() < count) {
                KeyValue<String, String> popped = blocking.sync().brpop(POP_WAIT.toSeconds(), returnList);
                if (popped != null) {
                    answers.add(readAnswer(popped.getValue()));
                } else if (System.nanoTime() - deadline > 0) {
                    throw new StepFailed("only " + answers.size() + " of " + count + " outcomes within "
                            + patience.toSeconds() + " s");
                }
            }
            return answers;
        }
    }

    /** Serves a command: every request's payload goes through the handler, and what it returns is the answer. */
    public Future<Void> serve(String command, UnaryOperator<byte[]> handler) {
        Callable<Void> loop = () -> {
            try (StatefulRedisConnection<String, String> blocking = connect()) {
                while (!closed) {
                    KeyValue<String, String> popped = blocking.sync().brpop(POP_WAIT.toSeconds(), "msgbus." + command);
                    if (popped != null) {
                        ObjectNode answer = answerTo(JSON.readTree(popped.getValue()), handler);
                        connection.async().lpush("msgbus.system.reply", answer.toString());
                    }
                }
            }
            return null;
        };
        return services.submit(loop);
    }

    private static ObjectNode answerTo(JsonNode request, UnaryOperator<byte[]> handler) {
        byte[] data =
                handler.apply(Base64.getDecoder().decode(request.path("dat").asText("")));
        return JSON.createObjectNode()
                .put("ver", 1)
                .put("ref", request.path("ref").asText())
                .put("dat", Base64.getEncoder().encodeToString(data))
                .put("dst", request.path("src").asText())
                .put("shm", "application/json")
                .put("now", Instant.now().getEpochSecond());
    }

    @Override
    public void close() {
        closed = true;
        services.shutdownNow();
        connection.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        resources.shutdown(0, 2, java.util.concurrent.TimeUnit.SECONDS);
    }
}
