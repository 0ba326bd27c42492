package io.threefold.rmb.peer.app;

import io.threefold.rmb.peer.flow.FlowStats;
import io.threefold.rmb.peer.link.LinkState;
import io.threefold.rmb.peer.link.RelayStatus;
import io.threefold.rmb.peer.registration.Registration;
import io.threefold.rmb.peer.role.RoleStatus;
import io.threefold.rmb.peer.status.FlowMeters;
import io.threefold.rmb.peer.status.StatusBoard.Section;
import io.threefold.rmb.peer.store.StoreDepths;
import io.threefold.rmb.tfchain.RegistryStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The engine's parts of {@code /status}. Nothing in here holds content of messages or secrets. */
record EngineSections(
        Supplier<@Nullable Long> twin,
        Supplier<@Nullable String> problem,
        Supplier<@Nullable RoleStatus> role,
        Supplier<Map<String, RelayStatus>> relays,
        Supplier<PeerEngine.@Nullable Running> running,
        Supplier<RegistryStatus> chain,
        Supplier<@Nullable Registration> registration) {

    List<Section> all() {
        return List.of(
                new Section("twin", this::twinJson, () -> twinJson().encode()),
                new Section("role", this::roleJson, this::roleSignificant),
                new Section("relays", this::relaysJson, this::relaysSignificant),
                new Section("redis", this::redisJson, () -> redisJson().encode()),
                new Section(
                        "chain", this::chainJson, () -> chain.get().connection().connected() != null),
                new Section(
                        "registration",
                        this::registrationJson,
                        () -> registrationJson().encode()),
                new Section("queues", this::queuesJson, () -> ""),
                new Section("counters", this::countersJson, () -> ""));
    }

    private JsonObject twinJson() {
        return new JsonObject().put("id", twin.get()).put("problem", problem.get());
    }

    private JsonObject roleJson() {
        RoleStatus status = role.get();
        if (status == null) {
            return new JsonObject().put("role", null);
        }
        return new JsonObject()
                .put("role", status.role().label())
                .put("since", status.since().toString())
                .put("rank", status.rank())
                .put("leader", status.leader())
                .put("leads", new JsonArray(status.leads()))
                .put("collisions", status.collisions())
                .put("changes", status.changes());
    }

    private String roleSignificant() {
        RoleStatus status = role.get();
        return status == null ? "" : status.role() + " " + status.leads();
    }

    private JsonArray relaysJson() {
        JsonArray array = new JsonArray();
        for (RelayStatus relay : new TreeMap<>(relays.get()).values()) {
            array.add(new JsonObject()
                    .put("domain", relay.domain())
                    .put("url", relay.url().toString())
                    .put("state", FlowMeters.label(relay.state()))
                    .put("since", relay.since().toString())
                    .put("lead", FlowMeters.label(relay.lead()))
                    .put(
                            "roundTripMs",
                            relay.roundTrip() == null ? null : relay.roundTrip().toNanos() / 1000 / 1000.0)
                    .put("lastError", relay.lastError())
                    .put(
                            "lastErrorAt",
                            relay.lastErrorAt() == null
                                    ? null
                                    : relay.lastErrorAt().toString())
                    .put(
                            "clockSkewSeconds",
                            relay.clockSkew() == null ? null : relay.clockSkew().toSeconds())
                    .put("clockSkewed", relay.skewed())
                    .put("connects", relay.connects())
                    .put("queued", relay.queued())
                    .put("unconfirmed", relay.inFlight()));
        }
        return array;
    }

    private String relaysSignificant() {
        StringBuilder text = new StringBuilder();
        for (RelayStatus relay : new TreeMap<>(relays.get()).values()) {
            text.append(relay.domain())
                    .append(relay.state() == LinkState.OPEN)
                    .append(relay.lead() == LinkState.OPEN)
                    .append(relay.skewed())
                    .append(relay.lastError())
                    .append(';');
        }
        return text.toString();
    }

    private JsonObject redisJson() {
        PeerEngine.Running now = running.get();
        if (now == null) {
            return new JsonObject().put("connected", false).put("version", null).put("warnings", new JsonArray());
        }
        return new JsonObject()
                .put("connected", now.store().connected())
                .put("version", now.finding().version())
                .put("warnings", new JsonArray(now.finding().warnings()));
    }

    private JsonObject chainJson() {
        RegistryStatus status = chain.get();
        URI url = status.connection().connected();
        return new JsonObject()
                .put("connected", url != null)
                .put("url", url == null ? null : url.toString())
                .put("since", status.connection().since().toString())
                .put("lastError", status.connection().lastError())
                .put("specVersion", status.specVersion())
                .put("finalizedBlock", status.heads().number())
                .put("cachedTwins", status.cachedTwins())
                .put("snapshotProblem", status.snapshotProblem());
    }

    private JsonObject registrationJson() {
        Registration now = registration.get();
        if (now == null) {
            return new JsonObject().put("state", "pending").put("text", "").put("onChain", new JsonArray());
        }
        Registration.Status status = now.status();
        return new JsonObject()
                .put("state", FlowMeters.label(status.state()))
                .put("since", status.since().toString())
                .put("text", status.text())
                .put("onChain", new JsonArray(List.copyOf(status.onChain())));
    }

    private JsonObject queuesJson() {
        PeerEngine.Running now = running.get();
        if (now == null) {
            return new JsonObject();
        }
        FlowStats stats = now.flow().stats();
        StoreDepths depths = stats.depths();
        return new JsonObject()
                .put("local", depths.local())
                .put("reply", depths.reply())
                .put("outbox", depths.outbox())
                .put("deadLetters", depths.deadLetters())
                .put("held", depths.held())
                .put("commandLists", depths.commandLists())
                .put("worstCommand", depths.worstCommand())
                .put("worstCommandLength", depths.worstLength())
                .put("replayWindow", depths.window())
                .put("pendingRequests", stats.pendingRequests())
                .put("pendingAnswers", stats.pendingAnswers())
                .put("waiting", stats.waiting())
                .put("unconfirmed", stats.unconfirmed())
                .put("payloadBytes", stats.residentBytes());
    }

    private JsonObject countersJson() {
        PeerEngine.Running now = running.get();
        if (now == null) {
            return new JsonObject();
        }
        FlowStats stats = now.flow().stats();
        JsonObject events = new JsonObject();
        stats.counts().forEach((what, count) -> events.put(FlowMeters.label(what), count));
        JsonObject rejected = new JsonObject();
        stats.rejections().forEach((why, count) -> {
            if (count > 0) {
                rejected.put(FlowMeters.label(why), count);
            }
        });
        return new JsonObject().put("messages", events).put("rejected", rejected);
    }
}
