package io.threefold.rmb.peer.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisStoreTest {
    private static TestRedis redis;
    private RedisStore store;

    @BeforeAll
    static void startRedis() {
        redis = new TestRedis();
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @BeforeEach
    void open() {
        redis.client().flushall();
        store = newStore();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static RedisStore newStore() {
        return newStore(StoreSettings.of(redis.url()));
    }

    private static RedisStore newStore(StoreSettings settings) {
        return RedisStore.open(settings, new StoreKeys(7, "main"), InstantSource.system())
                .store()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }

    private static final class Sink implements Intake {
        final List<StoredMessage> messages = new CopyOnWriteArrayList<>();
        volatile int room = Integer.MAX_VALUE;

        @Override
        public int room(StoredMessage.Kind kind) {
            return room == Integer.MAX_VALUE ? room : Math.max(0, room - messages.size());
        }

        @Override
        public void taken(List<StoredMessage> taken) {
            messages.addAll(taken);
        }

        List<String> texts() {
            return messages.stream().map(m -> new String(m.json(), UTF_8)).toList();
        }
    }

    private List<StoredMessage> taken(int count) {
        Sink sink = new Sink();
        store.startTaking(sink);
        await().until(() -> sink.messages.size() == count);
        return sink.messages;
    }

    private List<String> outboxTexts(MessageStore from) {
        return get(from.load(get(from.outbox()))).stream()
                .map(m -> new String(m.json(), UTF_8))
                .toList();
    }

    @Test
    void takesInTheOrderOfWriting() {
        for (int i = 0; i < 200; i++) {
            redis.client().lpush(StoreKeys.LOCAL, "m" + i);
        }
        List<StoredMessage> messages = taken(200);
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            expected.add("m" + i);
        }
        assertThat(messages.stream().map(m -> new String(m.json(), UTF_8))).containsExactlyElementsOf(expected);
        assertThat(messages.stream().map(StoredMessage::id)).isSorted();
        assertThat(outboxTexts(store)).containsExactlyElementsOf(expected);
        assertThat(redis.client().llen(StoreKeys.LOCAL)).isZero();
    }

    @Test
    void wakesForAMessageThatComesLater() {
        Sink sink = new Sink();
        store.startTaking(sink);
        redis.client().lpush(StoreKeys.REPLY, "late");
        await().until(() -> sink.messages.size() == 1);
        assertThat(sink.messages.getFirst().kind()).isEqualTo(StoredMessage.Kind.ANSWER);
        redis.client().rpush(StoreKeys.LOCAL, "by a Go client");
        await().until(() -> sink.messages.size() == 2);
        assertThat(sink.messages.getLast().kind()).isEqualTo(StoredMessage.Kind.REQUEST);
    }

    @Test
    void whatWasTakenIsThereForTheNextLifeUnderTheSameId() {
        redis.client().lpush(StoreKeys.LOCAL, "a", "b");
        List<String> ids = taken(2).stream().map(StoredMessage::id).toList();
        store.close();
        store = newStore();
        assertThat(get(store.outbox())).isEqualTo(ids);
        assertThat(outboxTexts(store)).containsExactly("a", "b");
        redis.client().lpush(StoreKeys.LOCAL, "c");
        Sink sink = new Sink();
        store.startTaking(sink);
        await().until(() -> sink.messages.size() == 1);
        assertThat(sink.messages.getFirst().id()).isGreaterThan(ids.getLast());
    }

    @Test
    void aMessageLeftBetweenBlockingMoveAndOutboxIsTakenFirst() {
        redis.client().lpush("msgbus.system.peer.{7.main}.taken.local", "first");
        redis.client().lpush(StoreKeys.LOCAL, "second");
        assertThat(taken(2).stream().map(m -> new String(m.json(), UTF_8))).containsExactly("first", "second");
    }

    @Test
    void aReplayedTakeGivesTheSameMessagesAndLosesNone() {
        redis.client().lpush(StoreKeys.LOCAL, "a", "b", "c");
        String script = new String(Script.TAKE.text(), UTF_8);
        String[] names = {StoreKeys.LOCAL, "landing", "outbox", StoreKeys.DEAD_LETTERS};
        String[] args = {"Q", "1000", "1000", "10", "0", "id1", "id2"};
        Object once = redis.client().eval(script, io.lettuce.core.ScriptOutputType.MULTI, names, args);
        Object again = redis.client().eval(script, io.lettuce.core.ScriptOutputType.MULTI, names, args);
        assertThat(once).isEqualTo(List.of("id1", "Qa", "id2", "Qb")).isEqualTo(again);
        assertThat(redis.client().llen(StoreKeys.LOCAL)).isEqualTo(1);
    }

    @Test
    void stopsAtTheRoomThereIsAndGoesOnWhenThereIsMore() {
        for (int i = 0; i < 10; i++) {
            redis.client().lpush(StoreKeys.LOCAL, "m" + i);
        }
        Sink sink = new Sink();
        sink.room = 4;
        store.startTaking(sink);
        await().until(() -> sink.messages.size() == 4);
        assertThat(redis.client().llen(StoreKeys.LOCAL)).isEqualTo(6);
        sink.room = 10;
        store.resume();
        await().until(() -> sink.messages.size() == 10);
        assertThat(sink.texts()).startsWith("m0", "m1", "m2", "m3", "m4");
    }

    @Test
    void anOversizedMessageKeepsWhatItsSenderNeeds() {
        store.close();
        store = newStore(new StoreSettings(redis.url(), Duration.ofHours(1), 10, 10, 400, 10, 4));
        String big = "{\"ver\":1,\"ref\":\"r\",\"cmd\":\"c\",\"exp\":9,\"dat\":\"" + "A".repeat(1000)
                + "\",\"dst\":[42],\"ret\":\"back\",\"now\":5}";
        redis.client().lpush(StoreKeys.LOCAL, big, "x".repeat(2000), "next");
        List<StoredMessage> messages = taken(2);
        assertThat(messages.getFirst().kind()).isEqualTo(StoredMessage.Kind.OVERSIZE_REQUEST);
        assertThat(new String(messages.getFirst().json(), UTF_8))
                .contains("\"ret\":\"back\"", "\"dst\":[42]", "\"ref\":\"r\"")
                .doesNotContain("AAAA");
        assertThat(new String(messages.getLast().json(), UTF_8)).isEqualTo("next");
        assertThat(redis.client().lrange(StoreKeys.DEAD_LETTERS, 0, -1))
                .singleElement()
                .asString()
                .contains("TOO_LARGE", "2000");
    }

    @Test
    void anOutcomeIsPushedOnceAndEndsTheEntry() {
        redis.client().lpush(StoreKeys.LOCAL, "a");
        String id = taken(1).getFirst().id();
        assertThat(get(store.finish(new Outcome(id, 0, 1, "ret", "one".getBytes(UTF_8)))))
                .isEqualTo(Outcome.Result.DELIVERED);
        assertThat(get(store.finish(new Outcome(id, 0, 1, "ret", "two".getBytes(UTF_8)))))
                .isEqualTo(Outcome.Result.ALREADY_ENDED);
        assertThat(redis.client().lrange("ret", 0, -1)).containsExactly("one");
        assertThat(redis.client().ttl("ret")).isBetween(3500L, 3600L);
        assertThat(get(store.outbox())).isEmpty();
    }

    @Test
    void everyDestinationHasItsOutcomeAndTheLastEndsTheEntry() {
        redis.client().lpush(StoreKeys.LOCAL, "a");
        String id = taken(1).getFirst().id();
        get(store.finish(new Outcome(id, 2, 3, "ret", "two".getBytes(UTF_8))));
        store.close();
        store = newStore();
        assertThat(get(store.load(get(store.outbox()))).getFirst().finished()).isEqualTo(Set.of(2));
        assertThat(get(store.finish(new Outcome(id, 2, 3, "ret", "again".getBytes(UTF_8)))))
                .isEqualTo(Outcome.Result.ALREADY_ENDED);
        get(store.finish(new Outcome(id, 0, 3, "ret", "zero".getBytes(UTF_8))));
        get(store.finish(new Outcome(id, 1, 3, "ret", "one".getBytes(UTF_8))));
        assertThat(redis.client().lrange("ret", 0, -1)).containsExactly("one", "zero", "two");
        assertThat(get(store.finish(new Outcome(id, 1, 3, "ret", "late".getBytes(UTF_8)))))
                .isEqualTo(Outcome.Result.ALREADY_ENDED);
        assertThat(redis.client().keys("msgbus.system.peer.*")).isEmpty();
    }

    @Test
    void aRetThatIsNoListEndsInTheDeadLettersNotInALoop() {
        redis.client().set("ret", "mine");
        redis.client().lpush(StoreKeys.LOCAL, "a");
        String id = taken(1).getFirst().id();
        assertThat(get(store.finish(new Outcome(id, 0, 1, "ret", "one".getBytes(UTF_8)))))
                .isEqualTo(Outcome.Result.UNDELIVERABLE);
        assertThat(get(store.outbox())).isEmpty();
        assertThat(redis.client().get("ret")).isEqualTo("mine");
        assertThat(redis.client().llen(StoreKeys.DEAD_LETTERS)).isEqualTo(1);
    }

    private static IncomingRequest request(String uid, String digest, int max, IncomingRequest.Overflow overflow) {
        return request(uid, digest, max, overflow, 60);
    }

    private static IncomingRequest request(
            String uid, String digest, int max, IncomingRequest.Overflow overflow, long ttl) {
        return new IncomingRequest(
                "cmd",
                ("json-" + uid).getBytes(UTF_8),
                Arrays.copyOf(uid.getBytes(UTF_8), 16),
                Arrays.copyOf(digest.getBytes(UTF_8), 16),
                System.currentTimeMillis() / 1000 + ttl,
                max,
                overflow);
    }

    @Test
    void aRequestIsHandedOverOnceByUidAndByDigestAlsoInTheNextLife() {
        var reject = IncomingRequest.Overflow.REJECT_NEW;
        assertThat(get(store.accept(request("u1", "d1", 9, reject)))).isInstanceOf(IncomingRequest.Result.Pushed.class);
        assertThat(get(store.accept(request("u1", "d2", 9, reject))))
                .isInstanceOf(IncomingRequest.Result.Duplicate.class);
        assertThat(get(store.accept(request("u2", "d1", 9, reject))))
                .isInstanceOf(IncomingRequest.Result.Duplicate.class);
        assertThat(get(store.accept(request("u1", "d3", 9, reject, 1900))))
                .as("stamped anew with another deadline")
                .isInstanceOf(IncomingRequest.Result.Duplicate.class);
        store.close();
        store = newStore();
        assertThat(get(store.accept(request("u1", "d4", 9, reject, 900))))
                .isInstanceOf(IncomingRequest.Result.Duplicate.class);
        assertThat(redis.client().lrange("msgbus.cmd", 0, -1)).containsExactly("json-u1");
        assertThat(get(store.waitingCommands())).containsExactly("cmd");
        assertThat(get(store.depths()).window()).isEqualTo(1);
    }

    @Test
    void aFullListRejectsOrDropsTheOldest() {
        var reject = IncomingRequest.Overflow.REJECT_NEW;
        get(store.accept(request("u1", "d1", 2, reject)));
        get(store.accept(request("u2", "d2", 2, reject)));
        assertThat(get(store.accept(request("u3", "d3", 2, reject))))
                .isInstanceOf(IncomingRequest.Result.ListFull.class);
        assertThat(get(store.accept(request("u4", "d4", 2, IncomingRequest.Overflow.DROP_OLDEST))))
                .isInstanceOfSatisfying(
                        IncomingRequest.Result.PushedDropping.class,
                        dropped -> assertThat(dropped.oldest()).asString(UTF_8).isEqualTo("json-u1"));
        assertThat(redis.client().lrange("msgbus.cmd", 0, -1)).containsExactly("json-u4", "json-u2");
    }

    @Test
    void aCommandWhoseKeyIsNoListIsToldApart() {
        redis.client().set("msgbus.cmd", "mine");
        assertThat(get(store.accept(request("u1", "d1", 2, IncomingRequest.Overflow.REJECT_NEW))))
                .isInstanceOf(IncomingRequest.Result.NotAList.class);
    }

    @Test
    void aFullWindowEvictsNothing() {
        store.close();
        store = newStore(new StoreSettings(redis.url(), Duration.ofHours(1), 10, 10, 400, 2, 4));
        var reject = IncomingRequest.Overflow.REJECT_NEW;
        get(store.accept(request("u1", "d1", 9, reject)));
        get(store.accept(request("u2", "d2", 9, reject)));
        assertThat(get(store.accept(request("u3", "d3", 9, reject))))
                .isInstanceOf(IncomingRequest.Result.WindowFull.class);
        assertThat(redis.client().llen("msgbus.cmd")).isEqualTo(2);
    }

    @Test
    void scriptsAreSentAgainWhenRedisForgotThem() {
        redis.client().lpush(StoreKeys.LOCAL, "a");
        Sink sink = new Sink();
        store.startTaking(sink);
        await().until(() -> sink.messages.size() == 1);
        redis.client().scriptFlush();
        redis.client().lpush(StoreKeys.LOCAL, "b");
        await().until(() -> sink.messages.size() == 2);
    }

    @Test
    void drainedRequestsGoToTheOutbox() {
        var reject = IncomingRequest.Overflow.REJECT_NEW;
        get(store.accept(request("u1", "d1", 9, reject)));
        get(store.accept(request("u2", "d2", 9, reject)));
        assertThat(get(store.drain("cmd")))
                .extracting(StoredMessage::kind)
                .containsExactly(StoredMessage.Kind.DRAINED, StoredMessage.Kind.DRAINED);
        assertThat(get(store.outbox())).hasSize(2);
        assertThat(get(store.waitingCommands())).isEmpty();
    }

    @Test
    void deadLettersAreBoundedAndValidJson() throws Exception {
        store.close();
        store = newStore(new StoreSettings(redis.url(), Duration.ofHours(1), 10, 3, 400, 2, 4));
        for (int i = 0; i < 5; i++) {
            get(store.bury(new DeadLetter("R", "quo\"te\\ \u0001 Zoë", "list", new byte[] {1, 2})));
        }
        assertThat(redis.client().lrange(StoreKeys.DEAD_LETTERS, 0, -1)).hasSize(3);
        try (var json = new com.fasterxml.jackson.core.JsonFactory()
                .createParser(redis.client().lindex(StoreKeys.DEAD_LETTERS, 0))) {
            while (json.nextToken() != null) {
                // every token must be readable
            }
        }
    }

    @Test
    void quiesceIsAskedForOnce() {
        assertThat(get(store.quiesceAsked())).isFalse();
        redis.client().set(StoreKeys.QUIESCE, "1");
        assertThat(get(store.quiesceAsked())).isTrue();
        assertThat(get(store.quiesceAsked())).isFalse();
    }

    @Test
    void heldEnvelopesComeBackOldestFirstAndAreBounded() {
        assertThat(get(store.hold(new byte[] {1}, 2))).isTrue();
        assertThat(get(store.hold(new byte[] {2}, 2))).isTrue();
        assertThat(get(store.hold(new byte[] {3}, 2))).isFalse();
        assertThat(get(store.held(10))).containsExactly(new byte[] {1}, new byte[] {2});
        get(store.release(new byte[] {1}));
        assertThat(get(store.held(10))).containsExactly(new byte[] {2});
    }

    @Test
    void saysWhatIsWrongWithRedis() {
        RedisFinding finding = get(store.check());
        assertThat(finding.version()).startsWith("6.2");
        assertThat(finding.warnings()).isEmpty();
        redis.client().configSet("appendonly", "no");
        redis.client().configSet("maxmemory", "100mb");
        redis.client().configSet("maxmemory-policy", "allkeys-lru");
        try {
            assertThat(get(store.check()).warnings())
                    .hasSize(2)
                    .anyMatch(w -> w.contains("noeviction"))
                    .anyMatch(w -> w.contains("appendonly yes"));
        } finally {
            redis.client().configSet("maxmemory-policy", "noeviction");
            redis.client().configSet("maxmemory", "0");
            redis.client().configSet("appendonly", "yes");
        }
    }

    @Test
    void outcomesPassWhenTheMemoryOfRedisIsFull() {
        redis.client().lpush(StoreKeys.LOCAL, "a", "b");
        List<StoredMessage> messages = taken(2);
        redis.client().lpush(StoreKeys.LOCAL, "c");
        redis.client().configSet("maxmemory", "1");
        try {
            var delivered = store.finish(new Outcome(messages.getFirst().id(), 0, 1, "ret", new byte[] {'x'}));
            assertThat(get(delivered)).isEqualTo(Outcome.Result.DELIVERED);
            var refused = store.accept(request("u1", "d1", 9, IncomingRequest.Overflow.REJECT_NEW));
            get(store.outbox());
            assertThat(refused.toCompletableFuture()).as("waits for room").isNotDone();
            redis.client().configSet("maxmemory", "0");
            assertThat(get(refused)).isInstanceOf(IncomingRequest.Result.Pushed.class);
        } finally {
            redis.client().configSet("maxmemory", "0");
        }
    }

    @Test
    void aRedisThatComesLaterIsWaitedFor() {
        TestRedis late = new TestRedis();
        try {
            late.stop();
            RedisStore.Opening opening =
                    RedisStore.open(StoreSettings.of(late.url()), new StoreKeys(7, "main"), InstantSource.system());
            assertThat(opening.store()).isNotDone();
            late.start();
            RedisStore opened = opening.store().orTimeout(20, TimeUnit.SECONDS).join();
            assertThat(get(opened.check()).version()).startsWith("6.2");
            opened.close();
        } finally {
            late.close();
        }
    }

    @Test
    void theUrlIsNotToldWhenItCannotBeRead() {
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> RedisStore.open(
                        StoreSettings.of("http://user:secret@x"), new StoreKeys(7, "main"), InstantSource.system())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
        assertThat(StoreSettings.of("redis://:secret@x").toString()).doesNotContain("secret");
    }

    @Test
    void aRestartOfRedisUnderTrafficLosesNothingAndDoublesNothing() {
        Sink sink = new Sink();
        store.startTaking(sink);
        int before = 300;
        for (int i = 0; i < before; i++) {
            redis.client().lpush(StoreKeys.LOCAL, "m" + i);
            if (i == before / 2) {
                redis.stop();
                redis.start();
            }
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> sink.messages.size() >= before);
        assertThat(sink.texts()).hasSize(before).doesNotHaveDuplicates();
        assertThat(new HashSet<>(outboxTexts(store))).hasSize(before);
        assertThat(store.connected()).isTrue();
    }
}
