package io.threefold.rmb.peer.catalogue;

import io.threefold.rmb.peer.catalogue.Metric.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Every metric of the peer itself; the JVM's own are Micrometer's. */
public final class Metrics {
    private static final List<Metric> DECLARED = new ArrayList<>();
    private static final String DOMAIN = "relay: the registered domain";

    /** Constant 1. */
    public static final Metric INFO =
            gauge("rmb.peer.info", "version", "", "the peer's version", "Always 1; tells the version.");

    /** Redis link. */
    public static final Metric REDIS_CONNECTED =
            gauge("rmb.redis.connected", "", "", "", "1 while the connection to Redis is up.");

    /** Chain link. */
    public static final Metric CHAIN_CONNECTED =
            gauge("rmb.chain.connected", "", "", "", "1 while a node of the chain answers.");

    /** Leads. */
    public static final Metric PRIMARY =
            gauge("rmb.primary", "", "", "", "1 while this peer takes the twin's requests.");

    /** Readiness. */
    public static final Metric READY =
            gauge("rmb.ready", "", "", "", "1 while the peer is connected to Redis and to a relay.");

    /** Liveness of loops. */
    public static final Metric LOOP_SILENCE = gauge(
            "rmb.loop.silence",
            "loop",
            "seconds",
            "loop: the loop's name",
            "Time since a loop of the peer last moved.");

    /** Long polls. */
    public static final Metric STATUS_WAITERS =
            gauge("rmb.status.waiters", "", "", "", "Long polls of /status that are waiting; at most 16.");

    /** Reloads. */
    public static final Metric CONFIG_RELOADS = counter(
            "rmb.config.reloads",
            "result",
            "",
            "result: applied, restart-needed, failed",
            "Changes of configuration, secret or CA file that were noticed.");

    /** Registration. */
    public static final Metric REGISTERED = gauge(
            "rmb.registered",
            "",
            "",
            "",
            "1 when relays and key of the twin on the chain are as configured, 0 when not or unknown.");

    /** Relay session state. */
    public static final Metric RELAY_CONNECTED =
            gauge("rmb.relay.connected", "relay", "", DOMAIN, "1 while our session at this relay is open.");

    /** Relay round trip. */
    public static final Metric RELAY_ROUND_TRIP =
            gauge("rmb.relay.round.trip", "relay", "seconds", DOMAIN, "Last WebSocket ping to pong.");

    /** Clock skew. */
    public static final Metric RELAY_CLOCK_SKEW = gauge(
            "rmb.relay.clock.skew",
            "relay",
            "seconds",
            DOMAIN,
            "The relay's clock minus ours; above 30 s tokens and messages get refused.");

    /** Queue for a relay. */
    public static final Metric RELAY_QUEUED =
            gauge("rmb.relay.queued.frames", "relay", "", DOMAIN, "Frames waiting for this relay.");

    /** In flight. */
    public static final Metric RELAY_IN_FLIGHT = gauge(
            "rmb.relay.unconfirmed.frames", "relay", "", DOMAIN, "Frames written to this relay and not yet confirmed.");

    /** Frames sent. */
    public static final Metric RELAY_SENT =
            counter("rmb.relay.sent.frames", "relay", "", DOMAIN, "Frames written to this relay.");

    /** Bytes sent. */
    public static final Metric RELAY_SENT_BYTES =
            counter("rmb.relay.sent", "relay", "bytes", DOMAIN, "Bytes of these frames.");

    /** Frames received. */
    public static final Metric RELAY_RECEIVED =
            counter("rmb.relay.received.frames", "relay", "", DOMAIN, "Frames delivered by this relay.");

    /** Bytes received. */
    public static final Metric RELAY_RECEIVED_BYTES =
            counter("rmb.relay.received", "relay", "bytes", DOMAIN, "Bytes of these frames.");

    /** Barriers. */
    public static final Metric RELAY_BARRIERS = counter(
            "rmb.relay.barriers", "relay", "", DOMAIN, "Envelope Pings written to learn what the relay has stored.");

    /** Confirmations. */
    public static final Metric RELAY_CONFIRM_TIME = timer(
            "rmb.relay.confirm",
            "relay",
            DOMAIN,
            "From the first write of a batch to its confirmation; the count is batches.");

