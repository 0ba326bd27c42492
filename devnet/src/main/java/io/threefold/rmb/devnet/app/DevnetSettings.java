package io.threefold.rmb.devnet.app;

import io.threefold.rmb.protocol.identity.AccountId;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a devnet runs.
 *
 * @param host interface everything listens on
 * @param chainPort 0 for any free one
 * @param relayPort 0 for any free one, null for no relay
 * @param domains under which twins register the relay, at least one
 * @param routes domains of other relays and the http(s) URL they are reached at
 * @param tls how the relay serves wss; null for ws
 * @param trust PEM file with the CAs of other relays, null for the system's
 * @param redisUrl of a Redis to use; null for an embedded one
 * @param data directory to keep everything in; null for none, then everything is gone at the end
 * @param twins file with twins to begin with
 * @param funded accounts to fund besides the development accounts and those of twins
 * @param laxRelayAddresses whether twins may register relays with port or scheme, which no real chain takes
 */
public record DevnetSettings(
        String host,
        int chainPort,
        @Nullable Integer relayPort,
        List<String> domains,
        Map<String, URI> routes,
        @Nullable Tls tls,
        @Nullable Path trust,
        @Nullable String redisUrl,
        @Nullable Path data,
        @Nullable Path twins,
        List<AccountId> funded,
        boolean laxRelayAddresses,
        Duration blockTime,
        Duration inclusionDelay,
        Duration finalityDelay) {
    /** How the relay serves wss. */
    public sealed interface Tls {
        /** With a certificate made here, signed by a CA made here. */
        record Generated() implements Tls {}

        /** With PEM files. */
        record Given(Path certificate, Path key) implements Tls {}
    }

    public DevnetSettings {
        domains = List.copyOf(domains);
        routes = Map.copyOf(routes);
        funded = List.copyOf(funded);
    }

    /** Everything on free ports of loopback, nothing kept: for tests. */
    public static DevnetSettings onFreePorts() {
        return new DevnetSettings(
                "127.0.0.1",
                0,
                0,
                List.of("localhost"),
                Map.of(),
                null,
                null,
                null,
                null,
                null,
                List.of(),
                false,
                Duration.ofSeconds(5),
                Duration.ofMillis(250),
                Duration.ofMillis(500));
    }

    /** With twins to begin with. */
    public DevnetSettings withTwins(Path file) {
        return new DevnetSettings(
                host,
                chainPort,
                relayPort,
                domains,
                routes,
                tls,
                trust,
                redisUrl,
                data,
                file,
                funded,
                laxRelayAddresses,
                blockTime,
                inclusionDelay,
                finalityDelay);
    }

    /** With a directory to keep everything in. */
    public DevnetSettings withData(Path directory) {
        return new DevnetSettings(
                host,
                chainPort,
                relayPort,
                domains,
                routes,
                tls,
                trust,
                redisUrl,
                directory,
                twins,
                funded,
                laxRelayAddresses,
                blockTime,
                inclusionDelay,
                finalityDelay);
    }

    /** With TLS at the relay. */
    public DevnetSettings withTls(Tls how) {
        return new DevnetSettings(
                host,
                chainPort,
                relayPort,
                domains,
                routes,
                how,
                trust,
                redisUrl,
                data,
                twins,
                funded,
                laxRelayAddresses,
                blockTime,
                inclusionDelay,
                finalityDelay);
    }

    /** With relay addresses that no real chain takes. */
    public DevnetSettings withLaxRelayAddresses() {
        return new DevnetSettings(
                host,
                chainPort,
                relayPort,
                domains,
                routes,
                tls,
                trust,
                redisUrl,
                data,
                twins,
                funded,
                true,
                blockTime,
                inclusionDelay,
                finalityDelay);
    }

    /** Without a relay, and so without Redis. */
    public DevnetSettings withoutRelay() {
        return new DevnetSettings(
                host,
                chainPort,
                null,
                domains,
                routes,
                tls,
                trust,
                redisUrl,
                data,
                twins,
                funded,
                laxRelayAddresses,
                blockTime,
                inclusionDelay,
                finalityDelay);
    }
}
