package io.threefold.rmb.peer.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.threefold.rmb.peer.store.StoreKeys;
import io.threefold.rmb.peer.store.TestRedis;
import io.threefold.rmb.protocol.envelope.Address;
import io.threefold.rmb.protocol.envelope.Envelope;
import io.threefold.rmb.protocol.envelope.EnvelopeCodec;
import io.threefold.rmb.protocol.envelope.EnvelopeSigning;
import io.threefold.rmb.protocol.envelope.Message;
import io.threefold.rmb.protocol.envelope.Payload;
import io.threefold.rmb.protocol.queue.IncomingRequest;
import io.threefold.rmb.protocol.queue.IncomingResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two flows, two real Redis servers, a network in memory. */
class MessageFlowTest {
    private static TestRedis redisA;
    private static TestRedis redisB;
    private FakeNetwork network;
    private FakeRegistry registry;
    private Peer a;
    private Peer b;

    @BeforeAll
    static void startRedis() {
        redisA = new TestRedis();
        redisB = new TestRedis();
    }

    @AfterAll
    static void stopRedis() {
        redisA.close();
        redisB.close();
    }

    @BeforeEach
    void start() {
        redisA.client().flushall();
        redisB.client().flushall();
        network = new FakeNetwork();
        registry = new FakeRegistry();
        a = new Peer(7, "//Alice", redisA, network, registry, InstantSource.system()).start();
        b = new Peer(42, "//Bob", redisB, network, registry, InstantSource.system()).start();
    }

    @AfterEach
    void stop() {
        a.close();
        b.close();
        network.close();
    }

    private void assertAllEnded() {
        await().untilAsserted(() -> {
            assertThat(a.flow.stats().pendingRequests()).isZero();
            assertThat(b.flow.stats().pendingAnswers()).isZero();
            assertThat(a.redis.client().keys("msgbus.system.peer.*outbox")).isEmpty();
            assertThat(b.redis.client().keys("msgbus.system.peer.*outbox")).isEmpty();
            assertThat(a.flow.stats().residentBytes()).isZero();
            assertThat(b.flow.stats().residentBytes()).isZero();
            assertThat(a.flow.stats().unconfirmed()).isZero();
        });
    }

    @Test
    void aRequestAndItsAnswer() {
        a.ask("calc.add", "back", "[1,2]", 60, 42L);
        IncomingRequest request = b.pop("calc.add");
        assertThat(request.source()).isEqualTo(Address.of(7));
        assertThat(request.data().toStringUtf8()).isEqualTo("[1,2]");
        assertThat(request.replyTo()).isEqualTo("msgbus.system.reply");
        b.answer(request, "3");
        IncomingResponse response = a.outcome("back");
        assertThat(response.data().toStringUtf8()).isEqualTo("3");
        assertThat(response.ref()).isEqualTo("ref-[1,2]");
        assertThat(response.source()).isEqualTo("42");
        assertThat(response.error()).isNull();
        assertThat(response.schema()).isEqualTo("application/json");
        assertThat(network.seen).allMatch(e -> e.payload() instanceof Payload.Cipher);
        assertThat(redisA.client().ttl("back")).isLessThanOrEqualTo(3600);
        assertAllEnded();
        assertThat(a.count(FlowCount.OUTCOME_ANSWER)).isEqualTo(1);
    }

    @Test
    void manyRequestsKeepTheirOrderPerDestination() {
        int count = 500;
        for (int i = 0; i < count; i++) {
            a.ask("work", "back", Integer.toString(i), 60, 42L);
        }
        for (int i = 0; i < count; i++) {
            IncomingRequest request = b.pop("work");
            assertThat(request.data().toStringUtf8()).isEqualTo(Integer.toString(i));
            b.answer(request, "r" + i);
        }
        List<IncomingResponse> all = a.outcomes("back", count);
        for (int i = 0; i < count; i++) {
            assertThat(all.get(i).data().toStringUtf8()).isEqualTo("r" + i);
        }
        assertAllEnded();
    }