    /** Confirmed frames. */
    public static final Metric RELAY_CONFIRMED =
            counter("rmb.relay.confirmed.frames", "relay", "", DOMAIN, "Frames that this relay confirmed.");

    /** Lost confirmations. */
    public static final Metric RELAY_UNCONFIRMED = counter(
            "rmb.relay.repeated.frames",
            "relay",
            "",
            DOMAIN,
            "Frames whose connection ended before they were confirmed; they are sent again.");

    /** Not sent. */
    public static final Metric NOT_SENT = counter(
            "rmb.relay.not.sent.frames", "", "", "", "Frames that found no relay before their deadline, or no room.");

    /** Failed connects. */
    public static final Metric RELAY_CONNECT_FAILURES = counter(
            "rmb.relay.connect.failures",
            "relay kind",
            "",
            DOMAIN + "; kind: dns, refused, timeout, tls, proxy, unauthorized, http, other",
            "Attempts to connect to this relay that failed.");

    /** Slowed. */
    public static final Metric RELAY_SLOWED =
            counter("rmb.relay.slowed", "relay", "", DOMAIN, "Times this relay complained about our rate.");

    /** Queue lengths. */
    public static final Metric QUEUE_LENGTH = gauge(
            "rmb.queue.length",
            "queue",
            "",
            "queue: local, reply, outbox, dead-letters, held, window, worst-command",
            "Entries in Redis: requests and answers not yet taken, messages not ended, dead letters, envelopes waiting"
                    + " for the chain, remembered requests, and the longest list of a command.");

    /** Message flow. */
    public static final Metric MESSAGES = counter(
            "rmb.messages",
            "event",
            "",
            "event: requests_taken, answers_taken, recovered, sent, confirmed, unconfirmed, not_sent, retried,"
                    + " outcome_answer, outcome_error, outcome_relay_error, outcome_local_error, outcome_timeout,"
                    + " outcome_undeliverable, late, answers_expired, dead_letters, requests_delivered,"
                    + " built_in_answered, errors_answered, errors_suppressed, held, drained",
            "What happened to messages.");

    /** Rejections. */
    public static final Metric REJECTED = counter(
            "rmb.rejected",
            "reason",
            "",
            "reason: see docs/reference/peer-status.md",
            "Incoming envelopes that went no further.");

    /** Round trips. */
    public static final Metric ROUND_TRIP =
            timer("rmb.request", "", "", "From taking a request from Redis to its answer.");

    /** Requests under way. */
    public static final Metric PENDING = gauge(
            "rmb.pending",
            "kind",
            "",
            "kind: requests, answers, waiting, unconfirmed",
            "Requests waiting for their outcome, answers on their way out, and of both those not sent and not confirmed.");

    /** Memory for payloads. */
    public static final Metric RESIDENT =
            gauge("rmb.pending.payload", "", "bytes", "", "Payload bytes of these kept in memory.");

    /** Twins cached. */
    public static final Metric TWINS_CACHED = gauge("rmb.chain.cached.twins", "", "", "", "Twins kept in memory.");

    /** Role changes. */
    public static final Metric ROLE_CHANGES =
            gauge("rmb.role.changes", "", "", "", "Times this peer began or ceased to take the twin's requests.");

    private Metrics() {}

    /** All of them, in the order of the reference page. */
    public static List<Metric> all() {
        return Collections.unmodifiableList(DECLARED);
    }

    private static Metric gauge(String name, String labels, String unit, String values, String meaning) {
        return declare(name, Kind.GAUGE, labels, unit, values, meaning);
    }

    private static Metric counter(String name, String labels, String unit, String values, String meaning) {
        return declare(name, Kind.COUNTER, labels, unit, values, meaning);
    }

    private static Metric timer(String name, String labels, String values, String meaning) {
        return declare(name, Kind.TIMER, labels, "seconds", values, meaning);
    }

    private static Metric declare(String name, Kind kind, String labels, String unit, String values, String meaning) {
        List<String> names = labels.isEmpty() ? List.of() : Arrays.asList(labels.split(" "));
        Metric metric = new Metric(name, kind, names, unit, values, meaning);
        DECLARED.add(metric);
        return metric;
    }
}
