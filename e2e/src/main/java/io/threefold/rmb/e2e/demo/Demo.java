package io.threefold.rmb.e2e.demo;

import com.google.protobuf.ByteString;
import io.threefold.rmb.e2e.bot.Answer;
import io.threefold.rmb.e2e.bot.Bot;
import io.threefold.rmb.e2e.process.Installation;
import io.threefold.rmb.e2e.process.Ports;
import io.threefold.rmb.e2e.process.RedisProcess;
import io.threefold.rmb.e2e.process.StepFailed;
import io.threefold.rmb.e2e.process.TcpLink;
import io.threefold.rmb.e2e.process.Waiting;
import io.threefold.rmb.e2e.stack.DevTwins;
import io.threefold.rmb.e2e.stack.DevnetProcess;
import io.threefold.rmb.e2e.stack.PeerProcess;
import io.threefold.rmb.protocol.envelope.Challenge;
import io.threefold.rmb.protocol.envelope.Envelope;
import io.threefold.rmb.protocol.envelope.EnvelopeCodec;
import io.threefold.rmb.protocol.envelope.EnvelopeLimits;
import io.threefold.rmb.protocol.envelope.Message;
import io.threefold.rmb.protocol.envelope.Payload;
import io.threefold.rmb.protocol.identity.KeyType;
import io.threefold.rmb.protocol.identity.Signatures;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** The steps of {@code ./rmb demo}, on real processes, real Redis and real sockets. */
final class Demo implements AutoCloseable {
    private static final String COMMAND = "calculator.add";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int SEEN_AT_MOST = 1_000;

    private final Installation installation;
    private final Story story;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final BlockingQueue<byte[]> seenOnTheWire = new LinkedBlockingQueue<>(SEEN_AT_MOST);

    private @Nullable Cast cast;

    /** Who plays, once everything is up. */
    private record Cast(
            DevnetProcess devnet,
            DevTwins.Owned alice,
            DevTwins.Owned bob,
            TcpLink aliceToRelay,
            RedisProcess aliceRedis,
            RedisProcess bobRedis,
            PeerProcess alicePeer,
            PeerProcess bobPeer,
            Bot aliceBot,
            Bot bobBot) {}

    Demo(Installation installation, Story story) {
        this.installation = installation;
        this.story = story;
    }

    void play() {
        Cast players = setUp();
        cast = players;
        players.bobBot().serve(COMMAND, Demo::add);
        story.step("Alice's app asks Bob's app: Redis in, Redis out", () -> ask(players));
        story.step("The relay connection is cut; what was accepted is sent again", () -> cutAndResend(players));
    }

    private Cast setUp() {
        DevnetProcess devnet = story.step("Devnet: a relay and a stand-in chain", () -> {
            DevnetProcess started = keep(DevnetProcess.start(installation, List.of()));
            story.fact("chain", started.chainUrl());
            story.fact("relay", started.relayUrl() + " (domain " + DevnetProcess.DOMAIN + ")");
            return started;
        });
        DevTwins chain = keep(new DevTwins(devnet.chainUrl()));
        List<DevTwins.Owned> twins = story.step("Two twins: extrinsics signed by their own keys, finalized", () -> {
            List<DevTwins.Owned> created =
                    List.of(chain.create("//Alice", KeyType.SR25519), chain.create("//Bob", KeyType.ED25519));
            created.forEach(twin -> story.fact(
                    "twin " + twin.id(),
                    twin.secret() + ", " + twin.keyType() + ", "
                            + twin.account().toSs58()));
            return created;
        });
        return story.step("Two peers, each with a real Redis of its own", () -> startPeers(devnet, chain, twins));
    }

