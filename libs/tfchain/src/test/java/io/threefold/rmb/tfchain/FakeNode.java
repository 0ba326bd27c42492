package io.threefold.rmb.tfchain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.threefold.rmb.protocol.identity.AccountId;
import io.threefold.rmb.tfchain.metadata.StorageHasher;
import io.threefold.rmb.tfchain.metadata.StorageKeys;
import io.threefold.rmb.tfchain.scale.Hex;
import io.threefold.rmb.tfchain.scale.ScaleWriter;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;

/**
 * A node of a tiny chain in the test's own process: real sockets, real headers and extrinsics hashes, no consensus.
 * The test decides what it answers, when blocks appear and what it ignores.
 */
public final class FakeNode implements AutoCloseable {
    public static final byte[] GENESIS = new byte[32];
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Vertx vertx;
    private HttpServer server;
    private int port;
    private final Map<String, String> storage = new ConcurrentHashMap<>();
    private final Map<String, byte[]> events = new ConcurrentHashMap<>();
    private final Map<String, List<String>> bodies = new ConcurrentHashMap<>();
    private final List<BlockHeader> headers = new CopyOnWriteArrayList<>();
    private final List<ServerWebSocket> sockets = new CopyOnWriteArrayList<>();
    private final Map<ServerWebSocket, Map<String, String>> subscriptions = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();
    public final Map<String, AtomicLong> asked = new ConcurrentHashMap<>();
    public final Set<String> silent = ConcurrentHashMap.newKeySet();
    public final Map<String, String> refusals = new ConcurrentHashMap<>();
    public final List<String> submitted = new CopyOnWriteArrayList<>();
    /** By block hash, where it is not the present one. */
    public final Map<String, byte[]> metadataAt = new ConcurrentHashMap<>();

    public volatile long specVersion = 149;
    public volatile byte[] metadata = TinyMetadata.of(25);
    public volatile byte[] genesis = GENESIS;
    public volatile long nonce;

    public FakeNode(Vertx vertx) throws Exception {
        this.vertx = vertx;
        // Build machines can be busy: conditions are met at once or much later, never "about now".
        Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
        BlockHeader first = new BlockHeader(
                ByteString.copyFrom(new byte[32]),
                0,
                ByteString.copyFrom(new byte[32]),
                ByteString.copyFrom(new byte[32]),
                List.of());
        headers.add(first);
        start();
    }

    public void start() throws Exception {
        server = vertx.createHttpServer(
                new HttpServerOptions().setHost("127.0.0.1").setPort(port));
        server.webSocketHandler(socket -> {
            sockets.add(socket);
            subscriptions.put(socket, new ConcurrentHashMap<>());
            socket.textMessageHandler(text -> request(socket, text));
            socket.closeHandler(v -> {
                sockets.remove(socket);
                subscriptions.remove(socket);
            });
        });
        server.listen().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        port = server.actualPort();
    }

    /** Stops listening and drops all connections; {@link #start()} takes the same port again. */
    public void stop() throws Exception {
        server.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        dropConnections();
    }

    public void dropConnections() {
        sockets.forEach(ServerWebSocket::close);
    }

    public URI url() {
        return URI.create("ws://127.0.0.1:" + port);
    }

    public int connections() {
        return sockets.size();
    }

    public long asked(String method) {
        AtomicLong count = asked.get(method);
        return count == null ? 0 : count.get();
    }

    public boolean isSubscribed(String notification) {
        return subscriptions.values().stream().anyMatch(s -> s.containsValue(notification));
    }

    // ---- the chain

    public void store(Twin twin) {
        byte[] id = new ScaleWriter().u32(twin.id()).toBytes();
        put(StorageKeys.entry("TfgridModule", "Twins", StorageHasher.BLAKE2_128_CONCAT, id), TwinCodec.encode(twin));
        put(
                StorageKeys.entry(
                        "TfgridModule",
                        "TwinIdByAccountID",
                        StorageHasher.BLAKE2_128_CONCAT,
                        twin.account().bytes()),
                id);
    }

    public void put(byte[] key, byte[] value) {
        storage.put(Hex.encode(key), Hex.encode(value));
    }

