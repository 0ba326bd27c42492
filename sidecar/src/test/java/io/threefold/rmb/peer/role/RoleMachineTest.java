package io.threefold.rmb.peer.role;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class RoleMachineTest {
    private static final Duration SETTLED = Duration.ofSeconds(30);

    private static RoleSimulation simulation(long seed, String... relays) {
        return new RoleSimulation(seed, RoleSettings.defaults(), relays);
    }

    private static void startSome(RoleSimulation simulation, int pods) {
        for (int i = 0; i < pods; i++) {
            simulation.start("p" + i);
            simulation.run(Duration.ofMillis(simulation.random.nextInt(300)));
        }
    }

    /** Some may take in the same instant; that has to be over soon. */
    private static void electionEnds(RoleSimulation simulation, int most) {
        var changes = simulation.took.size();
        simulation.run(Duration.ofSeconds(10));
        assertThat(simulation.took.size() - changes).as("%s", simulation).isLessThanOrEqualTo(most);
        simulation.untilLed(Duration.ofSeconds(5));
    }

    private static void staysFor(RoleSimulation simulation, Duration time) {
        var changes = simulation.took.size();
        var leader = simulation.primaries().getFirst();
        simulation.run(time);
        assertThat(simulation.took).as("%s", simulation).hasSize(changes);
        assertThat(simulation.primaries()).containsExactly(leader);
        assertThat(simulation.led()).as("%s", simulation).isTrue();
    }

    @Property(tries = 300)
    void oneLeaderAndNoFlapping(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 12) int pods,
            @ForAll @IntRange(min = 1, max = 4) int relays) {
        var simulation = simulation(seed, "a", "b", "c", "d");
        while (simulation.relays.size() > relays) {
            simulation.relays.pollLastEntry();
        }
        startSome(simulation, pods);
        simulation.untilLed(SETTLED);
        electionEnds(simulation, 3);
        staysFor(simulation, Duration.ofMinutes(5));
    }

    @Property(tries = 300)
    void oneLeaderOnRelaysThatEndBothConnections(@ForAll long seed, @ForAll @IntRange(min = 2, max = 12) int pods) {
        var simulation = simulation(seed, "a", "b");
        simulation.relays.values().forEach(r -> r.endsBoth = true);
        startSome(simulation, pods);
        simulation.untilLed(Duration.ofSeconds(60));
        electionEnds(simulation, 3);
        staysFor(simulation, Duration.ofMinutes(5));
    }

    @Property(tries = 200)
    void oneLeaderOnRelaysWithoutFailFast(@ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int pods) {
        var simulation = simulation(seed, "a", "b");
        simulation.relays.values().forEach(r -> r.failFast = false);
        startSome(simulation, pods);
        simulation.untilLed(Duration.ofSeconds(60));
        electionEnds(simulation, 6);
        staysFor(simulation, Duration.ofMinutes(5));
    }

    @Property(tries = 200)
    void oneLeaderWhenMessagesGetLost(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 8) int pods,
            @ForAll @IntRange(min = 1, max = 30) int percent) {
        var simulation = simulation(seed, "a", "b");
        simulation.loss = percent / 100.0;
        startSome(simulation, pods);
        simulation.run(Duration.ofMinutes(2));
        simulation.loss = 0;
        simulation.run(SETTLED);
        staysFor(simulation, Duration.ofMinutes(5));
    }

    @Property(tries = 300)
    void followsAKilledLeaderWithinFiveSeconds(
            @ForAll long seed,
            @ForAll @IntRange(min = 2, max = 12) int pods,
            @ForAll boolean noticed,
            @ForAll boolean endsBoth) {
        var simulation = simulation(seed, "a", "b");
        simulation.relays.values().forEach(r -> r.endsBoth = endsBoth);
        startSome(simulation, pods);
        simulation.untilLed(Duration.ofSeconds(60));
        simulation.run(Duration.ofSeconds(40));
        simulation.primaries().getFirst().kill(noticed);
        var time = simulation.untilLed(SETTLED);
        if (noticed || !endsBoth) {
            assertThat(time).as("%s", simulation).isLessThan(Duration.ofSeconds(5));
        }
        electionEnds(simulation, 3);
        staysFor(simulation, Duration.ofMinutes(2));
    }

    @Property(tries = 300)
    void followsACleanStopWithinOneSecond(
            @ForAll long seed, @ForAll @IntRange(min = 2, max = 12) int pods, @ForAll boolean endsBoth) {
        var simulation = simulation(seed, "a", "b", "c");
        simulation.relays.values().forEach(r -> r.endsBoth = endsBoth);
        startSome(simulation, pods);
        simulation.untilLed(Duration.ofSeconds(60));
        simulation.run(Duration.ofSeconds(40));
        simulation.primaries().getFirst().stop();
        assertThat(simulation.untilLed(SETTLED)).as("%s", simulation).isLessThan(Duration.ofSeconds(1));
        electionEnds(simulation, 3);
        staysFor(simulation, Duration.ofMinutes(2));
    }

    @Property(tries = 200)
    void aRollingUpdateChangesTheLeaderOnlyWhenItStops(
            @ForAll long seed, @ForAll @IntRange(min = 2, max = 6) int pods, @ForAll boolean endsBoth) {
        var simulation = simulation(seed, "a", "b");
        simulation.relays.values().forEach(r -> r.endsBoth = endsBoth);
        startSome(simulation, pods);
        simulation.untilLed(Duration.ofSeconds(60));
        simulation.run(Duration.ofSeconds(30));
        var before = simulation.took.size();
        for (int i = 0; i < pods; i++) {
            simulation.start("new" + i);
            simulation.run(Duration.ofSeconds(4 + simulation.random.nextInt(6)));
            simulation.pods.get("p" + i).stop();
            simulation.run(Duration.ofSeconds(1 + simulation.random.nextInt(3)));
        }
        simulation.untilLed(SETTLED);
        assertThat(simulation.took.size() - before).as("%s", simulation).isLessThanOrEqualTo(2);
        staysFor(simulation, Duration.ofMinutes(2));
    }

    @Property(tries = 200)
    void aLostRelayDoesNotChangeTheLeader(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 6) int pods,
            @ForAll boolean first,
            @ForAll boolean endsBoth) {
        var simulation = simulation(seed, "a", "b");
        simulation.relays.values().forEach(r -> r.endsBoth = endsBoth);
        startSome(simulation, pods);
        simulation.untilLed(Duration.ofSeconds(60));
        simulation.run(Duration.ofSeconds(40));
        var leader = simulation.primaries().getFirst();
        var lost = simulation.relays.get(first ? "a" : "b");
        lost.down();
        simulation.run(Duration.ofSeconds(20));
        assertThat(simulation.primaries()).containsExactly(leader);
        lost.comeUp();
        simulation.untilLed(SETTLED);
        if (!first) {
            assertThat(simulation.primaries()).containsExactly(leader);
        }
        electionEnds(simulation, 3);
        staysFor(simulation, Duration.ofMinutes(2));
    }

    /** A pod that cannot reach the first relay yields to the one that holds it. */
    @Property(tries = 200)
    void theHolderOfTheFirstRelayTakesTheRest(@ForAll long seed, @ForAll @IntRange(min = 0, max = 4) int others) {
        var simulation = simulation(seed, "a", "b");
        var cut = simulation.pods;
        var half = simulation.new Pod("half", RoleSettings.defaults());
        half.unreachable.add("a");
        cut.put("half", half);
        half.start();
        simulation.run(Duration.ofSeconds(10));
        assertThat(half.machine.role()).isEqualTo(Role.PRIMARY);
        for (int i = 0; i <= others; i++) {
            simulation.start("p" + i);
        }
        simulation.untilLed(SETTLED);
        assertThat(half.machine.role()).isEqualTo(Role.STANDBY);
        electionEnds(simulation, 3);
        staysFor(simulation, Duration.ofMinutes(2));
    }

    @Property(tries = 20)
    void askingStaysCheap(@ForAll long seed) {
        var simulation = simulation(seed, "a", "b");
        startSome(simulation, 30);
        simulation.untilLed(SETTLED);
        simulation.run(Duration.ofMinutes(2));
        simulation.asks = 0;
        simulation.run(Duration.ofMinutes(1));
        // The sum of 60 / k for k = 1 to 30 is 240; the leader's own checks come on top.
        assertThat(simulation.asks).isLessThan(300);
    }
}
