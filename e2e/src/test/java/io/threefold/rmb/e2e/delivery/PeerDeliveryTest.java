package io.threefold.rmb.e2e.delivery;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.threefold.rmb.e2e.bot.Answer;
import io.threefold.rmb.e2e.process.StepFailed;
import io.threefold.rmb.e2e.process.TcpLink;
import io.threefold.rmb.e2e.process.Waiting;
import io.threefold.rmb.e2e.stack.DevTwins;
import io.threefold.rmb.e2e.stack.DevnetProcess;
import io.threefold.rmb.e2e.stack.PeerProcess;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Two peers at one relay: what breaks on the peers' side. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PeerDeliveryTest {
    private static final int MANY = 600;
    private static final long NOBODY = 999_999;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Stage stage;
    private TcpLink wire;
    private Site alice;
    private Site bob;

    @BeforeAll
    void start() {
        stage = new Stage("peer");
        wire = stage.wireToRelay();
        DevTwins.Owned aliceTwin = stage.twin("Alice");
        DevTwins.Owned bobTwin = stage.twin("Bob");
        alice = stage.site("alice", aliceTwin, DevnetProcess.DOMAIN + "=ws://127.0.0.1:" + wire.port());
        bob = stage.site(
                "bob", bobTwin, DevnetProcess.DOMAIN + "=" + stage.devnet().relayUrl());
        alice.peer().awaitReady();
        bob.peer().awaitReady();
        stage.twins().awaitRegistered(aliceTwin.id());
        stage.twins().awaitRegistered(bobTwin.id());
    }

    @AfterAll
    void stop() {
        if (stage != null) {
            stage.close();
        }
    }

    @Test
    void killedPeersLoseNothingAndHandNothingOverTwice() {
        Traffic there = Traffic.start(alice, bob, "peers SIGKILLed, to", MANY);
        Traffic back = Traffic.start(bob, alice, "peers SIGKILLed, fro", MANY);
        for (Site victim : List.of(alice, bob)) {
            there.awaitOutcomes(victim == alice ? MANY / 4 : MANY / 2);
            victim.peer().process().kill();
            victim.peer().startAgain();
            victim.peer().awaitReady();
        }
        there.finish();
        back.finish();
    }

    @Test
    void cutConnectionsLoseNothingAndHandNothingOverTwice() {
        Traffic there = Traffic.start(alice, bob, "connection cut 5 times, to", MANY);
        Traffic back = Traffic.start(bob, alice, "connection cut 5 times, fro", MANY);
        for (int cut = 1; cut <= 5; cut++) {
            there.awaitOutcomes(cut * MANY / 8);
            wire.cut();
            Waiting.until(PATIENCE, () -> !alice.peer().ready(), () -> "the peer did not notice the cut");
            wire.mend();
        }
        there.finish();
        back.finish();
    }

    @Test
    void restartedRedisOfAPeerLosesNothingAndHandsNothingOverTwice() {
        Traffic there = Traffic.start(alice, bob, "peers' Redis restarted, to", MANY);
        Traffic back = Traffic.start(bob, alice, "peers' Redis restarted, fro", MANY);
        there.awaitOutcomes(MANY / 4);
        alice.redis().restart();
        there.awaitOutcomes(MANY / 2);
        bob.redis().restart();
        there.finish();
        back.finish();
    }

    @Test
    void everyDestinationOfARequestHasItsOwnOutcome() {
        DevTwins.Owned offline = stage.twin("Charlie");
        long begin = System.nanoTime();
        List<Long> twins = List.of(bob.twin().id(), NOBODY, offline.id());
        List<Answer> outcomes = alice.app().call(twins, "delivery.echo", new byte[] {'m'}, PATIENCE, "fail-fast");
        Map<String, List<Answer>> bySource = outcomes.stream().collect(Collectors.groupingBy(Answer::source));
        assertEquals(
                twins.stream().map(String::valueOf).collect(Collectors.toSet()), bySource.keySet(), outcomes::toString);
        assertNull(bySource.get(Long.toString(bob.twin().id())).getFirst().error());
        assertNotNull(bySource.get(Long.toString(NOBODY)).getFirst().error());
        Answer.Failure away =
                bySource.get(Long.toString(offline.id())).getFirst().error();
        assertNotNull(away);
        assertTrue(away.message().contains("offline"), away::message);
        assertEquals(1, outcomes.stream().map(Answer::ref).distinct().count());
        summary("one of three twins unknown, one offline", "3 outcomes", begin);
    }

    @Test
    void badInputGetsAnErrorOrADeadLetterAndHarmsNobodyElse() {
        long begin = System.nanoTime();
        long twin = bob.twin().id();
        long deadBefore = alice.app().count("msgbus.system.dead");
        Set<String> odd = new HashSet<>();
        Set<String> refused = new HashSet<>();
        Set<String> unreadable = new HashSet<>();
        for (int round = 0; round < 5; round++) {
            String mark = Integer.toString(round);
            push(BadInput.unreadable(twin, mark, "ret.bad"), unreadable);
            push(BadInput.odd(twin, mark, "ret.odd"), odd);
            push(BadInput.refused(twin, mark, "ret.bad"), refused);
            BadInput.odd(twin, "rpush-" + mark, "ret.odd").forEach((ref, json) -> {
                alice.app().ask(redis -> redis.rpush("msgbus.system.local", json));
                odd.add(ref);
            });
            alice.app().ask(redis -> redis.lpush("msgbus.system.reply", "{\"ver\":1,\"dst\":"));
            unreadable.add("reply-" + mark);
        }
        Waiting.until(
                PATIENCE,
                () -> alice.app().count("ret.odd") >= odd.size()
                        && alice.app().count("ret.bad") + alice.app().count("msgbus.system.dead") - deadBefore
                                >= refused.size() + unreadable.size(),
                () -> "of " + odd.size() + " odd requests " + alice.app().count("ret.odd") + " ended, of "
                        + (refused.size() + unreadable.size()) + " bad ones " + refs("ret.bad") + " as errors and "
                        + (alice.app().count("msgbus.system.dead") - deadBefore) + " as dead letters");
        assertNull(alice.app().call(twin, "delivery.echo", "after-bad-input").error());
        List<Answer> bad = alice.app().outcomes("ret.bad");
        List<Answer> good = alice.app().outcomes("ret.odd");
        assertTrue(bad.stream().allMatch(answer -> answer.error() != null), bad::toString);
        assertTrue(refs("ret.bad").containsAll(refused), () -> refs("ret.bad").toString());
        assertEquals(bad.size(), refs("ret.bad").size());
        assertEquals(odd, refs("ret.odd"));
        assertEquals(odd.size(), good.size());
        assertTrue(good.stream().allMatch(answer -> answer.error() == null), good::toString);
        long dead = alice.app().count("msgbus.system.dead") - deadBefore;
        assertEquals(refused.size() + unreadable.size(), bad.size() + dead);
        assertEquals(List.of(), bob.app().handledTwice());
        summary(
                odd.size() + " odd and " + (refused.size() + unreadable.size()) + " bad messages",
                good.size() + " answers, " + bad.size() + " errors, " + dead + " dead letters",
                begin);
    }

    private void push(Map<String, String> requests, Set<String> names) {
        requests.values().forEach(alice.app()::push);
        names.addAll(requests.keySet());
    }

    private Set<String> refs(String list) {
        return alice.app().outcomes(list).stream().map(Answer::ref).collect(Collectors.toSet());
    }

    @Test
    void largePayloadsPassAndTooLargeOnesGetAnError() {
        long begin = System.nanoTime();
        for (int size : new int[] {256 * 1024, 1024 * 1024}) {
            byte[] data = new byte[size];
            new Random(size).nextBytes(data);
            data[1] = ' ';
            for (Site[] way : new Site[][] {{alice, bob}, {bob, alice}}) {
                List<Long> twin = List.of(way[1].twin().id());
                Answer answer = way[0].app()
                        .call(twin, "delivery.echo", data, PATIENCE, null)
                        .getFirst();
                assertNull(answer.error(), () -> size + " bytes: " + answer.error());
                assertArrayEquals(data, answer.data());
            }
        }
        byte[] tooLarge = new byte[1024 * 1024 + 1];
        Arrays.fill(tooLarge, (byte) 'x');
        Answer refused = alice.app()
                .call(List.of(bob.twin().id()), "delivery.echo", tooLarge, PATIENCE, null)
                .getFirst();
        assertNotNull(refused.error());
        assertTrue(refused.error().message().contains("1048576"), refused.error()::message);
        assertEquals(
                "after",
                new String(
                        alice.app()
                                .call(bob.twin().id(), "delivery.echo", "after")
                                .data(),
                        java.nio.charset.StandardCharsets.UTF_8));
        summary(
                "256 KiB and 1 MiB pass both ways, 1 MiB + 1 does not",
                refused.error().message(),
                begin);
    }

    @Test
    void aPeerWithASnapshotServesWhileTheChainIsDown() {
        long begin = System.nanoTime();
        alice.peer().process().stop();
        stage.chain().cut();
        try {
            alice.peer().startAgain();
            alice.peer().awaitReady();
            assertNull(alice.app()
                    .call(bob.twin().id(), "delivery.echo", "down-to")
                    .error());
            assertNull(bob.app()
                    .call(alice.twin().id(), "delivery.echo", "down-fro")
                    .error());
            assertEquals(
                    false, alice.peer().status().path("chain").path("connected").asBoolean(true));
        } finally {
            stage.chain().mend();
        }
        summary("chain down at start, snapshot", "both directions answered", begin);
    }

    @Test
    void aPeerWithoutASnapshotWaitsForTheChainAndSaysSo() {
        long begin = System.nanoTime();
        DevTwins.Owned twin = stage.twin("Dave");
        stage.chain().cut();
        Site dave;
        try {
            dave = stage.site(
                    "dave", twin, DevnetProcess.DOMAIN + "=" + stage.devnet().relayUrl());
            dave.peer()
                    .process()
                    .await(
                            "waiting for the chain",
                            Duration.ofSeconds(60),
                            () -> says(dave.peer(), "waiting for the chain"));
            assertEquals(false, dave.peer().ready());
        } finally {
            stage.chain().mend();
        }
        dave.peer().awaitReady();
        stage.twins().awaitRegistered(twin.id());
        assertNull(dave.app().call(bob.twin().id(), "delivery.echo", "appeared").error());
        dave.peer().close();
        summary("chain down at first start", "said so, then ready and answered", begin);
    }

    private static boolean says(PeerProcess peer, String phase) {
        try {
            return peer.status().path("peer").path("phase").asText().equals(phase);
        } catch (StepFailed notYet) {
            return false;
        }
    }

    @Test
    void anotherPeerOfTheTwinTakesOver() {
        long begin = System.nanoTime();
        DevTwins.Owned twin = stage.twin("Eve");
        String relay = DevnetProcess.DOMAIN + "=" + stage.devnet().relayUrl();
        List<Site> pods = List.of(
                stage.site("eve-1", twin, relay, "--session-id", "pod-1"),
                stage.site("eve-2", twin, relay, "--session-id", "pod-2"));
        pods.forEach(pod -> pod.peer().awaitReady());
        stage.twins().awaitRegistered(twin.id());
        Site first = awaitRole(pods, "primary");
        Site second = awaitRole(pods, "standby");
        assertNull(alice.app().call(twin.id(), "delivery.echo", "eve-a").error());
        assertEquals(1, first.app().handled("eve-a"));

        long killed = System.nanoTime();
        first.peer().process().kill();
        awaitRole(List.of(second), "primary");
        Duration afterKill = Duration.ofNanos(System.nanoTime() - killed);
        assertNull(alice.app().call(twin.id(), "delivery.echo", "eve-b").error());
        assertEquals(1, second.app().handled("eve-b"));

        first.peer().startAgain();
        first.peer().awaitReady();
        awaitRole(List.of(first), "standby");
        long stopped = System.nanoTime();
        Thread stopping = Thread.ofVirtual().start(() -> second.peer().process().stop());
        awaitRole(List.of(first), "primary");
        Duration afterStop = Duration.ofNanos(System.nanoTime() - stopped);
        assertNull(alice.app().call(twin.id(), "delivery.echo", "eve-c").error());
        assertEquals(1, first.app().handled("eve-c"));
        Waiting.until(PATIENCE, () -> !stopping.isAlive(), () -> "the primary did not stop");
        pods.forEach(pod -> pod.peer().close());
        summary(
                "standby takes over",
                "after SIGKILL " + afterKill.toMillis() + " ms, after a clean stop " + afterStop.toMillis() + " ms",
                begin);
        assertTrue(afterKill.compareTo(Duration.ofSeconds(5)) < 0, () -> "after SIGKILL: " + afterKill);
        assertTrue(afterStop.compareTo(Duration.ofSeconds(3)) < 0, () -> "after a clean stop: " + afterStop);
    }

    private static Site awaitRole(List<Site> pods, String role) {
        Waiting.until(
                PATIENCE,
                () -> pods.stream().anyMatch(pod -> role.equals(roleOf(pod))),
                () -> "nobody is " + role + ": "
                        + pods.stream().map(PeerDeliveryTest::roleOf).toList());
        return pods.stream()
                .filter(pod -> role.equals(roleOf(pod)))
                .min(Comparator.comparing(pods::indexOf))
                .orElseThrow();
    }

    private static String roleOf(Site pod) {
        try {
            return pod.peer().status().path("role").path("role").asText();
        } catch (StepFailed notYet) {
            return "";
        }
    }

    private static void summary(String what, String result, long begin) {
        System.out.printf("delivery: %s: %s, %.1f s%n", what, result, (System.nanoTime() - begin) / 1_000_000 / 1000.0);
    }
}