    public void account(AccountId account, long accountNonce, long free) {
        byte[] value = new ScaleWriter()
                .u32(accountNonce)
                .u128(BigInteger.valueOf(free))
                .u128(BigInteger.ZERO)
                .toBytes();
        put(StorageKeys.entry("System", "Account", StorageHasher.BLAKE2_128_CONCAT, account.bytes()), value);
    }

    /** Adds a finalized block; tells subscribers. */
    public BlockHeader block(byte[] blockEvents, List<String> extrinsics) {
        BlockHeader header = addSilently(blockEvents, extrinsics);
        announce(header);
        return header;
    }

    public BlockHeader addSilently(byte[] blockEvents, List<String> extrinsics) {
        BlockHeader parent = headers.getLast();
        BlockHeader header = new BlockHeader(
                parent.hash(),
                parent.number() + 1,
                ByteString.copyFrom(new byte[32]),
                ByteString.copyFrom(new byte[32]),
                List.of(ByteString.copyFrom(new byte[] {6, 1, 2, 3})));
        headers.add(header);
        String hash = Hex.encode(header.hash().toByteArray());
        events.put(hash, blockEvents);
        bodies.put(hash, List.copyOf(extrinsics));
        return header;
    }

    public void announce(BlockHeader header) {
        notifyAll("chain_finalizedHead", json(header));
    }

    public void upgrade(long version, byte[] newMetadata) {
        metadata = newMetadata;
        specVersion = version;
        notifyAll("state_runtimeVersion", runtimeVersion());
    }

    /** Sends something to all who subscribed to a kind of notification. */
    public void notifyAll(String notification, JsonNode item) {
        subscriptions.forEach((socket, subs) -> subs.forEach((id, kind) -> {
            if (kind.equals(notification)) {
                ObjectNode json = JSON.createObjectNode().put("jsonrpc", "2.0").put("method", notification);
                json.putObject("params").put("subscription", id).set("result", item);
                socket.writeTextMessage(json.toString());
            }
        }));
    }

    /** Events of a block: one record per entry, all of extrinsic {@code index}. */
    public static byte[] events(long index, byte[]... records) {
        ScaleWriter out = new ScaleWriter().compact(records.length);
        for (byte[] event : records) {
            out.u8(0).u32(index).raw(event).compact(0);
        }
        return out.toBytes();
    }

    public static byte[] twinEvent(int palletIndex, int event, Twin twin) {
        return new ScaleWriter()
                .u8(palletIndex)
                .u8(event)
                .raw(TwinCodec.encode(twin))
                .toBytes();
    }

    /** An event of the tiny metadata that nobody wants: bits, text, bool and a big compact. */
    public static byte[] oddEvent(int palletIndex) {
        return new ScaleWriter()
                .u8(palletIndex)
                .u8(200)
                .compact(9)
                .u16(0x1ff)
                .text("hello")
                .bool(true)
                .compact(BigInteger.TWO.pow(100))
                .toBytes();
    }

    public static byte[] success() {
        return new ScaleWriter()
                .u8(0)
                .u8(0)
                .compact(161_650_000)
                .compact(1493)
                .u8(0)
                .u8(0)
                .toBytes();
    }

    public static byte[] failure(int pallet, int error) {
        return new ScaleWriter()
                .u8(0)
                .u8(1)
                .u8(3)
                .u8(pallet)
                .u8(error)
                .u8(0)
                .u16(0)
                .compact(1)
                .compact(2)
                .u8(0)
                .u8(0)
                .toBytes();
    }

    // ---- JSON-RPC