    @Test
    void everyDestinationHasItsOwnUidAndOutcome() {
        a.ask("work", "back", "x", 60, 42L, 99L, 0L, 42L);
        Set<String> uids = new HashSet<>();
        for (int i = 0; i < 2; i++) {
            IncomingRequest request = b.pop("work");
            uids.add(request.ref());
            b.answer(request, "y");
        }
        assertThat(uids).hasSize(2);
        List<IncomingResponse> all = a.outcomes("back", 4);
        assertThat(all).extracting(IncomingResponse::source).containsExactlyInAnyOrder("42", "42", "99", "0");
        assertThat(all)
                .filteredOn(r -> r.source().equals("99"))
                .singleElement()
                .satisfies(r -> assertThat(r.error().code()).isEqualTo(103));
        assertThat(all).allMatch(r -> "ref-x".equals(r.ref()));
        assertAllEnded();
    }

    @Test
    void aRequestNobodyAnswersEndsWith102AndALateAnswerIsDropped() {
        // Whole seconds are the protocol's unit: one of them can be over before the request arrives.
        a.ask("slow", "back", "x", 3, 42L);
        IncomingRequest request = b.pop("slow");
        IncomingResponse outcome = a.outcome("back");
        assertThat(outcome.error().code()).isEqualTo(102);
        assertThat(outcome.source()).isEqualTo("42");
        b.answer(request, "late");
        await().until(() -> a.count(FlowCount.LATE) == 1);
        assertThat(redisA.client().llen("back")).isZero();
        assertAllEnded();
    }

    @Test
    void unconfirmedIsSentAgainWithTheSameUidAndHandledOnce() {
        Set<String> firstTime = ConcurrentHashMap.newKeySet();
        network.script =
                e -> firstTime.add(e.uid() + e.message().getClass()) ? FakeNetwork.Behaviour.DELIVER_UNCONFIRMED : null;
        for (int i = 0; i < 20; i++) {
            a.ask("work", "back", Integer.toString(i), 60, 42L);
        }
        for (int i = 0; i < 20; i++) {
            b.answer(b.pop("work"), "done");
        }
        a.outcomes("back", 20);
        await().until(() -> b.count(Rejection.DUPLICATE) == 20);
        assertThat(redisB.client().llen("msgbus.work")).isZero();
        assertThat(redisA.client().llen("back")).isZero();
        assertAllEnded();
    }

    @Test
    void afterACrashEverythingGoesOutAgainUnderTheSameUid() {
        network.script = e -> FakeNetwork.Behaviour.UNCONFIRMED;
        a.ask("work", "back", "1", 60, 42L);
        a.ask("work", "back", "2", 60, 42L, 42L);
        await().until(() -> network.seen.stream().map(Envelope::uid).distinct().count() == 3);
        Set<String> uids =
                new HashSet<>(network.seen.stream().map(Envelope::uid).toList());
        a.kill();
        network.seen.clear();
        network.script = e -> null;
        a.start();
        for (int i = 0; i < 3; i++) {
            IncomingRequest request = b.pop("work");
            assertThat(uids).contains(request.ref());
            b.answer(request, "ok");
        }
        a.outcomes("back", 3);
        assertThat(a.count(FlowCount.RECOVERED)).isEqualTo(2);
        assertAllEnded();
    }

    @Test
    void stoppingEndsNoRequestWithAnErrorThatTheNextLifeWouldHaveSent() {
        network.script = e -> FakeNetwork.Behaviour.UNCONFIRMED;
        for (int round = 0; round < 10; round++) {
            a.ask("work", "back", "1", 60, 42L);
            int seen = network.seen.size();
            await().until(() -> network.seen.size() > seen);
            a.kill();
            a.start();
        }
        network.script = e -> null;
        for (int round = 0; round < 10; round++) {
            b.answer(b.pop("work"), "ok");
        }
        assertThat(a.outcomes("back", 10)).allMatch(r -> r.error() == null);
    }

    @Test
    void anAnswerOnItsWaySurvivesACrash() {
        a.ask("work", "back", "1", 60, 42L);
        IncomingRequest request = b.pop("work");
        network.script = e -> FakeNetwork.Behaviour.NEVER;
        b.answer(request, "kept");
        await().until(() -> network.seen.stream().anyMatch(e -> e.message() instanceof Message.Response));
        b.kill();
        network.script = e -> null;
        b.start();
        assertThat(a.outcome("back").data().toStringUtf8()).isEqualTo("kept");
        assertAllEnded();
    }

