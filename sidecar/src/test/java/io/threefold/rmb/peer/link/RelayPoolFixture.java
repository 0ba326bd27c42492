package io.threefold.rmb.peer.link;

import io.threefold.rmb.protocol.envelope.Address;
import io.threefold.rmb.protocol.envelope.Envelope;
import io.threefold.rmb.protocol.envelope.Message;
import io.threefold.rmb.protocol.identity.Identity;
import io.threefold.rmb.protocol.identity.KeyType;
import io.threefold.rmb.protocol.relay.RelayUrl;
import io.threefold.rmb.protocol.token.RelayToken;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A twin, its relays and pools for tests; closes everything. */
final class RelayPoolFixture implements AutoCloseable {
    static final long TWIN = 7;
    static final Address OTHER = Address.of(8);

    final Vertx vertx = Vertx.vertx();
    final Identity identity =
            Identity.fromSecret(("0x" + "17".repeat(32)).getBytes(StandardCharsets.US_ASCII), KeyType.ED25519);
    final List<InboundFrame> inbound = Collections.synchronizedList(new ArrayList<>());
    volatile InboundSink sink = frame -> {
        inbound.add(frame);
        return CompletableFuture.completedFuture(null);
    };
    private final List<AutoCloseable> closeables = new ArrayList<>();

    /** Short waits where the defaults would make a test slow. */
    static LinkSettings settings() {
        return LinkSettings.defaults()
                .with(new LinkSettings.Times(
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(40),
                        Duration.ofSeconds(10),
                        Duration.ofMillis(10),
                        Duration.ofMillis(50),
                        Duration.ofMillis(400),
                        Duration.ZERO));
    }

    ScriptedRelay relay(String domain) throws Exception {
        return relay(domain, new HttpServerOptions());
    }

    ScriptedRelay relay(String domain, HttpServerOptions options) throws Exception {
        var relay = new ScriptedRelay(vertx, domain, identity.account(), options);
        closeables.add(relay);
        return relay;
    }

    RelayPool pool(LinkSettings settings, String session, RelayUrl... relays) {
        return pool(settings, session, InstantSource.system(), LinkObserver.NONE, relays);
    }

    RelayPool pool(
            LinkSettings settings, String session, InstantSource clock, LinkObserver observer, RelayUrl... relays) {
        TokenSource tokens = sid -> RelayToken.issue(
                TWIN, sid, System.currentTimeMillis() / 1000, RelayToken.DEFAULT_TTL_SECONDS, identity::signTagged);
        var pool = new RelayPool(
                vertx, settings, new LinkIdentity(TWIN, session, tokens), clock, f -> sink.accept(f), observer);
        closeables.addFirst(() -> pool.stop(Duration.ZERO).toCompletableFuture().get(10, TimeUnit.SECONDS));
        pool.setRelays(List.of(relays));
        return pool;
    }

    static OutgoingFrame frame(String uid, Address from, Address to, String... preferred) {
        var envelope = Envelope.of(uid, from, to, new Message.Request("test.cmd"), 300)
                .withTimes(System.currentTimeMillis() / 1000, 300);
        return new OutgoingFrame(
                uid,
                to,
                ScriptedRelay.bytes(envelope),
                new TreeSet<>(List.of(preferred)),
                Instant.now().plusSeconds(30));
    }

    static OutgoingFrame frame(String uid, String... preferred) {
        return frame(uid, Address.of(TWIN), OTHER, preferred);
    }

    static Confirmation get(java.util.concurrent.CompletionStage<Confirmation> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws Exception {
        for (var closeable : closeables) {
            closeable.close();
        }
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
