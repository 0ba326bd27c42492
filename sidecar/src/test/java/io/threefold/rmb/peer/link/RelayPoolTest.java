package io.threefold.rmb.peer.link;

import static io.threefold.rmb.peer.link.RelayPoolFixture.OTHER;
import static io.threefold.rmb.peer.link.RelayPoolFixture.TWIN;
import static io.threefold.rmb.peer.link.RelayPoolFixture.frame;
import static io.threefold.rmb.peer.link.RelayPoolFixture.get;
import static io.threefold.rmb.peer.link.RelayPoolFixture.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.threefold.rmb.protocol.envelope.Address;
import io.threefold.rmb.protocol.envelope.Envelope;
import io.threefold.rmb.protocol.envelope.Message;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RelayPoolTest {
    private static final Address OWN = Address.of(TWIN);

    private final RelayPoolFixture fixture = new RelayPoolFixture();

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    @Test
    void sendsInOrderAndConfirmsByEnvelopePing() throws Exception {
        var relay = fixture.relay("r1");
        var pool = fixture.pool(settings(), null, relay.url());
        var stages = new ArrayList<CompletionStage<Confirmation>>();
        for (int i = 0; i < 500; i++) {
            stages.add(pool.send(frame("m" + i)));
        }
        for (var stage : stages) {
            assertThat(get(stage)).isEqualTo(new Confirmation.Confirmed("r1"));
        }
        assertThat(relay.uids()).hasSize(500).startsWith("m0", "m1").endsWith("m499");
        assertThat(pool.connected()).isTrue();
        assertThat(pool.queued()).isZero();
        assertThat(relay.opened).containsExactly(OWN);
        await().until(() -> pool.statuses().get("r1").roundTrip() != null);
    }

    @Test
    void framesOneAfterTheOtherAreConfirmedPromptly() throws Exception {
        var relay = fixture.relay("r1");
        var pool = fixture.pool(settings(), null, relay.url());
        get(pool.send(frame("first")));
        var begun = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            get(pool.send(frame("m" + i)));
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(4));
    }

    @Test
    void whatIsNotConfirmedWhenTheSocketDiesIsReportedAndCanBeSentAgain() throws Exception {
        var relay = fixture.relay("r1");
        relay.pongs = false;
        var pool = fixture.pool(settings(), null, relay.url());
        var first = pool.send(frame("a"));
        var second = pool.send(frame("b"));
        await().until(() -> relay.uids().size() == 2);
        relay.kill(OWN);
        assertThat(get(first)).isInstanceOf(Confirmation.Unconfirmed.class);
        assertThat(get(second)).isInstanceOf(Confirmation.Unconfirmed.class);
        relay.pongs = true;
        assertThat(get(pool.send(frame("a")))).isEqualTo(new Confirmation.Confirmed("r1"));
        assertThat(relay.uids()).containsExactly("a", "b", "a");
        assertThat(pool.statuses().get("r1").lastError()).contains("connection broke");
    }

    @Test
    void aRelayWithoutPongsIsSuspectAndConnectedAnew() throws Exception {
        var relay = fixture.relay("r1");
        relay.pongs = false;
        var times = settings().times();
        var quick = settings()
                .with(new LinkSettings.Times(
                        times.connect(),
                        times.pingAfter(),
                        times.deadAfter(),
                        Duration.ofMillis(500),
                        times.barrierSpacing(),
                        times.firstBackoff(),
                        times.maxBackoff(),
                        times.stableAfter()));
        var pool = fixture.pool(quick, null, relay.url());
        assertThat(get(pool.send(frame("a"))))
                .isInstanceOfSatisfying(
                        Confirmation.Unconfirmed.class,
                        u -> assertThat(u.reason()).contains("envelope Ping"));
        relay.pongs = true;
        assertThat(get(pool.send(frame("a")))).isEqualTo(new Confirmation.Confirmed("r1"));
        assertThat(relay.opened).hasSizeGreaterThan(1);
    }

    @Test
    void aPongOfAFormerConnectionConfirmsNothing() throws Exception {
        var relay = fixture.relay("r1");
        relay.pongs = false;
        var pool = fixture.pool(settings(), null, relay.url());
        var first = pool.send(frame("a"));
        await().until(() -> relay.uids().size() == 1);
        var old = relay.session(OWN).orElseThrow();
        relay.kill(OWN);
        get(first);
        await().until(() -> relay.session(OWN).filter(s -> s != old).isPresent());
        var second = pool.send(frame("b"));
        await().until(() -> relay.uids().size() == 2);
        var stale = Envelope.of("rmb-link-00-1", OWN, OWN, new Message.Pong(), 60);
        ScriptedRelay.deliver(relay.session(OWN).orElseThrow(), stale);
        ScriptedRelay.deliver(
                relay.session(OWN).orElseThrow(), Envelope.of("marker", OTHER, OWN, new Message.Response(), 60));
        await().until(() -> fixture.inbound.size() == 1);
        assertThat(second.toCompletableFuture()).isNotDone();
        relay.releasePongs();
        assertThat(get(second)).isEqualTo(new Confirmation.Confirmed("r1"));
    }

    @Test
    void prefersTheDestinationsRelayAndFailsOver() throws Exception {
        var first = fixture.relay("r1");
        var second = fixture.relay("r2");
        var pool = fixture.pool(settings(), null, first.url(), second.url());
        await().until(() -> pool.statuses().values().stream().allMatch(s -> s.state() == LinkState.OPEN));
        assertThat(get(pool.send(frame("a", "r2")))).isEqualTo(new Confirmation.Confirmed("r2"));
        assertThat(get(pool.send(frame("b", "r1")))).isEqualTo(new Confirmation.Confirmed("r1"));
        second.down();
        await().until(() -> pool.statuses().get("r2").state() != LinkState.OPEN);
        assertThat(get(pool.send(frame("c", "r2")))).isEqualTo(new Confirmation.Confirmed("r1"));
        assertThat(pool.connected()).isTrue();
        second.start();
        await().until(() -> pool.statuses().get("r2").state() == LinkState.OPEN);
        assertThat(get(pool.send(frame("d", "r2")))).isEqualTo(new Confirmation.Confirmed("r2"));
    }

    @Test
    void framesWaitForARelayInOrderAndNotBeyondTheirDeadline() throws Exception {
        var relay = fixture.relay("r1");
        relay.down();
        var pool = fixture.pool(settings(), null, relay.url());
        var stages = new ArrayList<CompletionStage<Confirmation>>();
        for (int i = 0; i < 50; i++) {
            stages.add(pool.send(frame("m" + i)));
        }
        var late = new OutgoingFrame(
                "late",
                OTHER,
                frame("late").bytes(),
                new java.util.TreeSet<>(),
                Instant.now().plusMillis(200));
        assertThat(get(pool.send(late)))
                .isInstanceOfSatisfying(
                        Confirmation.NotSent.class, n -> assertThat(n.reason()).contains("deadline"));
        relay.start();
        for (var stage : stages) {
            assertThat(get(stage)).isEqualTo(new Confirmation.Confirmed("r1"));
        }
        assertThat(relay.uids()).hasSize(50).startsWith("m0", "m1").endsWith("m49");
    }

    @Test
    void aFullQueueRefuses() throws Exception {
        var pool = fixture.pool(settings().with(new LinkSettings.Outbound(10, 1 << 20, 3, 1 << 20)), null);
        var waiting = new ArrayList<CompletionStage<Confirmation>>();
        for (int i = 0; i < 3; i++) {
            waiting.add(pool.send(frame("m" + i)));
        }
        assertThat(get(pool.send(frame("x")))).isInstanceOf(Confirmation.NotSent.class);
        assertThat(pool.queued()).isEqualTo(3);
        pool.stop(Duration.ofMillis(100)).toCompletableFuture().get(10, TimeUnit.SECONDS);
        for (var stage : waiting) {
            assertThat(get(stage)).isInstanceOf(Confirmation.NotSent.class);
        }
        assertThat(pool.queued()).isZero();
    }

    @Test
    void onlySoManyFramesAreUnderWay() throws Exception {
        var relay = fixture.relay("r1");
        relay.pongs = false;
        var pool =
                fixture.pool(settings().with(new LinkSettings.Outbound(5, 1 << 20, 100, 1 << 20)), null, relay.url());
        var stages = new ArrayList<CompletionStage<Confirmation>>();
        for (int i = 0; i < 20; i++) {
            stages.add(pool.send(frame("m" + i)));
        }
        await().until(() -> relay.uids().size() == 5);
        await().until(() -> pool.statuses().get("r1").inFlight() == 5);
        relay.releasePongs();
        for (var stage : stages) {
            assertThat(get(stage)).isInstanceOf(Confirmation.Confirmed.class);
        }
    }

    @Test
    void saysWhyItCannotConnect() throws Exception {
        var relay = fixture.relay("r1");
        relay.status = 401;
        var pool = fixture.pool(settings(), null, relay.url());
        await().until(() -> pool.statuses().get("r1").lastError() != null);
        assertThat(pool.statuses().get("r1").lastError()).contains("401", "clock", "secret");
        relay.status = 500;
        await().until(() -> pool.statuses().get("r1").lastError().contains("HTTP 500"));
        relay.status = 404;
        await().until(() -> pool.statuses().get("r1").lastError().contains("no relay at this URL"));
        relay.down();
        await().until(() -> pool.statuses().get("r1").lastError().contains("refused"));
        assertThat(pool.connected()).isFalse();
        relay.status = 101;
        relay.start();
        await().until(pool::connected);
        assertThat(relay.tokens).doesNotContain("").hasSizeGreaterThan(3);
    }

    @Test
    void anUpgradeWithoutAnswerEndsAtItsDeadline() throws Exception {
        try (var silent = new java.net.ServerSocket(0, 50, java.net.InetAddress.getLoopbackAddress())) {
            var times = settings().times();
            var quick = settings()
                    .with(new LinkSettings.Times(
                            Duration.ofMillis(300),
                            times.pingAfter(),
                            times.deadAfter(),
                            times.barrier(),
                            times.barrierSpacing(),
                            times.firstBackoff(),
                            times.maxBackoff(),
                            times.stableAfter()));
            var url = new io.threefold.rmb.protocol.relay.RelayUrl(
                    "r1", java.net.URI.create("ws://127.0.0.1:" + silent.getLocalPort() + "/"));
            var pool = fixture.pool(quick, null, url);
            await().until(() -> pool.statuses().get("r1").lastError() != null);
            assertThat(pool.statuses().get("r1").lastError()).contains("no answer");
            try (var first = silent.accept()) {
                first.setSoTimeout(10_000);
                var request = first.getInputStream().readAllBytes();
                assertThat(new String(request, java.nio.charset.StandardCharsets.US_ASCII))
                        .startsWith("GET /?");
            }
        }
    }

    @Test
    void measuresTheRelaysClock() throws Exception {
        var relay = fixture.relay("r1");
        relay.date = java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME.format(
                java.time.ZonedDateTime.now(java.time.ZoneOffset.UTC).plusMinutes(5));
        var pool = fixture.pool(settings(), null, relay.url());
        await().until(pool::connected);
        var status = pool.statuses().get("r1");
        assertThat(status.clockSkew()).isBetween(Duration.ofSeconds(297), Duration.ofSeconds(303));
        assertThat(status.skewed()).isTrue();
    }

    @Test
    void readsNoFurtherThanTheSinkHasTaken() throws Exception {
        var relay = fixture.relay("r1");
        var open = new ConcurrentLinkedQueue<CompletableFuture<Void>>();
        fixture.sink = frame -> {
            fixture.inbound.add(frame);
            var stage = new CompletableFuture<Void>();
            open.add(stage);
            return stage;
        };
        relay.onOpen = session -> {
            for (int i = 0; i < 200; i++) {
                ScriptedRelay.deliver(session, Envelope.of("m" + i, OTHER, OWN, new Message.Response(), 60));
            }
        };
        fixture.pool(settings().with(new LinkSettings.Inbound(1 << 20, 64 << 10, 10, 1 << 20)), null, relay.url());
        await().until(() -> fixture.inbound.size() == 10);
        await().during(Duration.ofMillis(300)).until(() -> fixture.inbound.size() == 10);
        while (fixture.inbound.size() < 200 || !open.isEmpty()) {
            var before = fixture.inbound.size();
            assertThat(open.size()).isLessThanOrEqualTo(10);
            for (var stage = open.poll(); stage != null; stage = open.poll()) {
                stage.complete(null);
            }
            await().until(() -> fixture.inbound.size() > before || before == 200);
        }
        for (int i = 0; i < 200; i++) {
            assertThat(FrameHead.of(fixture.inbound.get(i).bytes()).uid()).isEqualTo("m" + i);
        }
    }

    @Test
    void putsFragmentsTogether() throws Exception {
        var relay = fixture.relay("r1");
        var bytes = ScriptedRelay.bytes(Envelope.of("frag", OTHER, OWN, new Message.Response(), 60))
                .toByteArray();
        relay.onOpen = session -> {
            session.socket()
                    .writeFrame(WebSocketFrame.binaryFrame(Buffer.buffer().appendBytes(bytes, 0, 4), false));
            session.socket()
                    .writeFrame(WebSocketFrame.continuationFrame(
                            Buffer.buffer().appendBytes(bytes, 4, bytes.length - 4), true));
        };
        fixture.pool(settings(), null, relay.url());
        await().until(() -> fixture.inbound.size() == 1);
        assertThat(fixture.inbound.getFirst().bytes().toByteArray()).isEqualTo(bytes);
        assertThat(fixture.inbound.getFirst().relay()).isEqualTo("r1");
    }

    @Test
    void closesOnTextAndOnFramesThatAreTooLong() throws Exception {
        var relay = fixture.relay("r1");
        var pool =
                fixture.pool(settings().with(new LinkSettings.Inbound(1024, 64 << 10, 10, 1 << 20)), null, relay.url());
        await().until(pool::connected);
        relay.session(OWN).orElseThrow().socket().writeTextMessage("hello");
        await().until(() -> relay.opened.size() == 2 && pool.connected());
        assertThat(pool.statuses().get("r1").lastError()).contains("text frame");
        relay.session(OWN).orElseThrow().socket().writeBinaryMessage(Buffer.buffer(new byte[1025]));
        await().until(() -> relay.opened.size() == 3 && pool.connected());
        assertThat(pool.statuses().get("r1").lastError()).contains("1024");
        await().until(() -> relay.session(OWN).isPresent());
        var session = relay.session(OWN).orElseThrow();
        session.socket().writeFrame(WebSocketFrame.binaryFrame(Buffer.buffer(new byte[800]), false));
        session.socket().writeFrame(WebSocketFrame.continuationFrame(Buffer.buffer(new byte[800]), true));
        await().until(() -> relay.opened.size() == 4 && pool.connected());
        assertThat(pool.statuses().get("r1").lastError()).contains("longer than 1024");
        assertThat(fixture.inbound).isEmpty();
    }

    @Test
    void changesRelaysWithoutTouchingTheOthers() throws Exception {
        var first = fixture.relay("r1");
        var second = fixture.relay("r2");
        var pool = fixture.pool(settings(), null, first.url());
        await().until(pool::connected);
        first.pongs = false;
        var open = pool.send(frame("a"));
        await().until(() -> first.uids().size() == 1);
        pool.setRelays(List.of(second.url(), first.url()));
        await().until(() -> pool.statuses().values().stream().allMatch(s -> s.state() == LinkState.OPEN)
                && pool.statuses().size() == 2);
        first.releasePongs();
        assertThat(get(open)).isEqualTo(new Confirmation.Confirmed("r1"));
        assertThat(first.opened).hasSize(1);
        pool.setRelays(List.of(second.url()));
        await().until(() -> first.sessions.isEmpty());
        assertThat(get(pool.send(frame("b")))).isEqualTo(new Confirmation.Confirmed("r2"));
        assertThat(pool.statuses()).containsOnlyKeys("r2");
        assertThat(second.opened).hasSize(1);
    }

    @Test
    void stopsAfterWhatItHasIsConfirmed() throws Exception {
        var relay = fixture.relay("r1");
        relay.pongs = false;
        var pool = fixture.pool(settings(), null, relay.url());
        var open = pool.send(frame("a"));
        await().until(() -> relay.uids().size() == 1);
        var stopped = pool.stop(Duration.ofSeconds(20)).toCompletableFuture();
        assertThat(get(pool.send(frame("b")))).isInstanceOf(Confirmation.NotSent.class);
        assertThat(stopped).isNotDone();
        relay.releasePongs();
        stopped.get(5, TimeUnit.SECONDS);
        assertThat(get(open)).isEqualTo(new Confirmation.Confirmed("r1"));
        await().until(() -> relay.sessions.isEmpty());
        assertThat(pool.connected()).isFalse();
    }

    @Test
    void stopKeepsItsDeadline() throws Exception {
        var relay = fixture.relay("r1");
        relay.pongs = false;
        var pool = fixture.pool(settings(), null, relay.url());
        var open = pool.send(frame("a"));
        await().until(() -> relay.uids().size() == 1);
        pool.stop(Duration.ofMillis(200)).toCompletableFuture().get(5, TimeUnit.SECONDS);
        assertThat(get(open)).isInstanceOf(Confirmation.Unconfirmed.class);
    }

    @Test
    void leavesARelayThatComplainsAboutTheRate() throws Exception {
        var first = fixture.relay("r1");
        var second = fixture.relay("r2");
        var pool = fixture.pool(settings(), null, first.url(), second.url());
        await().until(() -> pool.statuses().values().stream().allMatch(s -> s.state() == LinkState.OPEN));
        assertThat(get(pool.send(frame("a", "r1")))).isEqualTo(new Confirmation.Confirmed("r1"));
        pool.slowDown("r1");
        assertThat(get(pool.send(frame("b", "r1")))).isEqualTo(new Confirmation.Confirmed("r2"));
        assertThat(pool.statuses().get("r1").slowedUntil()).isNotNull();
    }

    @Test
    void opensTheSessionWithoutIdWhenToldAndDoesNotRetakeIt() throws Exception {
        var relay = fixture.relay("r1");
        var ended = new ConcurrentLinkedQueue<String>();
        var pool = fixture.pool(settings(), "pod-1");
        pool.sessions(new SessionEvents() {
            @Override
            public void leadEnded(String domain, String reason) {
                ended.add(domain);
            }
        });
        pool.setRelays(List.of(relay.url()));
        await().until(pool::connected);
        pool.lead("r1", true);
        await().until(() -> relay.session(OWN).isPresent());
        assertThat(relay.opened).containsExactly(new Address(TWIN, "pod-1"), OWN);
        ScriptedRelay.deliver(
                relay.session(OWN).orElseThrow(), Envelope.of("r", OTHER, OWN, new Message.Request("x"), 60));
        await().until(() -> fixture.inbound.size() == 1);
        relay.kill(OWN);
        await().until(() -> ended.size() == 1);
        assertThat(pool.statuses().get("r1").lead()).isEqualTo(LinkState.IDLE);
        assertThat(pool.statuses().get("r1").state()).isEqualTo(LinkState.OPEN);
        pool.lead("r1", true);
        await().until(() -> relay.session(OWN).isPresent());
        pool.lead("r1", false);
        await().until(() -> relay.session(OWN).isEmpty());
        assertThat(ended).hasSize(1);
        assertThat(relay.opened).hasSize(3);
    }
}
