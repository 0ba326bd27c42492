package io.threefold.rmb.tfchain.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.threefold.rmb.tfchain.FakeNode;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RpcClientTest {
    private static final URI NOBODY = URI.create("ws://127.0.0.1:1");

    private Vertx vertx;
    private FakeNode node;
    private RpcClient client;

    @BeforeEach
    void start() throws Exception {
        vertx = Vertx.vertx();
        node = new FakeNode(vertx);
    }

    @AfterEach
    void stop() throws Exception {
        if (client != null) {
            client.close();
        }
        vertx.close().toCompletionStage().toCompletableFuture().get(90, TimeUnit.SECONDS);
    }

    private RpcSettings settings(URI... urls) {
        return RpcSettings.of(List.of(urls))
                .withBackoff(Duration.ofMillis(20), Duration.ofMillis(200))
                .withCallDeadline(Duration.ofSeconds(60));
    }

    private RpcClient started(RpcSettings settings) {
        client = new RpcClient(vertx, settings, InstantSource.system(), s -> CompletableFuture.completedFuture(null));
        client.start();
        return client;
    }

    private static RpcReply get(CompletionStage<RpcReply> stage) throws Exception {
        return stage.toCompletableFuture().get(90, TimeUnit.SECONDS);
    }

    @Test
    void answersAndNulls() throws Exception {
        started(settings(node.url()));
        RpcReply version = get(client.call("state_getRuntimeVersion", List.of()));
        assertThat(version).isInstanceOf(RpcReply.Result.class);
        assertThat(((RpcReply.Result) version).value().get("specVersion").asInt())
                .isEqualTo(149);
        List<Object> nothing = new ArrayList<>();
        nothing.add(null);
        assertThat(get(client.call("chain_getBlockHash", nothing))).isInstanceOf(RpcReply.Result.class);
        assertThat(client.state().connected()).isEqualTo(node.url());
    }

    @Test
    void goesToTheNextUrl() throws Exception {
        started(settings(NOBODY, node.url()));
        assertThat(get(client.call("system_chain", List.of()))).isInstanceOf(RpcReply.Result.class);
        assertThat(client.state().lastError()).contains("127.0.0.1:1");
    }

    @Test
    void goesToTheNextUrlWhenTheHandshakeFails() throws Exception {
        try (FakeNode bad = new FakeNode(vertx)) {
            client = new RpcClient(
                    vertx,
                    settings(bad.url(), node.url()),
                    InstantSource.system(),
                    s -> s.call("system_chain", List.of())
                            .thenApply(r -> bad.asked("system_chain") > node.asked("system_chain") ? "unfit" : null));
            client.start();
            assertThat(get(client.ready())).isInstanceOf(RpcReply.Result.class);
            assertThat(client.state().connected()).isEqualTo(node.url());
        }
    }

    @Test
    void aSilentHandshakeIsGivenUp() throws Exception {
        try (FakeNode mute = new FakeNode(vertx)) {
            mute.silent.add("system_chain");
            client = new RpcClient(
                    vertx,
                    settings(mute.url(), node.url()).withConnectTimeout(Duration.ofMillis(300)),
                    InstantSource.system(),
                    s -> s.call("system_chain", List.of()).thenApply(r -> null));
            client.start();
            assertThat(get(client.ready())).isInstanceOf(RpcReply.Result.class);
            assertThat(client.state().connected()).isEqualTo(node.url());
        }
    }

    @Test
    void everyCallHasADeadline() throws Exception {
        node.silent.add("system_chain");
        started(settings(node.url()).withCallDeadline(Duration.ofMillis(200)));
        RpcReply reply = get(client.call("system_chain", List.of()));
        assertThat(reply).isInstanceOf(RpcReply.Unavailable.class);
        assertThat(((RpcReply.Unavailable) reply).reason()).contains("200 ms");
        assertThat(client.state().pending()).isZero();
        await().until(() -> get(client.call("system_name", List.of())) instanceof RpcReply.Result);
    }

    @Test
    void theDeadlineHoldsWithoutAConnection() throws Exception {
        started(settings(NOBODY).withCallDeadline(Duration.ofMillis(200)));
        RpcReply reply = get(client.call("system_chain", List.of()));
        assertThat(reply).isInstanceOf(RpcReply.Unavailable.class);
        assertThat(((RpcReply.Unavailable) reply).reason()).contains("not connected");
    }

    @Test
    void refusalsCarryCodeAndData() throws Exception {
        node.refusals.put("system_chain", "{\"code\":1010,\"message\":\"Invalid Transaction\",\"data\":\"too poor\"}");
        started(settings(node.url()));
        assertThat(get(client.call("system_chain", List.of())))
                .isEqualTo(new RpcReply.Refused(1010, "Invalid Transaction: too poor"));
    }

    @Test
    void waitingCallsAreBounded() throws Exception {
        node.silent.add("system_chain");
        started(settings(node.url()).withMaxPending(3).withCallDeadline(Duration.ofSeconds(3)));
        get(client.ready());
        for (int i = 0; i < 3; i++) {
            client.call("system_chain", List.of());
        }
        RpcReply reply = get(client.call("system_chain", List.of()));
        assertThat(reply).isInstanceOf(RpcReply.Unavailable.class);
        assertThat(((RpcReply.Unavailable) reply).reason()).contains("too many");
    }

    @Test
    void aReadIsRepeatedOnTheNextConnectionAndAWriteIsNot() throws Exception {
        node.silent.add("system_chain");
        started(settings(node.url()));
        CompletionStage<RpcReply> read = client.call("system_chain", List.of());
        CompletionStage<RpcReply> write = client.callOnce("system_chain", List.of());
        await().until(() -> node.asked("system_chain") == 2);
        node.silent.clear();
        node.dropConnections();
        assertThat(get(write)).isInstanceOf(RpcReply.Unavailable.class);
        assertThat(get(read)).isInstanceOf(RpcReply.Result.class);
        assertThat(client.state().connections()).isEqualTo(2);
    }

    @Test
    void subscriptionsComeBackAfterAReconnect() throws Exception {
        started(settings(node.url()));
        List<JsonNode> items = new CopyOnWriteArrayList<>();
        client.subscribe("state_subscribeRuntimeVersion", "state_unsubscribeRuntimeVersion", List.of(), items::add);
        await().until(() -> items.size() == 1);
        node.stop();
        await().until(() -> client.state().connected() == null);
        node.start();
        await().until(() -> items.size() == 2);
        node.notifyAll(
                "state_runtimeVersion", new ObjectMapper().createObjectNode().put("specVersion", 5));
        await().until(() -> items.size() == 3);
    }

    @Test
    void aSilentNodeIsLeft() throws Exception {
        // A server that takes the socket and then neither answers nor pongs.
        var mute = vertx.createNetServer()
                .connectHandler(s -> s.handler(b -> {
                    String key = b.toString()
                            .lines()
                            .filter(l -> l.toLowerCase(java.util.Locale.ROOT).startsWith("sec-websocket-key"))
                            .findFirst()
                            .map(l -> l.substring(l.indexOf(':') + 1).strip())
                            .orElse(null);
                    if (key != null) {
                        s.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                + "Sec-WebSocket-Accept: " + accept(key) + "\r\n\r\n");
                    }
                }))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(90, TimeUnit.SECONDS);
        URI url = URI.create("ws://127.0.0.1:" + mute.actualPort());
        started(settings(url, node.url()).withPingInterval(Duration.ofMillis(50)));
        await().until(() -> node.url().equals(client.state().connected()));
        assertThat(client.state().lastError()).contains("silent");
    }

    private static String accept(String key) {
        try {
            byte[] sha = java.security.MessageDigest.getInstance("SHA-1")
                    .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                            .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            return java.util.Base64.getEncoder().encodeToString(sha);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void closingEndsWhatWaits() throws Exception {
        node.silent.add("system_chain");
        started(settings(node.url()));
        CompletionStage<RpcReply> waiting = client.call("system_chain", List.of());
        await().until(() -> node.asked("system_chain") == 1);
        client.close();
        assertThat(get(waiting)).isInstanceOf(RpcReply.Unavailable.class);
        assertThat(get(client.call("system_chain", List.of()))).isInstanceOf(RpcReply.Unavailable.class);
        await().until(() -> node.connections() == 0);
    }
}
