package io.threefold.rmb.peer.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.threefold.rmb.peer.link.InboundFrame;
import io.threefold.rmb.protocol.envelope.Address;
import io.threefold.rmb.protocol.envelope.Envelope;
import io.threefold.rmb.protocol.envelope.EnvelopeCodec;
import io.threefold.rmb.protocol.envelope.EnvelopeSigning;
import io.threefold.rmb.protocol.envelope.Message;
import io.threefold.rmb.protocol.envelope.Payload;
import io.threefold.rmb.protocol.identity.Identity;
import io.threefold.rmb.protocol.identity.KeyType;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Hostile frames against a flow whose store only remembers. */
class IncomingTest {
    private static final long NOW = 1_700_000_000;
    private final Identity alice = Identity.fromSecret("//Alice".getBytes(UTF_8), KeyType.ED25519);
    private final Identity bob = Identity.fromSecret("//Bob".getBytes(UTF_8), KeyType.ED25519);
    private final FakeRegistry registry = new FakeRegistry();
    private final FakeNetwork network = new FakeNetwork();
    private final MessageFlow flow = flow();

    private MessageFlow flow() {
        registry.put(7, alice, true);
        registry.put(42, bob, true);
        return new MessageFlow(
                new MessageFlow.Parts(
                        FlowSettings.DEFAULT,
                        bob,
                        Address.of(42),
                        registry,
                        network.links(),
                        new FakeStore(),
                        new StandardCommands("1"),
                        FlowObserver.NONE,
                        InstantSource.fixed(Instant.ofEpochSecond(NOW))),
                2);
    }

    @AfterEach
    void stop() {
        flow.stop();
        network.close();
    }

    @Test
    void framesThatComeBeforeTheOutboxIsKnownAgainWaitInOrder() {
        var early = flow.accept(new InboundFrame("relay.test", good(), Instant.ofEpochSecond(NOW)));
        assertThat(early.toCompletableFuture()).isNotDone();
        flow.start();
        early.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
        assertThat(flow.stats().counts().get(FlowCount.REQUESTS_DELIVERED)).isEqualTo(1);
    }

    private void take(ByteString bytes) {
        flow.accept(new InboundFrame("relay.test", bytes, Instant.ofEpochSecond(NOW)))
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    private ByteString good() {
        Envelope envelope = new Envelope(
                "uid",
                "tag",
                NOW,
                60,
                Address.of(7),
                new Address(42, "session"),
                new Message.Request("work"),
                null,
                "application/json",
                null,
                new Payload.Plain(ByteString.copyFromUtf8("{}")),
                List.of("relay"));
        return EnvelopeCodec.encodeToByteString(EnvelopeSigning.sign(envelope, alice::signTagged));
    }

    @Test
    void everyFrameIsSettledWhateverItsBytes() {
        flow.start();
        Random random = new Random(1);
        byte[] template = good().toByteArray();
        for (int i = 0; i < 3_000; i++) {
            byte[] mutant = template.clone();
            int changes = 1 + random.nextInt(4);
            for (int j = 0; j < changes; j++) {
                mutant[random.nextInt(mutant.length)] = (byte) random.nextInt();
            }
            int length = random.nextInt(10) == 0 ? random.nextInt(mutant.length) : mutant.length;
            take(ByteString.copyFrom(mutant, 0, length));
        }
        take(good());
        FlowStats stats = flow.stats();
        assertThat(stats.rejections().get(Rejection.INTERNAL)).isZero();
        assertThat(stats.rejections().get(Rejection.UNDECODABLE)).isPositive();
        assertThat(stats.rejections().get(Rejection.BAD_SIGNATURE)).isPositive();
        assertThat(stats.counts().get(FlowCount.REQUESTS_DELIVERED)).isPositive();
    }

    @Test
    void anOversizedEnvelopeIsRefusedBeforeItIsRead() {
        flow.start();
        take(ByteString.copyFrom(new byte[3 << 20]));
        assertThat(flow.stats().rejections().get(Rejection.UNDECODABLE)).isEqualTo(1);
    }
}
