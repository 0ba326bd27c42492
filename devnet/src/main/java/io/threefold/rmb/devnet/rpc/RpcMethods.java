package io.threefold.rmb.devnet.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.threefold.rmb.devnet.chain.Block;
import io.threefold.rmb.devnet.chain.Chain;
import io.threefold.rmb.devnet.chain.PrivilegedAction;
import io.threefold.rmb.devnet.chain.RuntimeConstants;
import io.threefold.rmb.devnet.chain.Submission;
import io.threefold.rmb.devnet.rpc.RpcMethod.Answer;
import io.threefold.rmb.devnet.rpc.SubscriptionHub.Topic;
import io.threefold.rmb.protocol.identity.AccountId;
import io.threefold.rmb.tfchain.scale.Hex;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The methods of TFCHAIN §5d, and a few a wallet shows. Confined to the chain's event loop. */
final class RpcMethods {
    static final int MAX_KEYS = 1000;
    private static final BigInteger UNITS_PER_TFT = BigInteger.valueOf(10_000_000);
    private static final long MAX_FUND_TFT = 1_000_000_000;

    private final Map<String, RpcMethod> methods = new TreeMap<>();
    private final String chainName;
    private final Chain chain;
    private final SubscriptionHub hub;
    private final RuntimeCalls calls;
    private final Authoring authoring;

    /** What makes blocks. */
    interface Authoring {
        /** Something waits for the next block. */
        void workArrived();

        /** Makes a block at once. */
        Block produceNow();
    }

    RpcMethods(String chainName, Chain chain, SubscriptionHub hub, byte[] metadata, Authoring authoring) {
        this.chainName = chainName;
        this.chain = chain;
        this.hub = hub;
        this.calls = new RuntimeCalls(chain, metadata);
        this.authoring = authoring;
        chainMethods();
        stateMethods(metadata);
        systemMethods();
        authorMethods();
        methods.put("devnet_fund", (params, subscriber) -> fund(params));
    }

    Map<String, RpcMethod> all() {
        return Map.copyOf(methods);
    }

    private void chainMethods() {
        methods.put("chain_getBlockHash", (params, subscriber) -> blockHash(params));
        methods.put("chain_getHeader", (params, subscriber) -> {
            Block block = block(params.hash(0));
            return Answer.of(block == null ? RpcJson.NODES.nullNode() : RpcJson.header(block.header()));
        });
        methods.put("chain_getBlock", (params, subscriber) -> {
            Block block = block(params.hash(0));
            return Answer.of(block == null ? RpcJson.NODES.nullNode() : RpcJson.signedBlock(block));
        });
        methods.put(
                "chain_getFinalizedHead",
                (params, subscriber) -> Answer.of(chain.finalizedHead().hash()));
        for (String method : List.of("chain_subscribeNewHead", "chain_subscribeNewHeads")) {
            methods.put(method, (params, subscriber) -> heads(subscriber, Topic.NEW_HEADS));
        }
        for (String method : List.of("chain_unsubscribeNewHead", "chain_unsubscribeNewHeads")) {
            unsubscribe(method, Topic.NEW_HEADS);
        }
        methods.put("chain_subscribeFinalizedHeads", (params, subscriber) -> heads(subscriber, Topic.FINALIZED_HEADS));
        unsubscribe("chain_unsubscribeFinalizedHeads", Topic.FINALIZED_HEADS);
    }

