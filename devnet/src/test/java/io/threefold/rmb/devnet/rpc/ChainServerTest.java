package io.threefold.rmb.devnet.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.threefold.rmb.devnet.chain.Chain;
import io.threefold.rmb.devnet.chain.TestChain;
import io.threefold.rmb.protocol.identity.Signatures;
import io.threefold.rmb.tfchain.scale.Hex;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChainServerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final int MAX_CONNECTIONS = 3;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http = HttpClient.newHttpClient();
    private final TestChain client = new TestChain();
    private ChainServer server;

    @BeforeEach
    void start() throws Exception {
        ChainServer.Settings settings = new ChainServer.Settings(
                "Test",
                "127.0.0.1",
                0,
                Duration.ofMillis(1000),
                Duration.ofMillis(50),
                Duration.ofMillis(200),
                MAX_CONNECTIONS);
        server = new ChainServer(
                settings,
                listener -> new Chain(
                        client.spec(), Signatures::verify, TestChain.STRICT, InstantSource.system(), listener),
                ChainServer.Journal.NONE,
                InstantSource.system());
        server.start(vertx).toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        server.stop(vertx).toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        http.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    /** A connection that keeps what comes, with the time. */
    private final class Socket implements WebSocket.Listener {
        record Received(long nanos, JsonNode message) {}

        final List<Received> received = new CopyOnWriteArrayList<>();
        private final StringBuilder partial = new StringBuilder();
        final WebSocket socket;

        Socket() throws Exception {
            socket = http.newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + server.port()), this)
                    .get(20, TimeUnit.SECONDS);
        }

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                try {
                    received.add(new Received(System.nanoTime(), JSON.readTree(partial.toString())));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
                partial.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        void send(String method, Object... params) throws Exception {
            var request =
                    JSON.createObjectNode().put("jsonrpc", "2.0").put("id", 1).put("method", method);
            request.set("params", JSON.valueToTree(params));
            socket.sendText(request.toString(), true).get(20, TimeUnit.SECONDS);
        }

        List<Received> notifications(String method) {
            return received.stream()
                    .filter(it -> it.message().path("method").asText().equals(method))
                    .toList();
        }
    }

    @Test
    void extrinsicsAreIncludedSoonAndFinalAMomentLater() throws Exception {
        Socket socket = new Socket();
        byte[] extrinsic = client.sign(client.alice, client.update("r1.grid.tf"), 0);
        socket.send("author_submitAndWatchExtrinsic", Hex.encode(extrinsic));
        await().atMost(DEADLINE)
                .until(() -> socket.notifications("author_extrinsicUpdate").size() == 3);
        List<Socket.Received> updates = socket.notifications("author_extrinsicUpdate");
        assertThat(updates.get(0).message().at("/params/result").asText()).isEqualTo("ready");
        assertThat(updates.get(1).message().at("/params/result").has("inBlock")).isTrue();
        assertThat(updates.get(2).message().at("/params/result").has("finalized"))
                .isTrue();
        assertThat(updates.get(2).nanos() - updates.get(1).nanos()).isGreaterThan(150_000_000L);
        // The answer came before the first notification.
        assertThat(socket.received.getFirst().message().has("id")).isTrue();
        socket.socket.abort();
        await().atMost(DEADLINE).until(() -> server.status().connections() == 0);
    }

    @Test
    void blocksComeByThemselves() throws Exception {
        Socket socket = new Socket();
        socket.send("chain_subscribeNewHeads");
        socket.send("chain_subscribeFinalizedHeads");
        await().atMost(DEADLINE)
                .until(() -> socket.notifications("chain_newHead").size() >= 3
                        && socket.notifications("chain_finalizedHead").size() >= 3);
        assertThat(server.status().subscriptions()).isEqualTo(2);
        assertThat(server.status().failure()).isNull();
    }

    @Test
    void postWorksWithoutSubscriptions() throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.port());
        JsonNode chain = post(uri, "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"system_chain\"}");
        assertThat(chain.get("result").asText()).isEqualTo("Test");
        assertThat(chain.get("id").asInt()).isEqualTo(7);
        assertThat(post(uri, "{\"id\":1,\"method\":\"chain_subscribeNewHeads\"}")
                        .at("/error/code")
                        .asInt())
                .isEqualTo(-32603);
        assertThat(post(uri, "nonsense").at("/error/code").asInt()).isEqualTo(-32700);
        var tooLarge = http.send(
                HttpRequest.newBuilder(uri)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[ChainServer.MAX_MESSAGE + 1]))
                        .build(),
                BodyHandlers.discarding());
        assertThat(tooLarge.statusCode()).isEqualTo(413);
        var hello = http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
        assertThat(hello.body()).contains("JSON-RPC");
    }

    @Test
    void connectionsAreBounded() throws Exception {
        for (int i = 0; i < MAX_CONNECTIONS; i++) {
            new Socket();
        }
        await().atMost(DEADLINE).until(() -> server.status().connections() == MAX_CONNECTIONS);
        assertThatThrownBy(Socket::new)
                .hasCauseInstanceOf(WebSocketHandshakeException.class)
                .satisfies(e -> assertThat(((WebSocketHandshakeException) e.getCause())
                                .getResponse()
                                .statusCode())
                        .isEqualTo(503));
    }

    private JsonNode post(URI uri, String body) throws Exception {
        var answer = http.send(
                HttpRequest.newBuilder(uri)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        return JSON.readTree(answer.body());
    }
}