    private Cast startPeers(DevnetProcess devnet, DevTwins chain, List<DevTwins.Owned> twins) {
        TcpLink wire = keep(TcpLink.to(devnet.relayPort(), () -> new WireTap(seenOnTheWire::offer)));
        RedisProcess aliceRedis = redis("alice");
        RedisProcess bobRedis = redis("bob");
        PeerProcess alicePeer = peer("alice", twins.get(0), aliceRedis, devnet, "ws://127.0.0.1:" + wire.port());
        PeerProcess bobPeer = peer("bob", twins.get(1), bobRedis, devnet, devnet.relayUrl());
        alicePeer.awaitReady();
        bobPeer.awaitReady();
        story.fact("alice", "app → " + aliceRedis.url() + " → peer " + alicePeer.managementUrl() + "/status");
        story.fact("bob", "app → " + bobRedis.url() + " → peer " + bobPeer.managementUrl() + "/status");
        twins.forEach(twin -> chain.awaitRegistered(twin.id()));
        story.fact("registered", "the chain has each twin's relay and encryption key");
        return new Cast(
                devnet,
                twins.get(0),
                twins.get(1),
                wire,
                aliceRedis,
                bobRedis,
                alicePeer,
                bobPeer,
                keep(new Bot(aliceRedis.url())),
                keep(new Bot(bobRedis.url())));
    }

    private RedisProcess redis(String who) {
        return keep(RedisProcess.start("redis-" + who, installation.work().resolve("redis-" + who), Ports.free()));
    }

    private PeerProcess peer(
            String who, DevTwins.Owned twin, RedisProcess redis, DevnetProcess devnet, String relayUrl) {
        return keep(PeerProcess.launch(
                installation,
                new PeerProcess.Options(
                        "peer-" + who,
                        twin.secret(),
                        twin.keyType(),
                        redis.url(),
                        List.of(devnet.chainUrl()),
                        List.of(DevnetProcess.DOMAIN + "=" + relayUrl),
                        List.of())));
    }

    private void ask(Cast players) {
        // The first message pays for look-ups and cold code; the one that is shown should not.
        players.aliceBot().call(players.bob().id(), COMMAND, sum(0, 0), PATIENCE);
        seenOnTheWire.clear();
        long begin = System.nanoTime();
        Answer answer = players.aliceBot().call(players.bob().id(), COMMAND, sum(19, 23), PATIENCE);
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        story.fact(
                "request",
                "LPUSH msgbus.system.local  cmd " + COMMAND + ", dst "
                        + players.bob().id() + ", dat " + text(sum(19, 23)));
        describe(players, awaitRequestOnTheWire());
        expectAnswer(answer, players, "42");
        story.fact("round trip", Story.millis(took) + ", from app to app and back");
    }

    private Envelope awaitRequestOnTheWire() {
        List<Envelope> found = new ArrayList<>();
        Waiting.until(
                PATIENCE,
                () -> {
                    byte[] bytes = seenOnTheWire.poll();
                    while (bytes != null && found.isEmpty()) {
                        Envelope envelope = EnvelopeCodec.decode(bytes, EnvelopeLimits.DEFAULT);
                        if (envelope.message() instanceof Message.Request) {
                            found.add(envelope);
                        }
                        bytes = seenOnTheWire.poll();
                    }
                    return !found.isEmpty();
                },
                () -> "no request was seen on the wire between Alice's peer and the relay");
        return found.getFirst();
    }

    private void describe(Cast players, Envelope envelope) {
        byte[] challenge = Challenge.of(envelope);
        ByteString signature = envelope.signature();
        if (signature == null
                || !Signatures.verifyTagged(players.alice().account(), challenge, signature.toByteArray())) {
            throw new StepFailed("the request on the wire carries no valid signature of twin "
                    + players.alice().id());
        }
        story.fact(
                "signed",
                "challenge " + hex(challenge) + ", " + signature.size() + " bytes, "
                        + players.alice().keyType() + ": verifies with twin "
                        + players.alice().id() + "'s account");
        if (!(envelope.payload() instanceof Payload.Cipher cipher)) {
            throw new StepFailed("the request went over the wire in plain text although twin "
                    + players.bob().id() + " has an encryption key on the chain");
        }
        story.fact(
                "encrypted",
                cipher.bytes().size() + " bytes AES-256-GCM, all the relay sees: "
                        + hex(cipher.bytes().substring(0, 20).toByteArray()) + "…");
    }

