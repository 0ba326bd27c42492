package io.threefold.rmb.peer.catalogue;

import java.util.LinkedHashMap;
import java.util.Map;

/** Every field of {@code /status}, by its path; {@code []} stands for the entries of a list. */
public final class StatusFields {
    private static final Map<String, String> FIELDS = new LinkedHashMap<>();

    static {
        field("version", "Changes when something happened that an operator should hear of; opaque. For ?since=.");
        field("peer.version", "The peer's version.");
        field("peer.startedAt", "When this process started.");
        field(
                "peer.phase",
                "looking up the twin, waiting for the chain, waiting for a twin, waiting for Redis, serving, quiescing, or"
                        + " stopping.");
        field("peer.account", "SS58 address of the key in use.");
        field("peer.keyType", "sr25519 or ed25519.");
        field("peer.session", "The session id; null for a lone peer.");
        field("health.started", "The answer of /q/health/started: messages are taken from Redis.");
        field("health.ready", "The answer of /q/health/ready: connected to Redis and to a relay.");
        field("health.live", "The answer of /q/health/live: every loop moves.");
        field("health.stuckLoops", "Loops that have been silent for too long.");
        field("twin.id", "Our twin; null until it is known.");
        field("twin.problem", "A sentence when the twin is not what the settings say, or not known yet; else null.");
        field("role.role", "lone, primary, standby, or foreign (something that is not ours answers for the twin).");
        field("role.since", "Since when.");
        field("role.rank", "As a standby, the place in the queue to lead, from 1; else 0.");
        field("role.leader", "Session id of the peer that leads, when it is another one and known.");
        field("role.leads", "Relays at which this peer takes the twin's requests.");
        field("role.collisions", "Times the lead was lost soon after it was taken.");
        field("role.changes", "Times this peer began or ceased to lead.");
        field("relays[].domain", "The domain as it stands on the chain.");
        field("relays[].url", "Where it is reached.");
        field("relays[].state", "idle, connecting, open, backoff, displaced or closed.");
        field("relays[].since", "Since when.");
        field("relays[].lead", "State of the additional session without an id, which a primary has.");
        field("relays[].roundTripMs", "Last WebSocket ping to pong; null before the first.");
        field("relays[].lastError", "The last failure, kept after recovery; null when there was none.");
        field("relays[].lastErrorAt", "When that was.");
        field("relays[].clockSkewSeconds", "The relay's clock minus ours; null when it told none.");
        field("relays[].clockSkewed", "True above 30 s: tokens and messages get refused.");
        field("relays[].connects", "Connections that opened so far.");
        field("relays[].queued", "Frames waiting for this relay.");
        field("relays[].unconfirmed", "Frames written to it and not yet confirmed.");
        field("redis.connected", "True while Redis answers.");
        field("redis.version", "Its version; null before the first connection.");
        field("redis.warnings", "What in its configuration can lose messages, and what to do.");
        field("chain.connected", "True while a node answers.");
        field("chain.url", "That node.");
        field("chain.since", "Since when.");
        field("chain.lastError", "The last failure.");
        field("chain.specVersion", "The chain's runtime.");
        field("chain.finalizedBlock", "The last finalized block that was read, -1 for none.");
        field("chain.cachedTwins", "Twins kept in memory.");
        field("chain.snapshotProblem", "Why the snapshot file could not be read or written, else null.");
        field("registration.state", "pending, registered, different (and writing is off), retrying, or refused.");
        field("registration.since", "Since when.");
        field("registration.text", "What is wrong and what to do; empty when all is well.");
        field("registration.onChain", "Relays in the twin's record as last seen.");
        field("queues.local", "Requests of local apps not yet taken.");
        field("queues.reply", "Answers of local services not yet taken.");
        field("queues.outbox", "Messages taken and not ended.");
        field("queues.deadLetters", "Messages that could not be read, in msgbus.system.dead.");
        field("queues.held", "Incoming messages waiting for the chain.");
        field("queues.commandLists", "Lists of commands known to the peer.");
        field("queues.worstCommand", "The command with the longest list.");
        field("queues.worstCommandLength", "Its length.");
        field("queues.replayWindow", "Requests remembered against repetition.");
        field("queues.pendingRequests", "Requests waiting for their outcome.");
        field("queues.pendingAnswers", "Answers on their way out.");
        field("queues.waiting", "Of both, those not sent yet.");
        field("queues.unconfirmed", "Of both, those sent and not confirmed.");
        field("queues.payloadBytes", "Payload bytes kept in memory.");
        field("counters.messages", "What happened to messages since the start, by event; see below.");
        field("counters.rejected", "Incoming envelopes that went no further, by reason; see below.");
        field("config.hash", "SHA-256 of the configuration file in force; null without a file.");
        field("config.warnings", "What was ignored or is unwise.");
        field("config.restartNeeded", "Settings that changed and take effect with the next start.");
        field("config.problem", "Why a changed file was not applied; null when all is well.");
    }

    private StatusFields() {}

    /** Path to meaning, in the order of the answer. */
    public static Map<String, String> all() {
        return java.util.Collections.unmodifiableMap(FIELDS);
    }

    private static void field(String path, String meaning) {
        FIELDS.put(path, meaning);
    }
}
