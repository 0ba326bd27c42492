package io.threefold.rmb.relay;

import static io.threefold.rmb.relay.RelayFixture.A;
import static org.assertj.core.api.Assertions.assertThat;

import io.threefold.rmb.protocol.envelope.Address;
import io.threefold.rmb.protocol.identity.Identity;
import io.threefold.rmb.protocol.identity.KeyType;
import io.threefold.rmb.protocol.token.RelayToken;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class RelayHandshakeTest extends RelayTestBase {
    private static String token(long twin, String session, long issued, long ttl) {
        try (Identity identity = FakeTwins.identity(A.twin(), KeyType.ED25519)) {
            return RelayToken.issue(twin, session, issued, ttl, identity::signTagged);
        }
    }

    private static int upgrade(RelayServer relay, String pathAndQuery) {
        try (RawSocket socket = RawSocket.upgrade(relay.port(), pathAndQuery)) {
            return socket.status();
        }
    }

    @Test
    void upgradesOnAnyPathAndTellsTheTime() {
        RelayServer relay = fixture.relay();
        String token = token(A.twin(), null, now(), 60);
        assertThat(upgrade(relay, "/?" + token)).isEqualTo(101);
        assertThat(upgrade(relay, "/any/path?" + token)).isEqualTo(101);
        try (RawSocket socket = RawSocket.upgrade(relay.port(), "/x?" + token)) {
            assertThat(socket.head.toLowerCase()).contains("\r\ndate: ");
        }
    }

    @Test
    void refusesBadTokensWithTheStatusOfTheReference() {
        RelayServer relay = fixture.relay();
        assertThat(upgrade(relay, "/")).isEqualTo(400);
        assertThat(upgrade(relay, "/?")).isEqualTo(400);
        assertThat(upgrade(relay, "/?token")).isEqualTo(401);
        assertThat(upgrade(relay, "/?a.b.c")).isEqualTo(401);
        assertThat(upgrade(relay, "/?" + "a".repeat(5000))).isEqualTo(401);
        assertThat(upgrade(relay, "/?" + "a".repeat(20000))).isEqualTo(414);
        String good = token(A.twin(), null, now(), 60);
        assertThat(upgrade(relay, "/?token=" + good)).isEqualTo(401);
        assertThat(upgrade(relay, "/?" + good.substring(0, good.length() - 4) + "AAAA"))
                .isEqualTo(401);
        assertThat(upgrade(relay, "/?" + token(A.twin(), null, now() - 100, 60)))
                .as("expired")
                .isEqualTo(401);
        assertThat(upgrade(relay, "/?" + token(8, null, now(), 60)))
                .as("not his key")
                .isEqualTo(401);
        assertThat(upgrade(relay, "/?" + token(99, null, now(), 60)))
                .as("unknown twin")
                .isEqualTo(401);
        String header = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"alg\":\"HS256\"}".getBytes(StandardCharsets.US_ASCII));
        assertThat(upgrade(relay, "/?" + header + good.substring(good.indexOf('.'))))
                .isEqualTo(401);
        fixture.twins.fail("away");
        assertThat(upgrade(relay, "/?" + good)).isEqualTo(500);
        assertThat(relay.health().registryAvailable()).isFalse();
        assertThat(relay.health().registryProblem()).isEqualTo("away");
        fixture.twins.fail("");
        assertThat(upgrade(relay, "/?" + good)).isEqualTo(101);
        assertThat(relay.health().isReady()).isTrue();
    }

    @Test
    void asksTheChainAgainBeforeItRefuses() {
        RelayServer relay = fixture.relay();
        try (Identity other = FakeTwins.identity(55, KeyType.ED25519)) {
            fixture.twins.cacheOld(A.twin(), other.account(), RelayFixture.DOMAIN);
        }
        fixture.connect(relay, A);
    }

    @Test
    void anythingElseIsNotFound() {
        RelayServer relay = fixture.relay();
        assertThat(plain(relay, "GET /")).isEqualTo(404);
        assertThat(plain(relay, "GET /x?y")).isEqualTo(404);
        assertThat(plain(relay, "POST /x")).isEqualTo(404);
        assertThat(plain(relay, "DELETE /")).isEqualTo(404);
        assertThat(plain(relay, "GET /metrics"))
                .as("no Prometheus registry here")
                .isEqualTo(404);
    }

    @Test
    void takesSoManySessionsAndNoMore() {
        RelayServer relay = fixture.relay(settings -> settings.limits(RelaySettings.Limits.DEFAULT.withMaxSessions(2)));
        fixture.connect(relay, A);
        fixture.connect(relay, new Address(A.twin(), "2"));
        assertThat(upgrade(relay, "/?" + token(A.twin(), "3", now(), 60))).isEqualTo(503);
    }

    private static int plain(RelayServer relay, String line) {
        try (RawSocket socket = new RawSocket(relay.port(), line, "Content-Length: 0")) {
            return socket.status();
        }
    }
}