    private void stateMethods(byte[] metadata) {
        methods.put("state_getMetadata", (params, subscriber) -> {
            stateBlock(params.hash(0));
            return Answer.of(Hex.encode(metadata));
        });
        methods.put("state_getRuntimeVersion", (params, subscriber) -> {
            stateBlock(params.hash(0));
            return Answer.of(RpcJson.runtimeVersion());
        });
        methods.put("state_subscribeRuntimeVersion", (params, subscriber) -> {
            String id = hub.subscribe(subscriber, Topic.RUNTIME_VERSION);
            return Answer.subscription(id, it -> hub.notifyOne(subscriber, it, RpcJson.runtimeVersion()));
        });
        unsubscribe("state_unsubscribeRuntimeVersion", Topic.RUNTIME_VERSION);
        methods.put(
                "state_call",
                (params, subscriber) -> Answer.of(Hex.encode(
                        calls.call(params.text(0, "name"), params.bytes(1, "arguments"), stateBlock(params.hash(2))))));
        methods.put("state_getStorage", (params, subscriber) -> {
            byte[] value = chain.storage(stateBlock(params.hash(1)), params.key(0, "storage key"));
            return Answer.of(value == null ? null : Hex.encode(value));
        });
        methods.put("state_queryStorageAt", (params, subscriber) -> {
            Block block = stateBlock(params.hash(1));
            ObjectNode changes = RpcJson.changeSet(block.hash(), values(block, params.keys(0, MAX_KEYS)));
            return Answer.of(RpcJson.NODES.arrayNode().add(changes));
        });
        methods.put("state_getKeysPaged", (params, subscriber) -> keysPaged(params));
        methods.put("state_subscribeStorage", (params, subscriber) -> {
            List<String> keys = params.keys(0, MAX_KEYS);
            String id = hub.subscribeStorage(subscriber, new LinkedHashSet<>(keys));
            return Answer.subscription(id, it -> {
                Block head = chain.head();
                hub.notifyOne(subscriber, it, RpcJson.changeSet(head.hash(), values(head, keys)));
            });
        });
        unsubscribe("state_unsubscribeStorage", Topic.STORAGE);
    }

    private void systemMethods() {
        methods.put("system_chain", (params, subscriber) -> Answer.of(chainName));
        methods.put("system_name", (params, subscriber) -> Answer.of(RuntimeConstants.IMPL_NAME));
        methods.put("system_version", (params, subscriber) -> Answer.of("0.1.0"));
        methods.put("system_chainType", (params, subscriber) -> Answer.of("Development"));
        methods.put(
                "system_properties",
                (params, subscriber) -> Answer.of(
                        RpcJson.NODES.objectNode().put("tokenDecimals", 7).put("tokenSymbol", "TFT")));
        methods.put(
                "system_health",
                (params, subscriber) -> Answer.of(RpcJson.NODES
                        .objectNode()
                        .put("peers", 0)
                        .put("isSyncing", false)
                        .put("shouldHavePeers", false)));
        methods.put(
                "system_accountNextIndex",
                (params, subscriber) -> Answer.of(RpcJson.NODES.numberNode(chain.nextNonce(account(params, 0)))));
        methods.put("rpc_methods", (params, subscriber) -> {
            ObjectNode answer = RpcJson.NODES.objectNode();
            ArrayNode names = answer.putArray("methods");
            methods.keySet().stream()
                    .filter(name -> !name.startsWith("devnet_"))
                    .forEach(names::add);
            return Answer.of(answer);
        });
    }

    private void authorMethods() {
        methods.put(
                "author_submitExtrinsic",
                (params, subscriber) -> Answer.of(submit(params).hash()));
        methods.put("author_submitAndWatchExtrinsic", (params, subscriber) -> {
            hub.checkRoom(subscriber);
            Submission.Accepted accepted = submit(params);
            String id = hub.watch(subscriber, accepted.hash());
            return Answer.subscription(id, it -> hub.notifyOne(subscriber, it, RpcJson.status(accepted.status())));
        });
        unsubscribe("author_unwatchExtrinsic", Topic.EXTRINSIC);
    }

    private Submission.Accepted submit(Params params) throws RpcException {
        return switch (chain.submit(params.bytes(0, "extrinsic"))) {
            case Submission.Rejected(var reason) -> throw RpcException.rejected(reason);
            case Submission.Accepted accepted -> {
                authoring.workArrived();
                yield accepted;
            }
        };
    }

