package io.threefold.rmb.e2e.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.threefold.rmb.e2e.bot.Bot;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Answers every request with its own payload, as cheaply as it can: what is measured are the peers and the relay. */
final class EchoService implements AutoCloseable {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int BATCH = 64;

    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private volatile boolean closed;

    EchoService(Bot service, String command) {
        thread.execute(() -> loop(service, "msgbus." + command));
    }

    private void loop(Bot service, String list) {
        try (StatefulRedisConnection<String, String> blocking = service.connect()) {
            while (!closed) {
                KeyValue<String, String> first = blocking.sync().brpop(1, list);
                if (first == null) {
                    continue;
                }
                List<String> requests = new ArrayList<>(List.of(first.getValue()));
                requests.addAll(blocking.sync().rpop(list, BATCH));
                String[] answers = requests.stream().map(EchoService::answerTo).toArray(String[]::new);
                service.redis().async().lpush("msgbus.system.reply", answers);
            }
        } catch (RedisException e) {
            if (!closed) {
                throw e;
            }
        }
    }

    private static String answerTo(String request) {
        String ref = "";
        String source = "";
        String data = "";
        try (JsonParser parser = JSON.createParser(request)) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    parser.nextToken();
                    switch (name) {
                        case "ref" -> ref = parser.getText();
                        case "src" -> source = parser.getText();
                        case "dat" -> data = parser.getText();
                        default -> parser.skipChildren();
                    }
                }
            }
            StringWriter answer = new StringWriter(data.length() + 128);
            try (JsonGenerator json = JSON.createGenerator(answer)) {
                json.writeStartObject();
                json.writeNumberField("ver", 1);
                json.writeStringField("ref", ref);
                json.writeStringField("dat", data);
                json.writeStringField("dst", source);
                json.writeStringField("shm", "application/json");
                json.writeNumberField("now", System.currentTimeMillis() / 1000);
                json.writeEndObject();
            }
            return answer.toString();
        } catch (IOException e) {
            throw new UncheckedIOException("a peer handed over something that is no request", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.close();
    }
}
