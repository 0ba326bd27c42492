package io.threefold.rmb.peer.link;

import static io.threefold.rmb.peer.link.RelayPoolFixture.frame;
import static io.threefold.rmb.peer.link.RelayPoolFixture.get;
import static io.threefold.rmb.peer.link.RelayPoolFixture.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.threefold.rmb.protocol.relay.RelayUrl;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PfxOptions;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TLS and proxies. */
@Timeout(60)
class RelayTransportTest {
    private static final String PASSWORD = "changeit";

    private final RelayPoolFixture fixture = new RelayPoolFixture();

    @TempDir
    Path folder;

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    private static void keytool(String... arguments) throws Exception {
        var command = new java.util.ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
    }

    /** A certificate of its own for a host name; returns it in PEM. */
    private String certificate(String host, Path store) throws Exception {
        keytool(
                "-genkeypair",
                "-alias",
                "relay",
                "-keyalg",
                "EC",
                "-dname",
                "CN=relay",
                "-ext",
                "san=dns:" + host,
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD);
        var pem = folder.resolve(host + ".pem");
        keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                "relay",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD,
                "-file",
                pem.toString());
        return Files.readString(pem);
    }

    private ScriptedRelay tlsRelay(Path store) throws Exception {
        return fixture.relay(
                "r1",
                new HttpServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(
                                new PfxOptions().setPath(store.toString()).setPassword(PASSWORD)));
    }

    @Test
    void trustsTheGivenCa() throws Exception {
        var store = folder.resolve("relay.p12");
        var pem = certificate("localhost", store);
        var relay = tlsRelay(store);
        var pool = fixture.pool(settings().withCaPem(pem), null, relay.url());
        assertThat(get(pool.send(frame("a")))).isEqualTo(new Confirmation.Confirmed("r1"));
    }

    @Test
    void refusesAnUnknownCaAndAWrongName() throws Exception {
        var store = folder.resolve("relay.p12");
        certificate("localhost", store);
        var relay = tlsRelay(store);
        var pool = fixture.pool(settings(), null, relay.url());
        await().until(() -> pool.statuses().get("r1").lastError() != null);
        assertThat(pool.statuses().get("r1").lastError()).contains("TLS", "CA certificate");

        var otherStore = folder.resolve("other.p12");
        var otherPem = certificate("other.test", otherStore);
        var other = tlsRelay(otherStore);
        var second = fixture.pool(settings().withCaPem(otherPem), null, other.url());
        await().until(() -> second.statuses().get("r1").lastError() != null);
        assertThat(second.statuses().get("r1").lastError()).contains("TLS");
        assertThat(pool.connected()).isFalse();
        assertThat(second.connected()).isFalse();
    }

    @Test
    void saysWhenTheCaCannotBeRead() {
        assertThatThrownBy(() -> Trust.with("nonsense")).hasMessageContaining("CA file");
    }

    @Test
    void goesThroughAProxy() throws Exception {
        var relay = fixture.relay("r1");
        var asked = new CopyOnWriteArrayList<String>();
        var proxy = fixture.vertx
                .createNetServer()
                .connectHandler(client -> client.handler(head -> {
                    asked.add(head.toString().lines().findFirst().orElse(""));
                    client.pause();
                    fixture.vertx
                            .createNetClient()
                            .connect(relay.port(), "127.0.0.1")
                            .onSuccess(target -> {
                                pipe(client, target);
                                client.write("HTTP/1.1 200 Connection established\r\n\r\n");
                            });
                }));
        var port = proxy.listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .actualPort();
        var url = new RelayUrl("r1", URI.create("ws://relay.test:" + relay.port() + "/"));
        var pool =
                fixture.pool(settings().withEnvironment(Map.of("HTTP_PROXY", "http://127.0.0.1:" + port)), null, url);
        assertThat(get(pool.send(frame("a")))).isEqualTo(new Confirmation.Confirmed("r1"));
        assertThat(asked).containsExactly("CONNECT relay.test:" + relay.port() + " HTTP/1.1");
    }

    private static void pipe(NetSocket client, NetSocket target) {
        client.handler(target::write);
        target.handler(client::write);
        client.closeHandler(v -> target.close());
        target.closeHandler(v -> client.close());
        client.resume();
    }
}
