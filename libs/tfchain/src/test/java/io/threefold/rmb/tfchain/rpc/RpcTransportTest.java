package io.threefold.rmb.tfchain.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.threefold.rmb.tfchain.FakeNode;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PfxOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS with a given CA, and an HTTP proxy. */
class RpcTransportTest {
    private final Vertx vertx = Vertx.vertx();

    private RpcClient client;

    @TempDir
    Path folder;

    @BeforeEach
    void patience() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
    }

    @AfterEach
    void stop() throws Exception {
        if (client != null) {
            client.close();
        }
        vertx.close().toCompletionStage().toCompletableFuture().get(90, TimeUnit.SECONDS);
    }

    private RpcClient started(RpcSettings settings) {
        client = new RpcClient(
                vertx,
                settings.withCallDeadline(Duration.ofSeconds(60)),
                InstantSource.system(),
                s -> CompletableFuture.completedFuture(null));
        client.start();
        return client;
    }

    @Test
    void trustsTheGivenCaOnly() throws Exception {
        PfxOptions certificate = selfSigned();
        var server = vertx.createHttpServer(new HttpServerOptions().setSsl(true).setKeyCertOptions(certificate));
        server.webSocketHandler(s -> {});
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get(90, TimeUnit.SECONDS);
        URI url = URI.create("wss://localhost:" + server.actualPort());
        RpcSettings settings = RpcSettings.of(List.of(url));
        RpcClient trusting = started(settings.withTrust(certificate));
        await().until(() -> url.equals(trusting.state().connected()));
        trusting.close();
        RpcClient doubting = started(settings);
        await().until(() -> doubting.state().lastError() != null);
        assertThat(doubting.state().lastError()).contains("TLS failed");
        assertThat(doubting.state().connections()).isZero();
    }

    /** The JDK makes certificates by this tool only. */
    private PfxOptions selfSigned() throws Exception {
        Path store = folder.resolve("localhost.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "test",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "for-tests",
                        "-keystore",
                        store.toString())
                .inheritIO()
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(keytool.exitValue()).isZero();
        return new PfxOptions().setPath(store.toString()).setPassword("for-tests");
    }

    @Test
    void goesThroughAProxy() throws Exception {
        FakeNode node = new FakeNode(vertx);
        AtomicReference<String> asked = new AtomicReference<>();
        NetServer proxy = vertx.createNetServer()
                .connectHandler(socket -> socket.handler(first -> {
                    String request = first.toString();
                    asked.set(request.lines().findFirst().orElse(""));
                    socket.pause();
                    vertx.createNetClient()
                            .connect(node.url().getPort(), "127.0.0.1")
                            .onSuccess(target -> {
                                socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
                                pipe(socket, target);
                                pipe(target, socket);
                                socket.resume();
                            });
                }));
        proxy.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get(90, TimeUnit.SECONDS);
        URI proxyUrl = URI.create("http://127.0.0.1:" + proxy.actualPort());
        // The name cannot be resolved here: only the proxy knows it.
        URI chain = URI.create("ws://chain.invalid:9944");
        started(RpcSettings.of(List.of(chain)).withProxy(new ProxySettings(null, proxyUrl, List.of())));
        await().until(() -> chain.equals(client.state().connected()));
        assertThat(asked.get()).startsWith("CONNECT chain.invalid:9944");
    }

    private static void pipe(NetSocket from, NetSocket to) {
        from.handler(to::write);
        from.closeHandler(v -> to.close());
    }
}