    @Test
    void aRateLimitedRequestIsTriedAgain() {
        AtomicInteger tries = new AtomicInteger();
        network.script = e -> {
            if (e.message() instanceof Message.Request && tries.incrementAndGet() == 1) {
                network.relayError(7, e.uid(), "exceeded rate limits, dropping message");
                return FakeNetwork.Behaviour.CONFIRM_ONLY;
            }
            return null;
        };
        a.ask("work", "back", "1", 60, 42L);
        b.answer(b.pop("work"), "ok");
        assertThat(a.outcome("back").error()).isNull();
        assertThat(tries).hasValue(2);
        assertThat(network.slowed).containsExactly("relay.test");
        assertAllEnded();
    }

    @Test
    void offlineGoesToTheCallerOnlyWithFailFast() {
        network.script = e -> {
            network.relayError(7, e.uid(), "destination offline");
            return FakeNetwork.Behaviour.CONFIRM_ONLY;
        };
        a.ask("work", "fast", "1", 60, "a,fail-fast", 42L);
        IncomingResponse offline = a.outcome("fast");
        assertThat(offline.error().code()).isZero();
        assertThat(offline.error().message()).isEqualTo("destination offline");
        assertThat(offline.source()).isEqualTo("42");
        a.ask("work", "slow", "1", 2, 42L);
        IncomingResponse late = a.outcome("slow");
        assertThat(late.error().code()).isEqualTo(102);
        assertThat(late.error().message()).contains("destination offline");
        assertAllEnded();
    }

    @Test
    void badInputGetsAnErrorOrBecomesADeadLetterAndTheNextIsNotAffected() {
        String[] bad = {
            "not json",
            "{}",
            "{\"ver\":1,\"cmd\":\"c\",\"exp\":5,\"dat\":\"***\",\"dst\":[42],\"ret\":\"back\",\"now\":0}",
            "{\"ver\":1,\"ref\":\"q\",\"cmd\":\"c\",\"exp\":5,\"dat\":\"\",\"dst\":\"42\",\"ret\":\"back\",\"now\":0}",
            "{\"ver\":1,\"cmd\":\"c\",\"exp\":5,\"dat\":\"\",\"dst\":[42],\"ret\":\"msgbus.system.local\",\"now\":0}",
            "{\"ver\":1,\"cmd\":\"c\",\"exp\":5,\"dat\":\"\",\"dst\":[42],\"ret\":\"back\",\"now\":1000}",
            "{\"ver\":1,\"ref\":\"big\",\"cmd\":\"c\",\"exp\":5,\"dat\":\"" + "A".repeat(1_600_000)
                    + "\",\"dst\":[42],\"ret\":\"back\",\"now\":0}",
            "{\"ver\":1,\"ref\":\"huge\",\"cmd\":\"c\",\"exp\":5,\"dat\":\"" + "A".repeat(5_000_000)
                    + "\",\"dst\":[42],\"ret\":\"back\",\"now\":0}"
        };
        for (String message : bad) {
            redisA.client().lpush(StoreKeys.LOCAL, message);
        }
        a.ask("good", "good", "x", 60, 42L);
        b.answer(b.pop("good"), "y");
        assertThat(a.outcome("good").error()).isNull();
        List<IncomingResponse> errors = a.outcomes("back", 5);
        assertThat(errors).extracting(r -> r.error().code()).containsExactlyInAnyOrder(101L, 101L, 102L, 101L, 101L);
        assertThat(errors).extracting(IncomingResponse::ref).contains("q", "big", "huge");
        await().until(() -> redisA.client().llen(StoreKeys.DEAD_LETTERS) == 3);
        assertThat(redisA.client().llen(StoreKeys.LOCAL)).isZero();
        assertAllEnded();
    }

    @Test
    void badAnswersTellTheRemoteCallerWhenTheyCan() {
        a.ask("work", "back", "x", 60, 42L);
        IncomingRequest request = b.pop("work");
        redisB.client().lpush(StoreKeys.REPLY, "[]", "{\"ver\":1,\"dat\":\"\",\"dst\":\"7\",\"now\":1}");
        redisB.client()
                .lpush(
                        StoreKeys.REPLY,
                        "{\"ver\":1,\"ref\":\"" + request.ref() + "\",\"dat\":\"***\",\"dst\":\"7\",\"now\":1}");
        IncomingResponse outcome = a.outcome("back");
        assertThat(outcome.error().code()).isEqualTo(500);
        assertThat(outcome.error().message()).contains("dat");
        await().until(() -> redisB.client().llen(StoreKeys.DEAD_LETTERS) == 2);
        assertAllEnded();
    }

