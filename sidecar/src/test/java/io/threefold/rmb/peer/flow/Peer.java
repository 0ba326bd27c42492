package io.threefold.rmb.peer.flow;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.threefold.rmb.peer.store.RedisStore;
import io.threefold.rmb.peer.store.StoreKeys;
import io.threefold.rmb.peer.store.StoreSettings;
import io.threefold.rmb.peer.store.TestRedis;
import io.threefold.rmb.protocol.envelope.Address;
import io.threefold.rmb.protocol.identity.Identity;
import io.threefold.rmb.protocol.identity.KeyType;
import io.threefold.rmb.protocol.queue.IncomingRequest;
import io.threefold.rmb.protocol.queue.IncomingResponse;
import io.threefold.rmb.protocol.queue.OutgoingRequest;
import io.threefold.rmb.protocol.queue.OutgoingResponse;
import io.threefold.rmb.protocol.queue.QueueCodec;
import io.threefold.rmb.protocol.queue.QueueRead;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A message flow on a real Redis and a fake network, and the local programs around it. */
final class Peer implements AutoCloseable {
    final long twin;
    final TestRedis redis;
    final Identity identity;
    private final FakeNetwork network;
    private final FakeRegistry registry;
    private final InstantSource clock;
    FlowSettings settings = FlowSettings.DEFAULT;
    RedisStore store;
    MessageFlow flow;

    Peer(long twin, String secret, TestRedis redis, FakeNetwork network, FakeRegistry registry, InstantSource clock) {
        this.twin = twin;
        this.redis = redis;
        this.network = network;
        this.registry = registry;
        this.clock = clock;
        this.identity = Identity.fromSecret(secret.getBytes(UTF_8), KeyType.ED25519);
        registry.put(twin, identity, true);
    }

    Peer start() {
        store = RedisStore.open(StoreSettings.of(redis.url()), new StoreKeys(twin, "main"), clock)
                .store()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
        flow = new MessageFlow(
                new MessageFlow.Parts(
                        settings,
                        identity,
                        Address.of(twin),
                        registry,
                        network.links(),
                        store,
                        new StandardCommands("1.2.3"),
                        FlowObserver.NONE,
                        clock),
                2);
        network.join(twin, flow);
        flow.start().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
        return this;
    }

    /** As SIGKILL: nothing is finished or said. */
    void kill() {
        network.leave(twin);
        flow.stop();
        store.close();
    }

    void ask(String command, String ret, String data, long exp, Long... destinations) {
        ask(command, ret, data, exp, null, destinations);
    }

    void ask(String command, String ret, String data, long exp, String tags, Long... destinations) {
        push(
                StoreKeys.LOCAL,
                QueueCodec.DEFAULT.write(new OutgoingRequest(
                        "ref-" + data.substring(0, Math.min(100, data.length())),
                        command,
                        exp,
                        ByteString.copyFromUtf8(data),
                        tags,
                        List.of(destinations),
                        ret,
                        "application/json",
                        clock.millis() / 1000)));
    }

    void push(String list, byte[] json) {
        redis.client().lpush(list, new String(json, UTF_8));
    }

    /** Pops a request as a service, null after the timeout. */
    IncomingRequest pop(String command) {
        var popped = redis.client().brpop(5, StoreKeys.COMMANDS + command);
        if (popped == null) {
            return null;
        }
        var read = QueueCodec.DEFAULT.readIncomingRequest(popped.getValue().getBytes(UTF_8));
        return ((QueueRead.Readable<IncomingRequest>) read).message();
    }

    void answer(IncomingRequest request, String data) {
        push(
                request.replyTo(),
                QueueCodec.DEFAULT.write(new OutgoingResponse(
                        request.ref(),
                        ByteString.copyFromUtf8(data),
                        request.source(),
                        request.schema(),
                        clock.millis() / 1000,
                        null)));
    }

    IncomingResponse outcome(String ret) {
        var popped = redis.client().brpop(10, ret);
        if (popped == null) {
            throw new AssertionError("no outcome on " + ret + ": " + flow.stats() + " "
                    + redis.client().keys("*") + store);
        }
        return read(popped.getValue());
    }

    List<IncomingResponse> outcomes(String ret, int count) {
        List<IncomingResponse> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(outcome(ret));
        }
        return all;
    }

    private static IncomingResponse read(String json) {
        var read = QueueCodec.DEFAULT.readIncomingResponse(json.getBytes(UTF_8));
        return ((QueueRead.Readable<IncomingResponse>) read).message();
    }

    long count(FlowCount what) {
        return flow.stats().counts().get(what);
    }

    long count(Rejection why) {
        return flow.stats().rejections().get(why);
    }

    @Override
    public void close() {
        kill();
    }
}
