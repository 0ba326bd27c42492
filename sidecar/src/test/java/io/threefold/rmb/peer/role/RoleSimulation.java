package io.threefold.rmb.peer.role;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Pods and relays in made-up time: a discrete-event simulation of DESIGN §5 with delays, losses and unkind relays. */
final class RoleSimulation {
    static final long MS = 1_000_000L;
    static final long SECOND = 1000 * MS;

    private record Event(long at, long order, Runnable task) {}

    /** One relay. */
    final class Relay {
        final String name;
        boolean up = true;
        /** Whether {@code fail-fast} is understood; old relays keep everything. */
        boolean failFast = true;
        /** A displacement ends the newer connection as well, as reference relays do. */
        boolean endsBoth;

        final Map<String, Pod> own = new HashMap<>();
        private Pod holder;
        private long holderConnection;
        private long openAt;
        private final List<Runnable> kept = new ArrayList<>();

        Relay(String name) {
            this.name = name;
        }

        Pod holder() {
            return holder;
        }

        private void take(Pod pod, long connection) {
            if (!up || !pod.alive) {
                later(() -> pod.leadEnded(this, connection));
                return;
            }
            var old = holder;
            var oldConnection = holderConnection;
            holder = pod;
            holderConnection = connection;
            openAt = now + MS + (long) (random.nextDouble() * 29 * MS);
            at(openAt, () -> pod.leadOpened(this, connection));
            if (old != null) {
                later(() -> old.leadEnded(this, oldConnection));
                if (endsBoth) {
                    holder = null;
                    after(20 * MS, () -> pod.leadEnded(this, connection));
                    return;
                }
            }
            var waiting = List.copyOf(kept);
            kept.clear();
            waiting.forEach(Runnable::run);
        }

        private void leave(long connection) {
            if (holderConnection == connection) {
                holder = null;
            }
        }

        private void ask(Pod from, String uid) {
            if (!up || lost()) {
                return;
            }
            if (holder != null) {
                var to = holder;
                var connection = holderConnection;
                // Through the socket that opened: never before it did.
                at(Math.max(now + 5 * MS, openAt), () -> to.asked(this, connection, uid, from));
            } else if (failFast) {
                later(() -> from.event(() -> from.machine.failed(name, uid, true, now)));
            } else if (kept.size() < 100) {
                kept.add(() -> ask(from, uid));
            }
        }

        void down() {
            up = false;
            holder = null;
            for (var pod : List.copyOf(own.values())) {
                own.remove(pod.name);
                later(() -> pod.relayLost(this));
            }
        }

        void comeUp() {
            up = true;
            pods.values().forEach(p -> later(() -> p.connect(this)));
        }
    }

    /** One peer with a session id. */
    final class Pod implements RoleEffects {
        final String name;
        final long startedAt = now;
        final RoleMachine machine;
        boolean alive = true;
        private final Map<String, Long> connections = new HashMap<>();
        private long wake;
        final Set<String> unreachable = new HashSet<>();

        Pod(String name, RoleSettings settings) {
            this.name = name;
            this.machine = new RoleMachine(settings, name, this, random::nextDouble, () -> "u" + ++uids);
        }

        void start() {
            event(() -> machine.relays(new TreeSet<>(relays.keySet()), Set.of(), now));
            relays.values().forEach(this::connect);
        }

        void connect(Relay relay) {
            if (alive && relay.up && !unreachable.contains(relay.name)) {
                relay.own.put(name, this);
                event(() -> machine.ownOpened(relay.name, now));
            }
        }

        void relayLost(Relay relay) {
            event(() -> machine.ownEnded(relay.name, now));
            var connection = connections.get(relay.name);
            if (connection != null) {
                leadEnded(relay, connection);
            }
        }

        /** Dies without a word; the relay's kernel notices at once, or never. */
        void kill(boolean noticed) {
            alive = false;
            for (var relay : relays.values()) {
                relay.own.remove(name);
                if (noticed && relay.holder == this) {
                    relay.holder = null;
                }
            }
        }

        void stop() {
            event(() -> machine.stop(now));
            after(500 * MS, () -> kill(true));
        }

        void event(Runnable task) {
            if (!alive) {
                return;
            }
            var before = machine.role();
            task.run();
            machine.tick(now);
            if (machine.role() != before && machine.role() == Role.PRIMARY) {
                took.add(name);
                times.add(now / MS);
            }
            var at = Math.max(machine.wakeAt(now), now + MS);
            var number = ++wake;
            at(at, () -> {
                if (number == wake) {
                    event(() -> {});
                }
            });
        }

        void leadOpened(Relay relay, long connection) {
            if (connections.getOrDefault(relay.name, -1L) == connection) {
                event(() -> machine.leadOpened(relay.name, now));
            }
        }

