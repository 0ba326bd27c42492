package io.threefold.rmb.tfchain;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.threefold.rmb.protocol.identity.AccountId;
import io.threefold.rmb.tfchain.metadata.StorageEntry;
import io.threefold.rmb.tfchain.metadata.Value;
import io.threefold.rmb.tfchain.rpc.RpcClient;
import io.threefold.rmb.tfchain.rpc.RpcReply;
import io.threefold.rmb.tfchain.rpc.RpcSession;
import io.threefold.rmb.tfchain.rpc.RpcSettings;
import io.threefold.rmb.tfchain.rpc.RpcState;
import io.threefold.rmb.tfchain.scale.Hex;
import io.threefold.rmb.tfchain.scale.ScaleException;
import io.vertx.core.Vertx;
import java.math.BigInteger;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to a Substrate chain and its runtime: reads storage by metadata, follows finalized blocks, reloads the
 * metadata on a runtime upgrade. Thread-safe; no stage completes exceptionally, none takes longer than the deadline of
 * the settings for each question it asks (at most four).
 */
public final class Chain implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Chain.class);

    private final Vertx vertx;
    private final RpcClient rpc;
    private final HeadFollower heads;
    private final List<ChainListener> listeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable ChainRuntime runtime;
    private boolean reloading;

    /** Connects only after {@link #start()}. */
    public Chain(Vertx vertx, RpcSettings settings, InstantSource clock) {
        this.vertx = vertx;
        this.rpc = new RpcClient(vertx, settings, clock, this::handshake);
        this.heads = new HeadFollower(this, rpc, clock, listeners);
    }

    /** Begins to connect, and never gives up. */
    public void start() {
        rpc.subscribe("state_subscribeRuntimeVersion", "state_unsubscribeRuntimeVersion", List.of(), this::version);
        heads.start();
        rpc.start();
    }

    @Override
    public void close() {
        heads.close();
        rpc.close();
    }

    /** Adds a listener, before {@link #start()}. */
    public void listen(ChainListener listener) {
        listeners.add(new GuardedListener(listener));
    }

    /** The connection. */
    public RpcState connection() {
        return rpc.state();
    }

    /** The runtime last loaded; null before the first connection. */
    public @Nullable ChainRuntime knownRuntime() {
        return runtime;
    }

    /** How far finalized blocks were followed. */
    public HeadState heads() {
        return heads.state();
    }

    /** Makes the follower take up where a snapshot ended; before {@link #start()}. */
    void resumeAfter(long finalizedNumber) {
        heads.resumeAfter(finalizedNumber);
    }

    RpcClient rpc() {
        return rpc;
    }

    Vertx vertx() {
        return vertx;
    }

    /** The runtime, as soon as there is a connection. */
    public CompletionStage<ChainReply<ChainRuntime>> runtime() {
        return rpc.ready().thenApply(reply -> {
            ChainRuntime known = runtime;
            if (reply instanceof RpcReply.Unavailable(String reason)) {
                return new ChainReply.Unavailable<>(reason);
            }
            return known == null ? new ChainReply.Unavailable<>("no runtime is known yet") : new ChainReply.Ok<>(known);
        });
    }

    /**
     * Reads a storage item at the best block; empty when it is absent and has no default.
     *
     * @param encodedKeys SCALE encoded, one per key of the map
     */
    public CompletionStage<ChainReply<Optional<Value>>> read(String pallet, String item, byte[]... encodedKeys) {
        return read(pallet, item, true, encodedKeys);
    }

    private CompletionStage<ChainReply<Optional<Value>>> read(
            String pallet, String item, boolean again, byte[]... encodedKeys) {
        return ChainReply.then(runtime(), current -> {
            StorageEntry entry = current.metadata().pallet(pallet).storage(item);
            List<String> params = List.of(Hex.encode(entry.key(encodedKeys)));
            return ChainReply.then(ask("state_getStorage", params), json -> {
                try {
                    byte[] stored = json.isNull() ? null : Hex.decode(json.asText());
                    Value value = current.metadata().readStored(entry, stored);
                    return CompletableFuture.completedFuture(new ChainReply.Ok<>(Optional.ofNullable(value)));
                } catch (ScaleException e) {
                    if (!again) {
                        throw e;
                    }
                    // Perhaps the runtime was upgraded a moment ago and the notice is still on its way.
                    return ChainReply.then(reload(), renewed -> read(pallet, item, false, encodedKeys));
                }
            });
        });
    }

    /** Nonce and balance of an account. */
    public CompletionStage<ChainReply<AccountBalance>> account(AccountId account) {
        return ChainReply.map(read("System", "Account", account.bytes()), value -> {
            if (value.isEmpty()) {
                return new AccountBalance(0, BigInteger.ZERO);
            }
            Value info = value.get();
            return new AccountBalance(
                    info.field("nonce").asU32(),
                    info.field("data").field("free").asInt());
        });
    }

    /** The header of the last finalized block. */
    public CompletionStage<ChainReply<BlockHeader>> finalizedHead() {
        return ChainReply.then(ask("chain_getFinalizedHead", List.of()), hash -> header(hash.asText()));
    }

    /** The header of a block; unavailable when the node does not know it. */
    CompletionStage<ChainReply<BlockHeader>> header(String hash) {
        return ChainReply.map(ask("chain_getHeader", List.of(hash)), json -> {
            if (json.isNull()) {
                throw new ScaleException("the node does not know block " + hash);
            }
            return BlockHeader.of(json);
        });
    }

    /** The hash of the block with this number, as hex. */
    CompletionStage<ChainReply<String>> blockHash(long number) {
        return ChainReply.map(ask("chain_getBlockHash", List.of(number)), json -> {
            if (!json.isTextual()) {
                throw new ScaleException("the node does not know block " + number);
            }
            return json.textValue();
        });
    }

    /** Asks something that changes nothing. */
    CompletionStage<ChainReply<JsonNode>> ask(String method, List<? extends @Nullable Object> params) {
        return rpc.call(method, params).thenApply(Chain::answer);
    }

    private static ChainReply<JsonNode> answer(RpcReply reply) {
        return switch (reply) {
            case RpcReply.Result(JsonNode value) -> new ChainReply.Ok<>(value);
            case RpcReply.Refused(long code, String message) ->
                new ChainReply.Unavailable<>("the chain node refused (" + code + "): " + message);
            case RpcReply.Unavailable(String reason) -> new ChainReply.Unavailable<>(reason);
        };
    }

    // ---- runtime

    /** Null when fit: the runtime is known then. */
    private CompletionStage<@Nullable String> handshake(RpcSession session) {
        return load((method, params) -> session.call(method, params).thenApply(Chain::answer))
                .thenApply(
                        reply -> reply instanceof ChainReply.Unavailable<ChainRuntime>(String reason) ? reason : null);
    }

    private CompletionStage<ChainReply<ChainRuntime>> reload() {
        return load(this::ask);
    }

    private interface Asker {
        CompletionStage<ChainReply<JsonNode>> ask(String method, List<? extends @Nullable Object> params);
    }

    /** Asks for the runtime's version and, when it is another one than known, for its metadata. */
    private CompletionStage<ChainReply<ChainRuntime>> load(Asker asker) {
        return ChainReply.then(asker.ask("chain_getBlockHash", List.of(0)), genesisJson -> {
            ByteString genesis = BlockHeader.hash(genesisJson);
            return ChainReply.then(asker.ask("state_getRuntimeVersion", List.of()), versionJson -> {
                RuntimeVersion version = RuntimeVersion.of(versionJson);
                ChainRuntime known = runtime;
                if (known != null
                        && known.genesisHash().equals(genesis)
                        && known.specVersion() == version.specVersion()
                        && known.transactionVersion() == version.transactionVersion()) {
                    return CompletableFuture.completedFuture(new ChainReply.Ok<>(known));
                }
                return ChainReply.then(
                        asker.ask("state_getMetadata", List.of()), metadata -> decode(genesis, version, metadata));
            });
        });
    }

    /** Off the event loop: cold, it takes a tenth of a second. */
    private CompletionStage<ChainReply<ChainRuntime>> decode(
            ByteString genesis, RuntimeVersion version, JsonNode metadata) {
        return vertx.executeBlocking(() -> ChainRuntime.of(genesis, version, Hex.decode(metadata.asText())))
                .map(this::loaded)
                .otherwise(e -> new ChainReply.Unavailable<>("the chain's metadata cannot be read: " + e.getMessage()))
                .toCompletionStage();
    }

    private ChainReply<ChainRuntime> loaded(ChainRuntime loaded) {
        ChainRuntime before = runtime;
        runtime = loaded;
        LOG.info(
                "chain runtime {} loaded, metadata of {} pallets",
                loaded.specVersion(),
                loaded.metadata().pallets().size());
        if (before != null && !before.genesisHash().equals(loaded.genesisHash())) {
            LOG.warn(
                    "this is another chain than before: what was known of twins is dropped. Check the chain URLs if this repeats");
            heads.reset();
        }
        listeners.forEach(l -> l.runtimeLoaded(loaded));
        return new ChainReply.Ok<>(loaded);
    }

    /** On the event loop of the client. */
    private void version(JsonNode json) {
        ChainRuntime known = runtime;
        try {
            if (reloading || known == null || RuntimeVersion.of(json).specVersion() == known.specVersion()) {
                return;
            }
        } catch (ScaleException e) {
            LOG.warn("runtime version from the chain cannot be read: {}", e.getMessage());
            return;
        }
        reloading = true;
        reload().whenComplete((reply, error) -> rpc.later(Duration.ZERO, () -> {
            reloading = false;
            if (reply instanceof ChainReply.Unavailable<ChainRuntime>(String reason)) {
                LOG.warn("the chain was upgraded, but {}", reason);
                rpc.reconnect("the new runtime could not be loaded");
            }
        }));
    }
}
