package io.threefold.rmb.relay;

import static io.threefold.rmb.relay.RelayFixture.A;
import static org.assertj.core.api.Assertions.assertThat;

import io.threefold.rmb.protocol.envelope.Address;
import io.threefold.rmb.protocol.identity.KeyType;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** wss and https with a given certificate. The key under test resources is for nothing else. */
class RelayTlsTest extends RelayTestBase {
    private static final Path CERTIFICATE = Path.of("src", "test", "resources", "tls", "cert.pem");
    private static final Path KEY = Path.of("src", "test", "resources", "tls", "key.pem");

    @Test
    void servesWssAndFederatesOverHttps() {
        RelayServer two = fixture.relay("relay.two", settings -> settings.tls(new RelaySettings.Tls(CERTIFICATE, KEY)));
        fixture.twins.add(30, "relay.two");
        ClientWebSocket socket = fixture.vertx
                .createWebSocketClient(new WebSocketClientOptions()
                        .setSsl(true)
                        .setTrustOptions(new PemTrustOptions().addCertPath(CERTIFICATE.toString())))
                .webSocket();
        var came = new CompletableFuture<Integer>();
        socket.binaryMessageHandler(message -> came.complete(message.length()));
        RelayFixture.await(socket.connect(new WebSocketConnectOptions()
                        .setHost("localhost")
                        .setPort(two.port())
                        .setSsl(true)
                        .setURI("/?" + TestClient.token(Address.of(30), KeyType.ED25519)))
                .toCompletionStage());
        RelayServer one = fixture.relay(settings -> settings.federation(new RelaySettings.Federation(
                Map.of("relay.two", URI.create("https://localhost:" + two.port() + "/")),
                CERTIFICATE,
                RelaySettings.Federation.DEFAULT.timeout(),
                RelaySettings.Federation.DEFAULT.maxBackoff(),
                100,
                1 << 20,
                2,
                1 << 20)));
        fixture.connect(one, A).sendRequest("u1", Address.of(30));
        assertThat(RelayFixture.await(came)).isGreaterThan(100);
    }

    @Test
    void doesNotBringMessagesToRelaysThatCannotProveWhoTheyAre() {
        RelayServer two = fixture.relay("relay.two", settings -> settings.tls(new RelaySettings.Tls(CERTIFICATE, KEY)));
        fixture.twins.add(30, "relay.two");
        RelayServer one = fixture.relay(settings -> settings.federation(RelaySettings.Federation.DEFAULT.withRoutes(
                Map.of("relay.two", URI.create("https://localhost:" + two.port() + "/")))));
        TestClient a = fixture.connect(one, A);
        a.send(a.request("u1", Address.of(30), "fail-fast", 1));
        assertThat(a.nextError()).startsWith("remote relay failed temporarily: relay.two: ");
    }
}