    private void request(ServerWebSocket socket, String text) {
        try {
            JsonNode request = JSON.readTree(text);
            String method = request.get("method").asText();
            asked.computeIfAbsent(method, m -> new AtomicLong()).incrementAndGet();
            if (silent.contains(method)) {
                return;
            }
            ObjectNode reply = JSON.createObjectNode().put("jsonrpc", "2.0");
            reply.set("id", request.get("id"));
            String refusal = refusals.get(method);
            if (refusal != null) {
                reply.set("error", JSON.readTree(refusal));
                socket.writeTextMessage(reply.toString());
                return;
            }
            JsonNode result = answer(socket, method, request.get("params"));
            reply.set("result", result);
            socket.writeTextMessage(reply.toString());
            if (method.equals("state_subscribeRuntimeVersion")) {
                notifyAll("state_runtimeVersion", runtimeVersion());
            } else if (method.equals("chain_subscribeFinalizedHeads")) {
                announce(headers.getLast());
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private JsonNode answer(ServerWebSocket socket, String method, JsonNode params) {
        return switch (method) {
            case "chain_getBlockHash" -> {
                long number = params.isEmpty() || params.get(0).isNull()
                        ? headers.size() - 1
                        : params.get(0).asLong();
                if (number == 0) {
                    yield JSON.valueToTree(Hex.encode(genesis));
                }
                yield number < headers.size()
                        ? JSON.valueToTree(
                                Hex.encode(headers.get((int) number).hash().toByteArray()))
                        : JSON.nullNode();
            }
            case "state_getRuntimeVersion" -> runtimeVersion();
            case "state_getMetadata" -> {
                byte[] then =
                        params.isEmpty() ? null : metadataAt.get(params.get(0).asText());
                yield JSON.valueToTree(Hex.encode(then == null ? metadata : then));
            }
            case "state_getStorage" -> storage(params);
            case "chain_getFinalizedHead" ->
                JSON.valueToTree(Hex.encode(headers.getLast().hash().toByteArray()));
            case "chain_getHeader" -> {
                String hash = params.get(0).asText();
                yield headers.stream()
                        .filter(h -> Hex.encode(h.hash().toByteArray()).equals(hash))
                        .findFirst()
                        .map(FakeNode::json)
                        .orElse(JSON.nullNode());
            }
            case "chain_getBlock" -> {
                ObjectNode block = JSON.createObjectNode();
                block.putObject("block")
                        .set(
                                "extrinsics",
                                JSON.valueToTree(bodies.get(params.get(0).asText())));
                yield block;
            }
            case "system_accountNextIndex" -> JSON.valueToTree(nonce);
            case "chain_subscribeFinalizedHeads" -> subscribe(socket, "chain_finalizedHead");
            case "state_subscribeRuntimeVersion" -> subscribe(socket, "state_runtimeVersion");
            case "author_submitAndWatchExtrinsic" -> {
                submitted.add(params.get(0).asText());
                yield subscribe(socket, "author_extrinsicUpdate");
            }
            default -> JSON.valueToTree(true);
        };
    }

    private JsonNode subscribe(ServerWebSocket socket, String notification) {
        String id = "sub" + ids.incrementAndGet();
        subscriptions.get(socket).put(id, notification);
        return JSON.valueToTree(id);
    }

    private JsonNode storage(JsonNode params) {
        String key = params.get(0).asText();
        if (key.equals(Hex.encode(StorageKeys.item("System", "Events"))) && params.size() > 1) {
            byte[] value = events.get(params.get(1).asText());
            return value == null ? JSON.nullNode() : JSON.valueToTree(Hex.encode(value));
        }
        return JSON.valueToTree(storage.get(key));
    }

    private JsonNode runtimeVersion() {
        return JSON.createObjectNode()
                .put("specName", "substrate-threefold")
                .put("specVersion", specVersion)
                .put("transactionVersion", 2);
    }

    private static JsonNode json(BlockHeader header) {
        ObjectNode json = JSON.createObjectNode();
        json.put("parentHash", Hex.encode(header.parentHash().toByteArray()));
        json.put("number", "0x" + Long.toHexString(header.number()));
        json.put("stateRoot", Hex.encode(header.stateRoot().toByteArray()));
        json.put("extrinsicsRoot", Hex.encode(header.extrinsicsRoot().toByteArray()));
        List<String> logs = new ArrayList<>();
        header.digest().forEach(l -> logs.add(Hex.encode(l.toByteArray())));
        json.putObject("digest").set("logs", JSON.valueToTree(logs));
        return json;
    }

    @Override
    public void close() throws Exception {
        stop();
    }
}
