package io.threefold.rmb.e2e.delivery;

import io.threefold.rmb.e2e.process.Ports;
import io.threefold.rmb.e2e.process.RedisProcess;
import io.threefold.rmb.e2e.process.TcpLink;
import io.threefold.rmb.e2e.process.Waiting;
import io.threefold.rmb.e2e.stack.DevTwins;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Two relay processes of one domain on one Redis, behind a balancer as in a cluster, and a third relay of another domain: what
 * breaks on the relays' side. (One peer cannot be given two URLs of one domain: there they would displace each other.)
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RelayDeliveryTest {
    private static final int MANY = 600;
    private static final String ONE = "one.test";
    private static final String TWO = "two.test";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Stage stage;
    private RedisProcess redis;
    private RelayProcess first;
    private RelayProcess second;
    private RelayProcess other;
    private TcpLink toFirst;
    private TcpLink toSecond;
    private Site alice;
    private Site bob;
    private Site carol;

    @BeforeAll
    void start() {
        stage = new Stage("relay");
        redis = stage.redis("relays");
        RedisProcess otherRedis = stage.redis("other-relay");
        int port = Ports.free();
        int port2 = Ports.free();
        int port3 = Ports.free();
        first = relay("relay-1", port, ONE, redis, TWO + "=http://127.0.0.1:" + port3);
        second = relay("relay-2", port2, ONE, redis, TWO + "=http://127.0.0.1:" + port3);
        other = relay("relay-3", port3, TWO, otherRedis, ONE + "=http://127.0.0.1:" + port2);
        DevTwins.Owned aliceTwin = stage.twin("Alice");
        DevTwins.Owned bobTwin = stage.twin("Bob");
        DevTwins.Owned carolTwin = stage.twin("Charlie");
        List.of(first, second, other).forEach(RelayProcess::awaitListening);
        toFirst = stage.keep(TcpLink.toFirstOf(List.of(port, port2)));
        toSecond = stage.keep(TcpLink.toFirstOf(List.of(port2, port)));
        alice = stage.site("alice", aliceTwin, ONE + "=ws://127.0.0.1:" + toFirst.port());
        bob = stage.site("bob", bobTwin, ONE + "=ws://127.0.0.1:" + toSecond.port());
        carol = stage.site("carol", carolTwin, TWO + "=ws://127.0.0.1:" + port3);
        List.of(alice, bob, carol).forEach(site -> site.peer().awaitReady());
        stage.twins().awaitRegistered(aliceTwin.id(), ONE);
        stage.twins().awaitRegistered(bobTwin.id(), ONE);
        stage.twins().awaitRegistered(carolTwin.id(), TWO);
    }

    private RelayProcess relay(String name, int port, String domain, RedisProcess its, String route) {
        return stage.keep(RelayProcess.launch(
                stage.installation(), name, port, domain, its.url(), stage.chainUrl(), "--route", route));
    }

    @AfterAll
    void stop() {
        if (stage != null) {
            stage.close();
        }
    }

    @Test
    void oneOfTwoRelayProcessesKilledLosesNothing() {
        reconnectToOwnProcess(alice, toFirst);
        reconnectToOwnProcess(bob, toSecond);
        Traffic there = Traffic.start(alice, bob, "one of two relay processes SIGKILLed, to", MANY);
        Traffic back = Traffic.start(bob, alice, "one of two relay processes SIGKILLed, fro", MANY);
        there.awaitOutcomes(MANY / 4);
        first.kill();
        there.finish();
        back.finish();
        first.startAgain();
    }

    /** Peers stay where they are after a fail-over; a new connection goes to the preferred process again. */
    private static void reconnectToOwnProcess(Site site, TcpLink link) {
        link.cut();
        Waiting.until(PATIENCE, () -> !site.peer().ready(), () -> "the peer did not notice the cut");
        link.mend();
        site.peer().awaitReady();
    }

    @Test
    void killedAndRestartedRelaysLoseNothing() {
        Traffic there = Traffic.start(alice, bob, "all relay processes SIGKILLed and restarted, to", MANY);
        Traffic back = Traffic.start(bob, alice, "all relay processes SIGKILLed and restarted, fro", MANY);
        there.awaitOutcomes(MANY / 4);
        first.kill();
        second.kill();
        first.startAgain();
        second.startAgain();
        there.finish();
        back.finish();
    }

    @Test
    void restartedRedisOfTheRelaysLosesNothing() {
        Traffic there = Traffic.start(alice, bob, "the relays' Redis restarted, to", MANY);
        Traffic back = Traffic.start(bob, alice, "the relays' Redis restarted, fro", MANY);
        there.awaitOutcomes(MANY / 4);
        redis.restart();
        there.finish();
        back.finish();
    }

    @Test
    void federatedRelaysPassOnBothWaysAndLoseNothingWhenOneIsKilled() {
        Traffic there = Traffic.start(alice, carol, "two domains, one relay SIGKILLed and restarted, to", MANY);
        Traffic back = Traffic.start(carol, alice, "two domains, one relay SIGKILLed and restarted, fro", MANY);
        there.awaitOutcomes(MANY / 4);
        back.awaitOutcomes(MANY / 4);
        other.kill();
        other.startAgain();
        there.finish();
        back.finish();
    }
}