    private void expectAnswer(Answer answer, Cast players, String expected) {
        Answer.Failure error = answer.error();
        if (error != null) {
            throw new StepFailed("Bob's answer is an error: " + error.code() + " " + error.message());
        }
        if (!text(answer.data()).equals(expected)
                || !answer.source().equals(Long.toString(players.bob().id()))) {
            throw new StepFailed("expected " + expected + " from twin "
                    + players.bob().id() + ", got " + text(answer.data()) + " from " + answer.source());
        }
        story.fact("answer", text(answer.data()) + " from twin " + answer.source() + ", signed and encrypted likewise");
    }

    private void cutAndResend(Cast players) {
        int many = 20;
        String returnList = "demo.burst";
        for (int i = 0; i < many; i++) {
            if (i == many / 2) {
                players.aliceToRelay().cut();
                story.line("… cut, with requests under way; ten more are accepted meanwhile");
            }
            players.aliceBot()
                    .send(Bot.requestJson(
                            List.of(players.bob().id()),
                            COMMAND,
                            sum(i, 1),
                            Duration.ofSeconds(60),
                            Integer.toString(i),
                            returnList,
                            null));
        }
        Waiting.until(PATIENCE, () -> !players.alicePeer().ready(), () -> "the peer did not notice the cut");
        story.fact("status", "the peer says: not ready");
        long begin = System.nanoTime();
        players.aliceToRelay().mend();
        List<Answer> answers = players.aliceBot().awaitAnswers(returnList, many, Duration.ofSeconds(40));
        long refs = answers.stream().map(Answer::ref).distinct().count();
        boolean clean = answers.stream().allMatch(answer -> answer.error() == null);
        if (refs != many || !clean) {
            throw new StepFailed("of " + many + " requests " + refs + " got an outcome; without error: " + clean);
        }
        story.fact(
                "answers",
                many + " of " + many + ", each exactly once, "
                        + Story.millis(Duration.ofNanos(System.nanoTime() - begin)) + " after the wire was mended");
    }

    void explainWhatToType() {
        Cast players = cast;
        if (players == null) {
            throw new IllegalStateException("nothing is running yet");
        }
        String request = Bot.requestJson(
                List.of(players.bob().id()), COMMAND, sum(2, 3), Duration.ofSeconds(300), "my-ref", "my.replies", null);
        story.title("\nStill running. To play:");
        story.line("redis-cli -p " + players.aliceRedis().port() + " LPUSH msgbus.system.local '" + request + "'");
        story.line("redis-cli -p " + players.aliceRedis().port() + " BRPOP my.replies 10");
        story.line("curl -s " + players.alicePeer().managementUrl() + "/status");
        story.line("curl -s " + players.alicePeer().managementUrl() + "/q/metrics | grep ^rmb_");
        story.line("chain for polkadot.js: " + players.devnet().chainUrl());
        story.line("Ctrl-C ends everything.");
    }

    /** Ends everything in order and tells what did not end well. */
    void stop() {
        story.step("Everything stops, each process by SIGTERM", () -> {
            Cast players = cast;
            if (players != null) {
                List.of(players.alicePeer(), players.bobPeer()).forEach(peer -> {
                    int code = peer.process().stop();
                    if (code != 0 && code != 143) {
                        throw new StepFailed(peer.process().name() + " ended with exit code " + code);
                    }
                });
            }
            close();
        });
    }

    private <T extends AutoCloseable> T keep(T part) {
        parts.push(part);
        return part;
    }

    private static byte[] add(byte[] request) {
        String[] numbers = text(request).replaceAll("[^0-9,]", "").split(",", -1);
        return Integer.toString(Integer.parseInt(numbers[0]) + Integer.parseInt(numbers[1]))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] sum(int a, int b) {
        return ("{\"a\":" + a + ",\"b\":" + b + "}").getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                story.line("while stopping: " + e.getMessage());
            }
        }
    }
}
