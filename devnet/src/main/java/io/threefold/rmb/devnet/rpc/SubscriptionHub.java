package io.threefold.rmb.devnet.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import io.threefold.rmb.devnet.chain.Block;
import io.threefold.rmb.devnet.chain.ChainListener;
import io.threefold.rmb.devnet.chain.TransactionStatus;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who wants to hear what. Confined to the chain's event loop. */
final class SubscriptionHub implements ChainListener {
    static final int MAX_PER_CONNECTION = 1024;

    /** Storage keys in all subscriptions of a connection. */
    static final int MAX_KEYS_PER_CONNECTION = 4096;

    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /** What a subscription is about; the unsubscribe methods of one kind do not end those of another. */
    enum Topic {
        NEW_HEADS("chain_newHead"),
        FINALIZED_HEADS("chain_finalizedHead"),
        RUNTIME_VERSION("state_runtimeVersion"),
        STORAGE("state_storage"),
        EXTRINSIC("author_extrinsicUpdate");

        private final String notification;

        Topic(String notification) {
            this.notification = notification;
        }
    }

    private record Subscription(
            String id, Topic topic, Subscriber subscriber, Set<String> storageKeys, String extrinsicHash) {
        void send(JsonNode result) {
            subscriber.notify(topic.notification, id, result);
        }
    }

    private final SecureRandom random = new SecureRandom();
    private final Map<Subscriber, Map<String, Subscription>> bySubscriber = new IdentityHashMap<>();
    private final Map<String, List<Subscription>> byExtrinsic = new HashMap<>();

    String subscribe(Subscriber subscriber, Topic topic) throws RpcException {
        return add(subscriber, topic, Set.of(), "");
    }

    String subscribeStorage(Subscriber subscriber, Set<String> keys) throws RpcException {
        return add(subscriber, Topic.STORAGE, keys, "");
    }

    String watch(Subscriber subscriber, String extrinsicHash) throws RpcException {
        return add(subscriber, Topic.EXTRINSIC, Set.of(), extrinsicHash);
    }

    /** @throws RpcException when the connection cannot have one more */
    void checkRoom(Subscriber subscriber) throws RpcException {
        if (!subscriber.canSubscribe()) {
            throw new RpcException(-32603, "Subscriptions need a WebSocket connection", null);
        }
        Map<String, Subscription> own = bySubscriber.get(subscriber);
        if (own != null && own.size() >= MAX_PER_CONNECTION) {
            throw tooMany(Integer.toString(MAX_PER_CONNECTION));
        }
    }

    private int keysOf(Subscriber subscriber) {
        return bySubscriber.getOrDefault(subscriber, Map.of()).values().stream()
                .mapToInt(subscription -> subscription.storageKeys().size())
                .sum();
    }

    private static RpcException tooMany(String most) {
        return new RpcException(-32006, "Too many subscriptions on the connection", "at most " + most);
    }

    private String add(Subscriber subscriber, Topic topic, Set<String> keys, String extrinsicHash) throws RpcException {
        checkRoom(subscriber);
        if (keysOf(subscriber) + keys.size() > MAX_KEYS_PER_CONNECTION) {
            throw tooMany(MAX_KEYS_PER_CONNECTION + " storage keys");
        }
        Subscription subscription = new Subscription(newId(), topic, subscriber, keys, extrinsicHash);
        bySubscriber
                .computeIfAbsent(subscriber, someone -> new LinkedHashMap<>())
                .put(subscription.id(), subscription);
        if (topic == Topic.EXTRINSIC) {
            byExtrinsic
                    .computeIfAbsent(extrinsicHash, hash -> new ArrayList<>(1))
                    .add(subscription);
        }
        return subscription.id();
    }

    /** Sends one notification to one subscription, if it still is there. */
    void notifyOne(Subscriber subscriber, String id, JsonNode result) {
        Subscription subscription = find(subscriber, id);
        if (subscription != null) {
            subscription.send(result);
        }
    }

    boolean unsubscribe(Subscriber subscriber, Topic topic, String id) {
        Subscription subscription = find(subscriber, id);
        if (subscription == null || subscription.topic() != topic) {
            return false;
        }
        remove(subscription);
        return true;
    }

    /** Forgets a connection. */
    void forget(Subscriber subscriber) {
        Map<String, Subscription> own = bySubscriber.get(subscriber);
        if (own != null) {
            List.copyOf(own.values()).forEach(this::remove);
        }
    }

    int size() {
        return bySubscriber.values().stream().mapToInt(Map::size).sum();
    }

    @Override
    public void imported(Block block) {
        JsonNode header = RpcJson.header(block.header());
        for (Subscription subscription : all()) {
            if (subscription.topic() == Topic.NEW_HEADS) {
                subscription.send(header);
            } else if (subscription.topic() == Topic.STORAGE) {
                Map<String, byte @Nullable []> changed = new LinkedHashMap<>();
                for (String key : subscription.storageKeys()) {
                    if (block.changes().containsKey(key)) {
                        changed.put(key, block.changes().get(key));
                    }
                }
                if (!changed.isEmpty()) {
                    subscription.send(RpcJson.changeSet(block.hash(), changed));
                }
            }
        }
    }

    @Override
    public void finalized(Block block) {
        JsonNode header = RpcJson.header(block.header());
        for (Subscription subscription : all()) {
            if (subscription.topic() == Topic.FINALIZED_HEADS) {
                subscription.send(header);
            }
        }
    }

    @Override
    public void transaction(String extrinsicHash, TransactionStatus status) {
        List<Subscription> watching = byExtrinsic.get(extrinsicHash);
        if (watching == null) {
            return;
        }
        JsonNode result = RpcJson.status(status);
        for (Subscription subscription : List.copyOf(watching)) {
            subscription.send(result);
            if (status.last()) {
                remove(subscription);
            }
        }
    }

    private void remove(Subscription subscription) {
        Map<String, Subscription> own = bySubscriber.get(subscription.subscriber());
        if (own != null) {
            own.remove(subscription.id());
            if (own.isEmpty()) {
                bySubscriber.remove(subscription.subscriber());
            }
        }
        List<Subscription> watching = byExtrinsic.get(subscription.extrinsicHash());
        if (watching != null) {
            watching.remove(subscription);
            if (watching.isEmpty()) {
                byExtrinsic.remove(subscription.extrinsicHash());
            }
        }
    }

    private @Nullable Subscription find(Subscriber subscriber, String id) {
        Map<String, Subscription> own = bySubscriber.get(subscriber);
        return own == null ? null : own.get(id);
    }

    /** A copy, because sending may close a connection and so remove some. */
    private List<Subscription> all() {
        return bySubscriber.values().stream()
                .map(Map::values)
                .flatMap(Collection::stream)
                .toList();
    }

    private String newId() {
        StringBuilder id = new StringBuilder(16);
        for (int i = 0; i < 16; i++) {
            id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return id.toString();
    }
}
