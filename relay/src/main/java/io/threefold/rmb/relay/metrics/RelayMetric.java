package io.threefold.rmb.relay.metrics;

import java.util.List;

/**
 * Everything a relay measures. Every metric also carries the label {@code relay}, the relay's first domain, so that several
 * relays can live in one process.
 */
public enum RelayMetric {
    SESSIONS("rmb.relay.sessions", Kind.GAUGE, "Sessions connected to this process."),
    UPGRADES(
            "rmb.relay.upgrades",
            Kind.COUNTER,
            "Attempts to connect, by result: opened, no_token, too_many, twin_unknown, registry, overloaded, store, handshake,"
                    + " or why the token was refused.",
            "result"),
    SESSION_ENDS(
            "rmb.relay.session.ends",
            Kind.COUNTER,
            "Sessions that ended, by reason: gone, displaced, text_frame, undecodable, too_large, dead, store, stopping.",
            "reason"),
    FRAMES("rmb.relay.frames", Kind.COUNTER, "Envelopes received from sessions, by kind of message.", "kind"),
    BYTES_IN("rmb.relay.received.bytes", Kind.COUNTER, "Bytes of envelopes received from sessions."),
    ROUTED(
            "rmb.relay.routed",
            Kind.COUNTER,
            "Envelopes taken, by where they went: connected (a session that is connected), queued (one that is not),"
                    + " federated (another relay's), pong (an answer to a ping).",
            "to"),
    REFUSED(
            "rmb.relay.refused",
            Kind.COUNTER,
            "Envelopes not passed on, by reason, and whether the sender was told (only requests get an Error).",
            "reason",
            "told"),
    DELIVERED(
            "rmb.relay.delivered",
            Kind.COUNTER,
            "Envelopes written to sessions: direct (from memory, right after they were stored) or stream (read from Redis).",
            "from"),
    BYTES_OUT("rmb.relay.sent.bytes", Kind.COUNTER, "Bytes of envelopes written to sessions."),
    ACKNOWLEDGED(
            "rmb.relay.acknowledged",
            Kind.COUNTER,
            "Envelopes deleted because the session proved that it has them: pong, or presumed for a client that never"
                    + " answers WebSocket pings.",
            "by"),
    DROPPED(
            "rmb.relay.stream.dropped",
            Kind.COUNTER,
            "Envelopes lost because a session's stream was full and the policy is to drop the oldest."),
    IN_FLIGHT("rmb.relay.inflight.bytes", Kind.GAUGE, "Bytes received from sessions and not yet stored."),
    PAUSES("rmb.relay.pauses", Kind.COUNTER, "How often reading from a session paused because storing lagged."),
    STORE_TIME("rmb.relay.store.time", Kind.TIMER, "From the receipt of an envelope until it is stored."),
    STORE_FAILURES("rmb.relay.store.failures", Kind.COUNTER, "Envelopes that Redis did not take."),
    REDIS_CONNECTED("rmb.relay.redis.connected", Kind.GAUGE, "1 while the connection to Redis stands."),
    REDIS_UNFINISHED("rmb.relay.redis.unfinished", Kind.GAUGE, "Redis commands under way or waiting."),
    REGISTRY_AVAILABLE(
            "rmb.relay.registry.available", Kind.GAUGE, "1 unless the last look-up of a twin got no answer."),
    FEDERATION_OUT(
            "rmb.relay.federation.sent",
            Kind.COUNTER,
            "Attempts to pass an envelope to another relay, by result: accepted, offline, rejected, failed.",
            "result"),
    FEDERATION_ENDS(
            "rmb.relay.federation.ends",
            Kind.COUNTER,
            "Envelopes for other relays that are done with, by outcome: accepted, local, offline, rejected, expired, failed,"
                    + " unknown.",
            "outcome"),
    FEDERATION_QUEUE("rmb.relay.federation.queue", Kind.GAUGE, "Envelopes waiting for other relays."),
    FEDERATION_QUEUE_BYTES(
            "rmb.relay.federation.queue.bytes", Kind.GAUGE, "Bytes of envelopes waiting for other relays."),
    FEDERATION_IN(
            "rmb.relay.federation.received",
            Kind.COUNTER,
            "Envelopes that other relays brought, by HTTP status and reason.",
            "status",
            "reason");

    /** How a metric moves. */
    public enum Kind {
        COUNTER,
        GAUGE,
        TIMER
    }

    private final String meterName;
    private final Kind kind;
    private final String meaning;
    private final List<String> labels;

    RelayMetric(String meterName, Kind kind, String meaning, String... labels) {
        this.meterName = meterName;
        this.kind = kind;
        this.meaning = meaning;
        this.labels = List.of(labels);
    }

    /** The name with dots; Prometheus shows underscores and {@code _total} behind counters. */
    public String meterName() {
        return meterName;
    }

    /** How it moves. */
    public Kind kind() {
        return kind;
    }

    /** One sentence for users. */
    public String meaning() {
        return meaning;
    }

    /** Names of its labels, besides {@code relay}. */
    public List<String> labels() {
        return labels;
    }
}
