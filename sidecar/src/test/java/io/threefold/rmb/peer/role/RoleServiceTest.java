package io.threefold.rmb.peer.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.threefold.rmb.peer.link.LinkIdentity;
import io.threefold.rmb.peer.link.LinkObserver;
import io.threefold.rmb.peer.link.LinkSettings;
import io.threefold.rmb.peer.link.RelayPool;
import io.threefold.rmb.peer.link.ScriptedRelay;
import io.threefold.rmb.protocol.envelope.Address;
import io.threefold.rmb.protocol.envelope.Envelope;
import io.threefold.rmb.protocol.envelope.EnvelopeCodec;
import io.threefold.rmb.protocol.envelope.EnvelopeLimits;
import io.threefold.rmb.protocol.envelope.EnvelopeSigning;
import io.threefold.rmb.protocol.envelope.Message;
import io.threefold.rmb.protocol.identity.Identity;
import io.threefold.rmb.protocol.identity.KeyType;
import io.threefold.rmb.protocol.relay.RelayUrl;
import io.threefold.rmb.protocol.token.RelayToken;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(90)
class RoleServiceTest {
    private static final long TWIN = 7;

    private record Pod(String session, RelayPool pool, RoleService roles, Queue<String> requests) {
        Role role() {
            return roles.status().role();
        }
    }

    private final Vertx vertx = Vertx.vertx();
    private final Identity identity =
            Identity.fromSecret(("0x" + "17".repeat(32)).getBytes(StandardCharsets.US_ASCII), KeyType.ED25519);
    private final List<AutoCloseable> closeables = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (var closeable : closeables) {
            closeable.close();
        }
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private ScriptedRelay relay(String domain) throws Exception {
        var relay = new ScriptedRelay(vertx, domain, identity.account());
        closeables.add(relay);
        return relay;
    }