    @Test
    void whatOtherClientsWriteIsTolerated() {
        redisA.client()
                .rpush(
                        StoreKeys.LOCAL,
                        "{\"ver\":1,\"ref\":\"\",\"cmd\":\"go\",\"exp\":300,\"dat\":\"MQ==\",\"tag\":\"\",\"dst\":[42],"
                                + "\"ret\":\"back\",\"now\":0,\"con\":null,\"shm\":\"\",\"unknown\":{\"a\":[1]}}");
        IncomingRequest request = b.pop("go");
        b.answer(request, "2");
        assertThat(a.outcome("back").ref()).isEmpty();
        redisA.client()
                .lpush(
                        StoreKeys.LOCAL,
                        "{\"ver\":1,\"cmd\":\"go\",\"exp\":0,\"dat\":\"\",\"dst\":[42],\"ret\":\"back\",\"now\":0}");
        request = b.pop("go");
        assertThat(request.expiration()).isBetween(298L, 300L);
        b.answer(request, "2");
        assertThat(a.outcome("back").ref()).isNull();
        assertAllEnded();
    }

    @Test
    void anErrorOfTheServiceReachesTheCaller() {
        a.ask("work", "back", "x", 60, 42L);
        IncomingRequest request = b.pop("work");
        redisB.client()
                .lpush(
                        StoreKeys.REPLY,
                        "{\"ver\":1,\"ref\":\"" + request.ref()
                                + "\",\"dat\":\"\",\"dst\":\"7\",\"now\":1,\"err\":{\"code\":255,\"message\":\"no\"}}");
        IncomingResponse outcome = a.outcome("back");
        assertThat(outcome.error().code()).isEqualTo(255);
        assertThat(outcome.error().message()).isEqualTo("no");
        assertAllEnded();
    }

    @Test
    void builtInCommandsAreAnsweredByThePeer() {
        a.ask("rmb.version", "back", "", 60, 42L);
        assertThat(a.outcome("back").data().toStringUtf8()).isEqualTo("\"1.2.3\"");
        a.ask("rmb.ping", "back", "", 60, 42L);
        assertThat(a.outcome("back").data().toStringUtf8()).isEqualTo("\"pong\"");
        a.ask("rmb.nothing", "back", "", 60, 42L);
        assertThat(a.outcome("back").error().code()).isEqualTo(500);
        assertThat(redisB.client().keys("msgbus.rmb.*")).isEmpty();
        assertAllEnded();
    }

    @Test
    void aStrangerCannotWriteIntoThePeersOwnLists() {
        a.ask("system.local", "back", "x", 60, 42L);
        assertThat(a.outcome("back").error().message()).contains("cannot be called");
        assertThat(redisB.client().exists(StoreKeys.LOCAL)).isZero();
        assertAllEnded();
    }

    @Test
    void rulesForCommandsHold() {
        b.kill();
        FlowSettings base = FlowSettings.DEFAULT;
        b.settings = new FlowSettings(
                base.maxPayload(),
                base.encryption(),
                FlowSettings.Undeclared.REJECT,
                List.of(
                        new CommandRule("open.*", Set.of(), Set.of(), 10, 1),
                        new CommandRule("open.closed", Set.of(), Set.of(7L), null, null)),
                base.queueLength(),
                base.overflow(),
                base.maxPending(),
                base.inFlight(),
                base.inFlightPerDestination(),
                base.inFlightBytes(),
                base.residentBytes(),
                base.maxHeld());
        b.start();
        a.ask("other", "back", "x", 60, 42L);
        assertThat(a.outcome("back").error().message()).contains("no such command");
        a.ask("open.closed", "back", "x", 60, 42L);
        assertThat(a.outcome("back").error().message()).contains("may not call");
        a.ask("open.a", "back", "01234567890", 60, 42L);
        assertThat(a.outcome("back").error().code()).isEqualTo(101);
        a.ask("open.a", "back", "1", 60, 42L);
        await().until(() -> redisB.client().llen("msgbus.open.a") == 1);
        a.ask("open.a", "back", "2", 60, 42L);
        assertThat(a.outcome("back").error().message()).contains("too many requests");
        b.answer(b.pop("open.a"), "ok");
        assertThat(a.outcome("back").error()).isNull();
        assertAllEnded();
    }