        void leadEnded(Relay relay, long connection) {
            if (connections.getOrDefault(relay.name, -1L) == connection) {
                connections.remove(relay.name);
                event(() -> machine.leadEnded(relay.name, now));
            }
        }

        void asked(Relay relay, long connection, String uid, Pod from) {
            if (connections.getOrDefault(relay.name, -1L) == connection) {
                event(() -> machine.asked(relay.name, uid, from.name, (now - from.startedAt) / SECOND, now));
            }
        }

        @Override
        public void ask(String relay, String uid) {
            asks++;
            later(() -> relays.get(relay).ask(this, uid));
        }

        @Override
        public void answer(String relay, String uid, String session, int rank) {
            toSession(relay, session, to -> to.machine.answered(relay, uid, name, rank, now));
        }

        @Override
        public void handOver(String relay, String uid, String session) {
            toSession(relay, session, to -> to.machine.handedOver(relay, now));
        }

        private void toSession(String relay, String session, java.util.function.Consumer<Pod> what) {
            later(() -> {
                var to = relays.get(relay).own.get(session);
                if (to != null && !lost()) {
                    later(() -> to.event(() -> what.accept(to)));
                }
            });
        }

        @Override
        public void lead(String relay, boolean wanted) {
            if (wanted) {
                var connection = ++this.lastConnection;
                var number = connection * 1000 + Math.floorMod(name.hashCode(), 1000);
                connections.put(relay, number);
                later(() -> relays.get(relay).take(this, number));
            } else {
                var connection = connections.remove(relay);
                if (connection != null) {
                    later(() -> relays.get(relay).leave(connection));
                }
            }
        }

        private long lastConnection;

        @Override
        public void changed() {}
    }

    final Random random;
    final TreeMap<String, Relay> relays = new TreeMap<>();
    final Map<String, Pod> pods = new LinkedHashMap<>();
    final List<String> took = new ArrayList<>();
    final List<Long> times = new ArrayList<>();
    long asks;
    double loss;
    long now = -5 * SECOND;
    private long uids;
    private long order;
    private final RoleSettings settings;
    private final PriorityQueue<Event> events = new PriorityQueue<>(
            (a, b) -> a.at() != b.at() ? Long.compare(a.at(), b.at()) : Long.compare(a.order(), b.order()));

    RoleSimulation(long seed, RoleSettings settings, String... relays) {
        this.random = new Random(seed);
        this.settings = settings;
        for (var name : relays) {
            this.relays.put(name, new Relay(name));
        }
    }

    Pod start(String name) {
        var pod = new Pod(name, settings);
        pods.put(name, pod);
        pod.start();
        return pod;
    }

    void run(Duration time) {
        var end = now + time.toNanos();
        while (!events.isEmpty() && events.peek().at() <= end) {
            var event = events.remove();
            now = event.at();
            event.task().run();
        }
        now = end;
    }

    /** Runs until there is exactly one leader that holds all relays that are up; how long that took. */
    Duration untilLed(Duration atMost) {
        var begun = now;
        while (!led()) {
            if (now - begun > atMost.toNanos()) {
                throw new AssertionError("no leader after " + atMost + ": " + this);
            }
            run(Duration.ofMillis(10));
        }
        return Duration.ofNanos(now - begun);
    }

    List<Pod> primaries() {
        return pods.values().stream()
                .filter(p -> p.alive && p.machine.role() == Role.PRIMARY)
                .toList();
    }

    boolean led() {
        var primaries = primaries();
        if (primaries.size() != 1) {
            return false;
        }
        var primary = primaries.getFirst();
        return relays.values().stream()
                .filter(r -> r.up)
                .allMatch(r -> r.holder == primary && primary.machine.leads().contains(r.name));
    }

    void at(long time, Runnable task) {
        events.add(new Event(time, order++, task));
    }

    void after(long delay, Runnable task) {
        at(now + delay, task);
    }

    /** A hop over the network: 1 to 30 ms. */
    private void later(Runnable task) {
        after(MS + (long) (random.nextDouble() * 29 * MS), task);
    }

    private boolean lost() {
        return random.nextDouble() < loss;
    }

    @Override
    public String toString() {
        var text = new StringBuilder("t=" + now / MS + "ms took=" + took + " at " + times);
        relays.values()
                .forEach(r ->
                        text.append(" ").append(r.name).append("=").append(r.holder == null ? "-" : r.holder.name));
        pods.values()
                .forEach(p -> text.append(" ")
                        .append(p.name)
                        .append(":")
                        .append(p.alive ? p.machine.role() + "" + p.machine.leads() : "dead"));
        return text.toString();
    }
}
