package io.threefold.rmb.relay;

import static io.threefold.rmb.relay.RelayFixture.A;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.threefold.rmb.protocol.envelope.Address;
import io.threefold.rmb.protocol.envelope.Envelope;
import io.threefold.rmb.protocol.envelope.EnvelopeCodec;
import io.threefold.rmb.protocol.envelope.Message;
import io.threefold.rmb.protocol.identity.Identity;
import io.threefold.rmb.protocol.identity.KeyType;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RelayFederationTest extends RelayTestBase {
    private static final String ONE = RelayFixture.DOMAIN;
    private static final String TWO = "relay.two";
    private static final Address C = Address.of(30);

    private final Map<String, URI> routes = new HashMap<>();

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private RelayServer relay(String domain, int port) {
        return fixture.relay(
                domain,
                settings -> settings.listen("127.0.0.1", port)
                        .federation(RelaySettings.Federation.DEFAULT.withRoutes(routes)));
    }

    private int route(String domain) {
        int port = freePort();
        routes.put(domain, URI.create("http://127.0.0.1:" + port + "/"));
        return port;
    }

    @Test
    void twoRelaysBringMessagesBothWays() {
        fixture.twins.add(C.twin(), TWO);
        int portOne = route(ONE);
        int portTwo = route(TWO);
        RelayServer one = relay(ONE, portOne);
        RelayServer two = relay(TWO, portTwo);
        TestClient a = fixture.connect(one, A);
        TestClient c = fixture.connect(two, C);
        TestClient cSession = fixture.connect(two, new Address(C.twin(), "s"));
        for (int i = 0; i < 100; i++) {
            a.sendRequest("u" + i, C);
        }
        Set<String> requests = new HashSet<>();
        Set<String> responses = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            String uid = c.next().uid();
            requests.add(uid);
            c.send(c.response(uid, A));
        }
        for (int i = 0; i < 100; i++) {
            Envelope response = a.next();
            responses.add(response.uid());
            assertThat(response.message()).isInstanceOf(Message.Response.class);
        }
        assertThat(requests).hasSize(100).isEqualTo(responses);
        a.sendRequest("session", cSession.address);
        assertThat(cSession.next().uid()).isEqualTo("session");
        await().until(() -> fixture.meters.get("rmb.relay.federation.queue").gauges().stream()
                .allMatch(gauge -> gauge.value() == 0));
    }

    @Test
    void tellsWhatTheOtherRelayAnswers() {
        fixture.twins.add(C.twin(), TWO);
        int portTwo = route(TWO);
        RelayServer one = relay(ONE, 0);
        RelayServer two = relay(TWO, portTwo);
        TestClient a = fixture.connect(one, A);
        a.send(a.request("u1", C, "fail-fast", 1));
        assertThat(a.nextError()).isEqualTo("destination offline");
        // An envelope that lives too long is refused for good by the other relay.
        a.send(a.signed(a.request("u2", C, null, 1).withTimes(now(), 100_000)));
        assertThat(a.nextError()).startsWith("remote relay rejected permanently: status 400");
        fixture.stop(two);
        a.send(a.request("u3", C, "fail-fast", 1));
        assertThat(a.nextError()).startsWith("remote relay failed temporarily: relay.two: ");
        a.send(a.signed(a.request("u4", C, null, 1).withTimes(now(), 2)));
        assertThat(a.nextError()).isEqualTo("message has expired");
    }

    @Test
    void triesTheNextDomainAndTriesAgain() {
        String dead = "relay.dead";
        fixture.twins.add(C.twin(), TWO, dead);
        route(dead);
        int portTwo = route(TWO);
        RelayServer one = relay(ONE, 0);
        TestClient a = fixture.connect(one, A);
        a.sendRequest("u1", C);
        assertThat(a.barrier()).as("confirmed because it is kept").isEmpty();
        await().until(() -> fixture.count("rmb.relay.federation.sent", "result", "failed") >= 2);
        RelayServer two = relay(TWO, portTwo);
        TestClient c = fixture.connect(two, C);
        assertThat(c.next().uid()).isEqualTo("u1");
        a.sendRequest("u2", C);
        assertThat(c.next().uid()).isEqualTo("u2");
    }

    @Test
    void whatAKilledProcessHasTakenAnotherBrings() {
        fixture.twins.add(C.twin(), TWO);
        int portTwo = route(TWO);
        // Its event loops end at once and without a word, as when the process is killed.
        Vertx doomed = Vertx.vertx();
        var one = new RelayServer(
                doomed,
                fixture.twins,
                fixture.settings(ONE)
                        .federation(RelaySettings.Federation.DEFAULT.withRoutes(routes))
                        .build(),
                fixture.meters,
                InstantSource.system());
        RelayFixture.await(one.start());
        TestClient a = fixture.connect(one, A);
        for (int i = 0; i < 40; i++) {
            a.sendRequest("u" + i, C);
        }
        a.barrier();
        RelayFixture.await(doomed.close().toCompletionStage());
        a.awaitClosed();
        relay(ONE, 0);
        RelayServer two = relay(TWO, portTwo);
        TestClient c = fixture.connect(two, C);
        Set<String> came = new HashSet<>();
        while (came.size() < 40) {
            came.add(c.next().uid());
        }
        assertThat(came).contains("u0", "u39");
    }

    @Test
    void oneDeadRelayDoesNotTakeAllTheRoom() {
        fixture.twins.add(C.twin(), "relay.dead");
        fixture.twins.add(31, TWO);
        route("relay.dead");
        int portTwo = route(TWO);
        RelayServer one = fixture.relay(settings -> settings.federation(new RelaySettings.Federation(
                routes, null, Duration.ofSeconds(5), Duration.ofSeconds(1), 40, 1 << 20, 4, 1 << 20)));
        RelayServer two = relay(TWO, portTwo);
        TestClient a = fixture.connect(one, A);
        for (int i = 0; i < 50; i++) {
            a.sendRequest("dead" + i, C);
        }
        for (int i = 10; i < 50; i++) {
            assertThat(a.nextError()).contains("too many messages wait for other relays");
        }
        a.sendRequest("alive", Address.of(31));
        assertThat(fixture.connect(two, Address.of(31)).next().uid()).isEqualTo("alive");
    }

    private int post(RelayServer relay, byte[] body) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + relay.port() + "/"))
                                    .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .statusCode();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private int post(RelayServer relay, Envelope envelope) {
        return post(relay, EnvelopeCodec.encode(envelope));
    }

    private static Envelope signed(long signer, Envelope envelope) {
        try (Identity identity = FakeTwins.identity(signer, KeyType.ED25519)) {
            return io.threefold.rmb.protocol.envelope.EnvelopeSigning.sign(envelope, identity::signTagged);
        }
    }

    private static Envelope request(String uid, Address source, Address destination) {
        return Envelope.of(uid, source, destination, new Message.Request("x"), 60)
                .withTimes(now(), 60);
    }

    @Test
    void checksWhatOtherRelaysBring() {
        fixture.twins.add(C.twin(), TWO);
        RelayServer one = relay(ONE, 0);
        TestClient a = fixture.connect(one, A);
        assertThat(post(one, signed(30, request("good", C, A)))).isEqualTo(202);
        assertThat(a.next().uid()).isEqualTo("good");
        assertThat(post(one, new byte[] {(byte) 0xff})).as("malformed").isEqualTo(400);
        assertThat(post(one, new byte[0])).as("empty").isEqualTo(400);
        assertThat(post(one, new byte[3 << 20])).as("too large").isEqualTo(413);
        assertThat(post(one, request("unsigned", C, A))).isEqualTo(400);
        assertThat(post(one, signed(30, request("expired", C, A).withTimes(now() - 100, 60))))
                .isEqualTo(400);
        assertThat(post(one, signed(30, request("future", C, A).withTimes(now() + 1000, 60))))
                .isEqualTo(400);
        assertThat(post(one, signed(30, request("for ever", C, A).withTimes(now(), 100_000))))
                .isEqualTo(400);
        assertThat(post(one, signed(31, request("forged", C, A)))).isEqualTo(403);
        assertThat(post(one, signed(99, request("unknown source", Address.of(99), A))))
                .isEqualTo(403);
        assertThat(post(one, signed(30, request("not ours", C, C)))).isEqualTo(421);
        assertThat(post(one, signed(30, request("nobody", C, Address.of(77))))).isEqualTo(421);
        assertThat(post(one, signed(30, request("offline", C, Address.of(8)).withTags("fail-fast"))))
                .isEqualTo(404);
        assertThat(post(one, signed(30, request("queued", C, Address.of(8))))).isEqualTo(202);
        fixture.twins.fail("away");
        assertThat(post(one, signed(30, request("chain away", C, A)))).isEqualTo(503);
        fixture.twins.fail("");
        assertThat(a.barrier()).isEmpty();
    }

    @Test
    void asksTheChainAgainBeforeItRefuses() {
        fixture.twins.add(C.twin(), TWO);
        RelayServer one = relay(ONE, 0);
        try (Identity other = FakeTwins.identity(55, KeyType.ED25519);
                Identity own = FakeTwins.identity(A.twin(), KeyType.ED25519)) {
            fixture.twins.cacheOld(C.twin(), other.account(), TWO);
            fixture.twins.cacheOld(A.twin(), own.account(), TWO);
        }
        assertThat(post(one, signed(30, request("good", C, A)))).isEqualTo(202);
    }

    @Test
    void throttlesWith503() {
        fixture.twins.add(C.twin(), TWO);
        RelayServer one = fixture.relay(settings -> settings.limits(RelaySettings.Limits.DEFAULT.withRate(1, 0)));
        assertThat(post(one, signed(30, request("first", C, A)))).isEqualTo(202);
        assertThat(post(one, signed(30, request("second", C, A)))).isEqualTo(503);
    }
}