    private Answer heads(Subscriber subscriber, Topic topic) throws RpcException {
        String id = hub.subscribe(subscriber, topic);
        return Answer.subscription(id, it -> {
            Block block = topic == Topic.NEW_HEADS ? chain.head() : chain.finalizedHead();
            hub.notifyOne(subscriber, it, RpcJson.header(block.header()));
        });
    }

    private void unsubscribe(String method, Topic topic) {
        methods.put(
                method,
                (params, subscriber) -> Answer.of(
                        RpcJson.NODES.booleanNode(hub.unsubscribe(subscriber, topic, params.text(0, "subscription")))));
    }

    private Answer blockHash(Params params) throws RpcException {
        JsonNode wanted = params.raw(0);
        if (wanted.isMissingNode()) {
            return Answer.of(chain.head().hash());
        }
        if (!wanted.isArray()) {
            return Answer.of(chain.hashAt(params.number(wanted)));
        }
        if (wanted.size() > MAX_KEYS) {
            throw RpcException.invalidParams("at most " + MAX_KEYS + " block numbers");
        }
        ArrayNode hashes = RpcJson.NODES.arrayNode();
        for (JsonNode number : wanted) {
            hashes.add(number.isNull() ? chain.head().hash() : chain.hashAt(params.number(number)));
        }
        return Answer.of(hashes);
    }

    private Answer keysPaged(Params params) throws RpcException {
        String prefix = params.absent(0) ? "" : params.key(0, "prefix");
        JsonNode count = params.raw(1);
        if (!count.isInt() || count.intValue() < 1 || count.intValue() > MAX_KEYS) {
            throw RpcException.invalidParams("count must be 1 to " + MAX_KEYS);
        }
        String start = params.optionalKey(2, "start key");
        ArrayNode keys = RpcJson.NODES.arrayNode();
        for (String key : chain.keys(stateBlock(params.hash(3)), prefix, start, count.intValue())) {
            keys.add("0x" + key);
        }
        return Answer.of(keys);
    }

    private Answer fund(Params params) throws RpcException {
        AccountId account = account(params, 0);
        JsonNode tft = params.raw(1);
        long amount = tft.isMissingNode() ? 1000 : tft.asLong(-1);
        if (!tft.isMissingNode() && !tft.isIntegralNumber() || amount < 1 || amount > MAX_FUND_TFT) {
            throw RpcException.invalidParams("the amount must be 1 to " + MAX_FUND_TFT + " TFT");
        }
        if (!chain.request(
                new PrivilegedAction.Fund(account, BigInteger.valueOf(amount).multiply(UNITS_PER_TFT)))) {
            throw new RpcException(-32603, "Too many requests wait for the next block", null);
        }
        Block block = authoring.produceNow();
        return Answer.of(RpcJson.NODES
                .objectNode()
                .put("block", block.hash())
                .put("free", chain.balance(account).toString()));
    }

    private static AccountId account(Params params, int index) throws RpcException {
        String text = params.text(index, "account");
        try {
            return AccountId.fromSs58(text);
        } catch (IllegalArgumentException e) {
            throw RpcException.invalidParams("the account is no SS58 address: " + e.getMessage());
        }
    }

    private Map<String, byte @Nullable []> values(Block block, List<String> keys) {
        Map<String, byte @Nullable []> values = new LinkedHashMap<>();
        for (String key : keys) {
            values.put(key, chain.storage(block, key));
        }
        return values;
    }

    private @Nullable Block block(@Nullable String hash) {
        return hash == null ? chain.head() : chain.block(hash);
    }

    private Block stateBlock(@Nullable String hash) throws RpcException {
        Block block = block(hash);
        if (block == null || !chain.hasState(block)) {
            throw RpcException.unknownBlock(hash == null ? "the newest block" : hash);
        }
        return block;
    }
}
