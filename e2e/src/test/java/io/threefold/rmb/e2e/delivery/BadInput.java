package io.threefold.rmb.e2e.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.threefold.rmb.e2e.bot.Bot;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Requests as careless, old and hostile writers push them. */
final class BadInput {
    private static final ObjectMapper JSON = new ObjectMapper();

    private BadInput() {}

    /** By reference: all of them can be served. */
    static Map<String, String> odd(long twin, String round, String ret) {
        Map<String, String> all = new LinkedHashMap<>();
        put(all, twin, "plain-" + round, ret, json -> {});
        put(all, twin, "con-null-" + round, ret, json -> json.putNull("con"));
        put(all, twin, "exp-0-" + round, ret, json -> json.put("exp", 0));
        put(all, twin, "now-0-" + round, ret, json -> json.put("now", 0));
        put(
                all,
                twin,
                "unknown-field-" + round,
                ret,
                json -> json.putObject("colour").put("is", "blue"));
        put(all, twin, "few-fields-" + round, ret, json -> json.remove(List.of("tag", "shm")));
        return all;
    }

    /** By reference: each must end with an error on its return list. */
    static Map<String, String> refused(long twin, String round, String ret) {
        Map<String, String> all = new LinkedHashMap<>();
        long past = Instant.now().getEpochSecond() - 1_000;
        put(all, twin, "base64-" + round, ret, json -> json.put("dat", "not*base64"));
        put(all, twin, "expired-" + round, ret, json -> json.put("exp", 10).put("now", past));
        put(all, twin, "nobody-" + round, ret, json -> json.putArray("dst").add(999_999));
        return all;
    }

    /** Each must end as a dead letter or as an error. */
    static Map<String, String> unreadable(long twin, String round, String ret) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("broken-" + round, "{\"ver\":1,\"cmd\"");
        all.put("array-" + round, "[1,2,3]");
        all.put("text-" + round, "hello");
        put(all, twin, "no-dst-" + round, ret, json -> json.remove("dst"));
        put(all, twin, "dst-text-" + round, ret, json -> json.put("dst", "everybody"));
        put(all, twin, "exp-text-" + round, ret, json -> json.put("exp", "soon"));
        put(all, twin, "no-ret-" + round, ret, json -> json.remove("ret"));
        put(all, twin, "large-" + round, ret, json -> json.put("dat", "eHh4".repeat(1_000_000)));
        return all;
    }

    private static void put(Map<String, String> all, long twin, String ref, String ret, Consumer<ObjectNode> change) {
        try {
            byte[] data = ref.getBytes(StandardCharsets.UTF_8);
            String good =
                    Bot.requestJson(List.of(twin), "delivery.echo", data, Duration.ofSeconds(120), ref, ret, null);
            ObjectNode json = (ObjectNode) JSON.readTree(good);
            change.accept(json);
            all.put(ref, json.toString());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