    private Envelope toBob(String uid, Message message, long timestamp, long expiration) {
        return new Envelope(
                uid,
                null,
                timestamp,
                expiration,
                Address.of(7),
                Address.of(42),
                message,
                null,
                null,
                null,
                new Payload.Plain(ByteString.copyFromUtf8("{}")),
                List.of());
    }

    private ByteString signed(Envelope envelope, Peer by) {
        return EnvelopeCodec.encodeToByteString(EnvelopeSigning.sign(envelope, by.identity::signTagged));
    }

    @Test
    void envelopesThatAreNotRightGoNoFurther() {
        long now = System.currentTimeMillis() / 1000;
        Message.Request call = new Message.Request("work");
        network.deliver(42, ByteString.copyFromUtf8("\u0007garbage"));
        network.deliver(42, EnvelopeCodec.encodeToByteString(toBob("u0", call, now, 60)));
        network.deliver(42, signed(toBob("u1", call, now, 60), b));
        network.deliver(42, signed(toBob("u2", call, now - 100, 60), a));
        network.deliver(42, signed(toBob("u3", call, now + 100, 60), a));
        network.deliver(42, signed(toBob("u4", call, now, 4000), a));
        network.deliver(42, signed(toBob("u5", new Message.Response(), now, 60), a));
        network.deliver(42, signed(toBob("u6", new Message.Error(1, "x"), now, 60), a));
        network.relayError(42, "u7", "destination offline");
        network.deliver(42, signed(toBob("u8", new Message.Pong(), now, 60), a));
        network.deliver(42, signed(toBob("u9", new Message.None(), now, 60), a));
        ByteString good = signed(toBob("u10", call, now, 60), a);
        network.deliver(42, good);
        network.deliver(42, good);
        await().until(() -> b.count(Rejection.DUPLICATE) == 1);
        assertThat(b.count(Rejection.UNDECODABLE)).isEqualTo(1);
        assertThat(b.count(Rejection.NO_SIGNATURE)).isEqualTo(1);
        assertThat(b.count(Rejection.BAD_SIGNATURE)).isEqualTo(1);
        assertThat(b.count(Rejection.EXPIRED)).isEqualTo(1);
        assertThat(b.count(Rejection.FROM_THE_FUTURE)).isEqualTo(1);
        assertThat(b.count(Rejection.LIVES_TOO_LONG)).isEqualTo(1);
        assertThat(b.count(Rejection.UNKNOWN_UID)).isEqualTo(3);
        assertThat(b.count(Rejection.STRAY_PONG)).isEqualTo(1);
        assertThat(b.count(Rejection.WRONG_KIND)).isEqualTo(1);
        assertThat(redisB.client().llen("msgbus.work")).isEqualTo(1);
        // Five requests were wrong: five Errors, and none in answer to an Error.
        await().until(() -> network.seen.size() == 5);
        assertThat(network.seen)
                .extracting(e -> ((Message.Error) e.message()).code())
                .containsExactlyInAnyOrder(102L, 102L, 102L, 104L, 104L);
    }

    @Test
    void aStaleTwinRecordIsFetchedOnceMoreBeforeASignatureIsRefused() {
        registry.stale.put(7L, registry.chain.get(42L));
        a.ask("work", "back", "x", 60, 42L);
        assertThat(b.pop("work")).isNotNull();
        assertThat(registry.refreshes).hasValue(1);
    }

    @Test
    void withoutTheChainEnvelopesAreHeldAndHandledWhenItIsBack() {
        long now = System.currentTimeMillis() / 1000;
        registry.down = true;
        network.deliver(42, signed(toBob("u1", new Message.Request("work"), now, 60), a));
        await().until(() -> b.count(FlowCount.HELD) == 1);
        assertThat(redisB.client().llen("msgbus.work")).isZero();
        registry.down = false;
        assertThat(b.pop("work")).isNotNull();
        await().until(() -> redisB.client().keys("*held").isEmpty());
    }

    @Test
    void anAnswerFromAnotherTwinIsNotTaken() {
        a.ask("work", "back", "x", 60, 42L);
        IncomingRequest request = b.pop("work");
        long now = System.currentTimeMillis() / 1000;
        Peer mallory = new Peer(13, "//Charlie", redisB, network, registry, InstantSource.system());
        Envelope forged = new Envelope(
                request.ref(),
                null,
                now,
                60,
                Address.of(13),
                Address.of(7),
                new Message.Response(),
                null,
                null,
                null,
                new Payload.Plain(ByteString.copyFromUtf8("evil")),
                List.of());
        network.deliver(7, signed(forged, mallory));
        await().until(() -> a.count(Rejection.WRONG_RESPONDER) == 1);
        b.answer(request, "good");
        assertThat(a.outcome("back").data().toStringUtf8()).isEqualTo("good");
    }