    private Pod pod(String session, RelayUrl... relays) {
        var requests = new ConcurrentLinkedQueue<String>();
        var pool = new RelayPool(
                vertx,
                LinkSettings.defaults(),
                new LinkIdentity(
                        TWIN,
                        session,
                        sid -> RelayToken.issue(
                                TWIN, sid, System.currentTimeMillis() / 1000, 300, identity::signTagged)),
                InstantSource.system(),
                frame -> {
                    try {
                        requests.add(EnvelopeCodec.decode(frame.bytes(), EnvelopeLimits.DEFAULT)
                                .uid());
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                    return CompletableFuture.completedFuture(null);
                },
                LinkObserver.NONE);
        var roles = new RoleService(
                pool,
                new RoleIdentity(TWIN, session, identity.account(), identity::signTagged, "1.2.3"),
                RoleSettings.defaults(),
                InstantSource.system(),
                status -> {});
        roles.start();
        pool.setRelays(List.of(relays));
        roles.recordedRelays(
                new TreeSet<>(List.of(relays).stream().map(RelayUrl::domain).toList()));
        closeables.addFirst(() -> pool.stop(Duration.ZERO).toCompletableFuture().get(10, TimeUnit.SECONDS));
        return new Pod(session, pool, roles, requests);
    }

    private static Pod leader(Pod... pods) {
        var leaders =
                List.of(pods).stream().filter(p -> p.role() == Role.PRIMARY).toList();
        assertThat(leaders).hasSize(1);
        return leaders.getFirst();
    }

    @Test
    void onePodLeadsOnAllRelaysAndGetsTheRequests() throws Exception {
        var first = relay("r1");
        var second = relay("r2");
        var a = pod("a", first.url(), second.url());
        await().until(() ->
                a.role() == Role.PRIMARY && a.roles().status().leads().size() == 2);
        var b = pod("b", first.url(), second.url());
        await().until(() -> "a".equals(b.roles().status().leader()));
        assertThat(b.role()).isEqualTo(Role.STANDBY);
        assertThat(b.roles().status().rank()).isEqualTo(1);
        for (var relay : List.of(first, second)) {
            ScriptedRelay.deliver(
                    relay.session(Address.of(TWIN)).orElseThrow(),
                    Envelope.of("req", Address.of(9), Address.of(TWIN), new Message.Request("x"), 60));
        }
        await().until(() -> a.requests().size() == 2);
        assertThat(b.requests()).isEmpty();
        assertThat(first.opened.stream().filter(Address.of(TWIN)::equals)).hasSize(1);
    }

    @Test
    void aStandbyTakesOverWithinASecondOfACleanStopAndFiveOfACrash() throws Exception {
        var relay = relay("r1");
        var a = pod("a", relay.url());
        await().until(() -> a.role() == Role.PRIMARY);
        var b = pod("b", relay.url());
        var c = pod("c", relay.url());
        await().until(() -> b.roles().status().rank() > 0 && c.roles().status().rank() > 0);

        var begun = System.nanoTime();
        a.roles().handOver(Duration.ofSeconds(5)).toCompletableFuture().get(5, TimeUnit.SECONDS);
        await().pollInterval(Duration.ofMillis(10)).until(() -> b.role() == Role.PRIMARY || c.role() == Role.PRIMARY);
        var clean = Duration.ofNanos(System.nanoTime() - begun);
        assertThat(a.role()).isEqualTo(Role.STANDBY);
        assertThat(clean).isLessThan(Duration.ofSeconds(1));

        var next = leader(b, c);
        var last = next == b ? c : b;
        await().until(() -> next.session().equals(last.roles().status().leader()));
        begun = System.nanoTime();
        next.pool().stop(Duration.ZERO).toCompletableFuture().get(5, TimeUnit.SECONDS);
        await().pollInterval(Duration.ofMillis(10)).until(() -> last.role() == Role.PRIMARY);
        var crash = Duration.ofNanos(System.nanoTime() - begun);
        assertThat(crash).isLessThan(Duration.ofSeconds(5));
        System.out.println("fail-over: clean " + clean.toMillis() + " ms, crash " + crash.toMillis() + " ms");
    }

    @Test
    void threeStartingTogetherOnAReferenceRelayAgree() throws Exception {
        var relay = relay("r1");
        relay.endsBoth = true;
        var pods = new Pod[] {pod("a", relay.url()), pod("b", relay.url()), pod("c", relay.url())};
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            var leaders = 0;
            var led = 0;
            for (var pod : pods) {
                leaders += pod.role() == Role.PRIMARY ? 1 : 0;
                led += pod.roles().status().leader() != null ? 1 : 0;
            }
            return leaders == 1 && led == 2;
        });
    }

    @Test
    void aForeignPeerIsLeftAlone() throws Exception {
        var relay = relay("r1");
        // As a reference peer would: it holds the session without an id and answers, and knows nothing of roles.
        var foreign = new RelayPool(
                vertx,
                LinkSettings.defaults(),
                new LinkIdentity(
                        TWIN,
                        null,
                        sid -> RelayToken.issue(
                                TWIN, sid, System.currentTimeMillis() / 1000, 300, identity::signTagged)),
                InstantSource.system(),
                frame -> CompletableFuture.completedFuture(null),
                LinkObserver.NONE);
        closeables.addFirst(
                () -> foreign.stop(Duration.ZERO).toCompletableFuture().get(10, TimeUnit.SECONDS));
        foreign.sessions(new io.threefold.rmb.peer.link.SessionEvents() {
            @Override
            public boolean intercept(
                    String domain,
                    boolean lead,
                    io.threefold.rmb.peer.link.FrameHead head,
                    com.google.protobuf.ByteString frame) {
                try {
                    var ask = EnvelopeCodec.decode(frame, EnvelopeLimits.DEFAULT);
                    var answer = Envelope.of(ask.uid(), Address.of(TWIN), ask.source(), new Message.Response(), 60)
                            .withTimes(System.currentTimeMillis() / 1000, 60);
                    foreign.sendNow(domain, ScriptedRelay.bytes(EnvelopeSigning.sign(answer, identity::signTagged)));
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
                return true;
            }
        });
        foreign.setRelays(List.of(relay.url()));
        await().until(foreign::connected);
        var a = pod("a", relay.url());
        await().until(() -> a.role() == Role.FOREIGN);
        assertThat(relay.opened.stream().filter(Address.of(TWIN)::equals)).hasSize(1);
        foreign.stop(Duration.ZERO);
        await().until(() -> a.role() == Role.PRIMARY);
    }

    @Test
    void aLonePeerUsesTheSessionWithoutIdAndAnswersPods() throws Exception {
        var relay = relay("r1");
        var lone = pod(null, relay.url());
        await().until(lone.pool()::connected);
        assertThat(lone.role()).isEqualTo(Role.LONE);
        var a = pod("a", relay.url());
        await().until(() -> "".equals(a.roles().status().leader()));
        assertThat(a.role()).isEqualTo(Role.STANDBY);
        lone.pool().stop(Duration.ZERO);
        await().until(() -> a.role() == Role.PRIMARY);
    }

    @Test
    void withoutARecordNothingIsTaken() throws Exception {
        var relay = relay("r1");
        var a = pod("a", relay.url());
        a.roles().recordedRelays(new TreeSet<>());
        await().until(a.pool()::connected);
        await().until(() -> relay.session(Address.of(TWIN)).isEmpty());
        assertThat(a.role()).isEqualTo(Role.STANDBY);
        a.roles().recordedRelays(new TreeSet<>(List.of("r1")));
        await().until(() -> a.role() == Role.PRIMARY);
    }

    @Test
    void aForgedAnswerIsNotBelieved() throws Exception {
        var relay = relay("r1");
        var a = pod("a", relay.url());
        await().until(() -> a.role() == Role.PRIMARY);
        var other = Identity.fromSecret(("0x" + "18".repeat(32)).getBytes(StandardCharsets.US_ASCII), KeyType.ED25519);
        var forged = Envelope.of("x", new Address(TWIN, "evil"), new Address(TWIN, "a"), new Message.Response(), 60)
                .withTags("rmb-role=primary rmb-rank=1")
                .withTimes(System.currentTimeMillis() / 1000, 60);
        ScriptedRelay.deliver(
                relay.session(new Address(TWIN, "a")).orElseThrow(), EnvelopeSigning.sign(forged, other::signTagged));
        ScriptedRelay.deliver(
                relay.session(Address.of(TWIN)).orElseThrow(),
                Envelope.of("after", Address.of(9), Address.of(TWIN), new Message.Request("x"), 60));
        await().until(() -> a.requests().contains("after"));
        assertThat(a.role()).isEqualTo(Role.PRIMARY);
    }
}
