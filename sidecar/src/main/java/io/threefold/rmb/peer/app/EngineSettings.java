package io.threefold.rmb.peer.app;

import io.threefold.rmb.peer.catalogue.Choices;
import io.threefold.rmb.peer.catalogue.Settings;
import io.threefold.rmb.peer.config.ConfigException;
import io.threefold.rmb.peer.config.Configuration;
import io.threefold.rmb.peer.flow.CommandRule;
import io.threefold.rmb.peer.flow.FlowSettings;
import io.threefold.rmb.peer.link.LinkSettings;
import io.threefold.rmb.peer.store.IncomingRequest;
import io.threefold.rmb.peer.store.StoreSettings;
import io.threefold.rmb.protocol.relay.RelayUrl;
import io.threefold.rmb.tfchain.RegistrySettings;
import io.threefold.rmb.tfchain.WriterSettings;
import io.threefold.rmb.tfchain.rpc.ProxySettings;
import io.threefold.rmb.tfchain.rpc.RpcSettings;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the parts of the engine are told, made of the user's settings. */
record EngineSettings(
        Configuration configuration,
        Map<String, String> environment,
        @Nullable TrustedCa ca) {
    /** Room for an envelope around the largest payload, encrypted. */
    private static final int ENVELOPE_ROOM = 64 << 10;

    /**
     * Reads the CA file and the proxy variables.
     *
     * @throws ConfigException when one of them cannot be used
     */
    static EngineSettings of(Configuration configuration, Map<String, String> environment) throws ConfigException {
        TrustedCa ca = configuration.get(Settings.CA_FILE).isPresent()
                ? TrustedCa.read(configuration.get(Settings.CA_FILE).orElseThrow())
                : null;
        try {
            ProxySettings.fromEnvironment(environment);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("environment", String.valueOf(e.getMessage()), "Correct or unset it.");
        }
        return new EngineSettings(configuration, environment, ca);
    }

    FlowSettings flow() {
        return flow(configuration);
    }

    /** The settings of the message flow in another configuration; limits that size buffers stay as they were at start. */
    static FlowSettings flow(Configuration configuration) {
        FlowSettings base = FlowSettings.DEFAULT;
        int inFlight = configuration.get(Settings.IN_FLIGHT);
        return new FlowSettings(
                configuration.get(Settings.MAX_PAYLOAD),
                configuration.get(Settings.ENCRYPTION) == Choices.Encryption.REQUIRED
                        ? FlowSettings.Encryption.REQUIRED
                        : FlowSettings.Encryption.PREFERRED,
                configuration.get(Settings.UNDECLARED) == Choices.Undeclared.REJECT
                        ? FlowSettings.Undeclared.REJECT
                        : FlowSettings.Undeclared.ACCEPT,
                configuration.get(Settings.COMMANDS).stream()
                        .map(rule -> new CommandRule(
                                rule.name(), rule.allowTwins(), rule.denyTwins(), rule.maxPayload(), rule.maxPending()))
                        .toList(),
                configuration.get(Settings.QUEUE_LENGTH),
                configuration.get(Settings.QUEUE_OVERFLOW) == Choices.Overflow.DROP_OLDEST
                        ? IncomingRequest.Overflow.DROP_OLDEST
                        : IncomingRequest.Overflow.REJECT_NEW,
                base.maxPending(),
                inFlight,
                Math.min(inFlight, base.inFlightPerDestination()),
                base.inFlightBytes(),
                base.residentBytes(),
                base.maxHeld());
    }

    StoreSettings store() {
        StoreSettings base = StoreSettings.of(configuration.get(Settings.REDIS_URL));
        int maxPayload = configuration.get(Settings.MAX_PAYLOAD);
        return new StoreSettings(
                base.url(),
                configuration.get(Settings.RET_IDLE),
                base.retLength(),
                configuration.get(Settings.DEAD_LETTERS),
                Math.max(base.messageBytes(), maxPayload * 2),
                base.windowEntries(),
                base.batch());
    }

    LinkSettings links() {
        LinkSettings base = LinkSettings.defaults();
        LinkSettings.Inbound inbound = base.inbound();
        int longest = Math.max(inbound.maxMessageBytes(), configuration.get(Settings.MAX_PAYLOAD) + ENVELOPE_ROOM);
        return base.with(new LinkSettings.Inbound(
                        longest, inbound.receiveBufferBytes(), inbound.maxFrames(), inbound.maxBytes()))
                .withCaPem(ca == null ? null : ca.pem())
                .withEnvironment(environment);
    }

    RpcSettings rpc() {
        return RpcSettings.of(configuration.get(Settings.CHAIN_URLS))
                .withCallDeadline(configuration.get(Settings.CHAIN_TIMEOUT))
                .withTrust(ca == null ? null : ca.options())
                .withProxy(ProxySettings.fromEnvironment(environment));
    }

    RegistrySettings registry() {
        return RegistrySettings.defaults()
                .withSnapshot(configuration.get(Settings.SNAPSHOT_FILE).orElse(null));
    }

    WriterSettings writer() {
        return WriterSettings.defaults().withFinalityDeadline(configuration.get(Settings.CHAIN_UPDATE_TIMEOUT));
    }

    static SortedSet<String> domains(Configuration configuration) {
        return configuration.get(Settings.RELAYS).stream()
                .map(RelayUrl::domain)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