    @Test
    void largePayloadsPass() {
        String large = "x".repeat(1 << 18);
        List<String> got = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            a.ask("work", "back", large, 60, 42L);
        }
        for (int i = 0; i < 20; i++) {
            IncomingRequest request = b.pop("work");
            got.add(request.data().toStringUtf8());
            b.answer(request, large);
        }
        assertThat(got).allMatch(large::equals);
        assertThat(a.outcomes("back", 20)).allMatch(r -> r.data().size() == large.length());
        assertAllEnded();
    }

    @Test
    void drainAnswersWhatNobodyWillHandle() {
        a.ask("work", "back", "1", 60, 42L);
        a.ask("work", "back", "2", 60, 42L);
        await().until(() -> redisB.client().llen("msgbus.work") == 2);
        b.flow.quiesce();
        a.ask("work", "quiet", "3", 60, 42L);
        assertThat(a.outcome("quiet").error().message()).contains("shutting down");
        assertThat(b.flow.drain(Duration.ofSeconds(5), true)
                        .toCompletableFuture()
                        .orTimeout(10, TimeUnit.SECONDS)
                        .join())
                .isTrue();
        assertThat(a.outcomes("back", 2)).allMatch(r -> r.error().message().contains("shutting down"));
        assertAllEnded();
    }

    @Test
    void drainForgetsRequestsThatHaveExpiredInTheirList() {
        a.ask("work", "back", "1", 3, 42L);
        await().until(() -> redisB.client().llen("msgbus.work") == 1);
        assertThat(a.outcome("back").error().code()).isEqualTo(102);
        int seen = network.seen.size();
        assertThat(b.flow.drain(Duration.ofSeconds(5), true)
                        .toCompletableFuture()
                        .orTimeout(10, TimeUnit.SECONDS)
                        .join())
                .isTrue();
        assertAllEnded();
        assertThat(network.seen).hasSize(seen);
        assertThat(redisB.client().exists(StoreKeys.DEAD_LETTERS)).isZero();
    }

    @Test
    void aKeyInRedisMakesThePeerQuiesce() {
        AtomicInteger asked = new AtomicInteger();
        b.flow.onQuiesceAsked(asked::incrementAndGet);
        redisB.client().set(StoreKeys.QUIESCE, "1");
        await().until(() -> asked.get() == 1);
        assertThat(b.flow.stats().quiescing()).isTrue();
    }

    @Test
    void redisRestartedUnderTrafficLosesAndDoublesNothing() {
        int count = 200;
        Thread service = new Thread(() -> {
            for (int i = 0; i < count; ) {
                IncomingRequest request = b.pop("work");
                if (request != null) {
                    b.answer(request, request.data().toStringUtf8());
                    i++;
                }
            }
        });
        service.start();
        for (int i = 0; i < count; i++) {
            a.ask("work", "back", Integer.toString(i), 60, 42L);
            if (i == count / 2) {
                redisA.stop();
                redisA.start();
            }
        }
        Set<String> answers = new HashSet<>();
        for (IncomingResponse response : a.outcomes("back", count)) {
            assertThat(response.error()).isNull();
            answers.add(response.data().toStringUtf8());
        }
        assertThat(answers).hasSize(count);
        assertThat(redisA.client().llen("back")).isZero();
        assertAllEnded();
    }

    @Test
    void requiredEncryptionSendsAndTakesNothingInPlainText() {
        a.flow.apply(required(a.settings));
        b.flow.apply(required(b.settings));
        registry.put(43, b.identity, false);
        a.ask("work", "back", "x", 60, 43L);
        IncomingResponse refused = a.outcome("back");
        assertThat(refused.error().code()).isEqualTo(106);
        assertThat(refused.error().message()).contains("no encryption key");
        long now = System.currentTimeMillis() / 1000;
        network.deliver(42, signed(toBob("plain", new Message.Request("work"), now, 60), a));
        await().until(() -> b.count(Rejection.PLAIN_TEXT) == 1);
        a.ask("work", "back", "x", 60, 42L);
        b.answer(b.pop("work"), "y");
        assertThat(a.outcome("back").error()).isNull();
    }

    @Test
    void theOldestRequestThatMakesRoomGetsAnError() {
        FlowSettings base = FlowSettings.DEFAULT;
        b.flow.apply(new FlowSettings(
                base.maxPayload(),
                base.encryption(),
                base.undeclared(),
                base.commands(),
                1,
                io.threefold.rmb.peer.store.IncomingRequest.Overflow.DROP_OLDEST,
                base.maxPending(),
                base.inFlight(),
                base.inFlightPerDestination(),
                base.inFlightBytes(),
                base.residentBytes(),
                base.maxHeld()));
        a.ask("work", "back", "old", 60, 42L);
        await().until(() -> redisB.client().llen("msgbus.work") == 1);
        a.ask("work", "back", "new", 60, 42L);
        IncomingResponse dropped = a.outcome("back");
        assertThat(dropped.ref()).isEqualTo("ref-old");
        assertThat(dropped.error().message()).contains("dropped");
        IncomingRequest kept = b.pop("work");
        assertThat(kept.data().toStringUtf8()).isEqualTo("new");
        b.answer(kept, "ok");
        assertThat(a.outcome("back").error()).isNull();
        assertAllEnded();
    }

    private static FlowSettings required(FlowSettings base) {
        return new FlowSettings(
                base.maxPayload(),
                FlowSettings.Encryption.REQUIRED,
                base.undeclared(),
                base.commands(),
                base.queueLength(),
                base.overflow(),
                base.maxPending(),
                base.inFlight(),
                base.inFlightPerDestination(),
                base.inFlightBytes(),
                base.residentBytes(),
                base.maxHeld());
    }

    @Test
    void whatDoesNotFitInMemoryIsReadAgainFromRedis() {
        a.kill();
        FlowSettings base = FlowSettings.DEFAULT;
        a.settings = new FlowSettings(
                base.maxPayload(),
                base.encryption(),
                base.undeclared(),
                base.commands(),
                base.queueLength(),
                base.overflow(),
                20,
                4,
                2,
                2_000,
                3_000,
                base.maxHeld());
        a.start();
        int count = 60;
        for (int i = 0; i < count; i++) {
            a.ask("work", "back", i + "x".repeat(1_000), 60, 42L);
        }
        for (int i = 0; i < count; i++) {
            IncomingRequest request = b.pop("work");
            assertThat(request.data().toStringUtf8()).isEqualTo(i + "x".repeat(1_000));
            b.answer(request, "ok");
        }
        a.outcomes("back", count);
        assertAllEnded();
    }

    @Test
    void anAnswerThatCannotBeDecryptedEndsTheRequestAtOnce() {
        a.ask("work", "back", "x", 60, 42L);
        IncomingRequest request = b.pop("work");
        long now = System.currentTimeMillis() / 1000;
        Envelope envelope = new Envelope(
                request.ref(),
                null,
                now,
                60,
                Address.of(42),
                Address.of(7),
                new Message.Response(),
                null,
                null,
                null,
                new Payload.Cipher(ByteString.copyFrom(new byte[40])),
                List.of());
        network.deliver(7, signed(envelope, b));
        assertThat(a.outcome("back").error().code()).isEqualTo(106);
        b.answer(request, "late");
        await().until(() -> a.count(FlowCount.LATE) == 1);
        assertAllEnded();
    }

    @Test
    void aNewEncryptionKeyOnTheChainIsUsedAfterOneRefresh() {
        Peer other = new Peer(7, "//Dave", redisA, network, registry, InstantSource.system());
        registry.put(7, a.identity, true);
        var rightAccountWrongKey = new io.threefold.rmb.tfchain.Twin(
                7,
                a.identity.account(),
                registry.chain.get(7L).relays(),
                other.identity.encryption().publicKey());
        registry.stale.put(7L, rightAccountWrongKey);
        a.ask("work", "back", "x", 60, 42L);
        assertThat(b.pop("work").data().toStringUtf8()).isEqualTo("x");
        assertThat(registry.refreshes).hasValue(1);
    }

    @Test
    void textIsNotChangedOnTheWay() {
        a.ask("work", "back", "Zoë \uD83D\uDE80", 60, 42L);
        IncomingRequest request = b.pop("work");
        assertThat(request.data().toString(UTF_8)).isEqualTo("Zoë \uD83D\uDE80");
    }
}
