package io.threefold.rmb.relay;

import io.threefold.rmb.protocol.envelope.EnvelopeLimits;
import io.threefold.rmb.relay.store.StreamLimits;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How one relay runs. Make one with {@link #builder}; what is not said is as {@code docs/relay.md} lists it.
 *
 * @param host address to listen at
 * @param port port to listen at; 0 for any that is free
 * @param tls certificate and key, null to serve ws and http
 * @param domains under which twins register this relay; lower case, at least one; the first names it in metrics
 * @param redis where the messages are
 * @param streams bounds of each session's stream
 * @param limits what sessions may use
 * @param timing when things are done and given up
 * @param federation traffic with other relays
 */
public record RelaySettings(
        String host,
        int port,
        @Nullable Tls tls,
        SequencedSet<String> domains,
        Redis redis,
        StreamLimits streams,
        Limits limits,
        Timing timing,
        Federation federation) {

    public RelaySettings {
        var lower = new LinkedHashSet<String>();
        domains.forEach(domain -> lower.add(domain.toLowerCase(Locale.ROOT)));
        if (lower.isEmpty()) {
            throw new IllegalArgumentException("a relay needs the domain under which twins register it");
        }
        domains = java.util.Collections.unmodifiableSequencedSet(lower);
    }

    /** PEM files. */
    public record Tls(Path certificate, Path key) {}

    /**
     * A Redis.
     *
     * @param url as {@code redis://[user:password@]host:port[/database]}, {@code rediss://} or {@code redis-sentinel://}
     * @param prefix of all keys; relays that share it act as one
     * @param timeout how long a message may wait for Redis, a restart included
     * @param lease how long sessions of a killed process count as connected
     */
    public record Redis(String url, String prefix, Duration timeout, Duration lease) {}

    /**
     * Bounds.
     *
     * @param maxFrameBytes of one envelope
     * @param maxSessions of this process
     * @param sessionInFlightBytes received from one session and not stored; beyond it we stop reading from that session
     * @param totalInFlightBytes the same over all sessions
     * @param sessionInFlightFrames received from one session and not stored
     * @param maxUnproven messages written to a session and not acknowledged
     * @param messagesPerMinute per twin; 0 for any number
     * @param bytesPerMinute per twin; 0 for any number
     * @param verifierThreads for signatures
     * @param verifierQueue signatures that may wait
     * @param eventLoops that sessions are spread over; more than there are cores is of no use
     */
    public record Limits(
            int maxFrameBytes,
            int maxSessions,
            int sessionInFlightBytes,
            long totalInFlightBytes,
            int sessionInFlightFrames,
            int maxUnproven,
            long messagesPerMinute,
            long bytesPerMinute,
            int verifierThreads,
            int verifierQueue,
            int eventLoops) {
        /** The usual ones. */
        public static final Limits DEFAULT = new Limits(
                2 << 20,
                20_000,
                4 << 20,
                64L << 20,
                1024,
                4096,
                0,
                0,
                Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
                512,
                Math.max(1, Runtime.getRuntime().availableProcessors() / 2));

        /** These with another rate limit. */
        public Limits withRate(long messages, long bytes) {
            return new Limits(
                    maxFrameBytes,
                    maxSessions,
                    sessionInFlightBytes,
                    totalInFlightBytes,
                    sessionInFlightFrames,
                    maxUnproven,
                    messages,
                    bytes,
                    verifierThreads,
                    verifierQueue,
                    eventLoops);
        }

        /** These with another largest envelope. */
        public Limits withMaxFrameBytes(int bytes) {
            return new Limits(
                    bytes,
                    maxSessions,
                    sessionInFlightBytes,
                    totalInFlightBytes,
                    sessionInFlightFrames,
                    maxUnproven,
                    messagesPerMinute,
                    bytesPerMinute,
                    verifierThreads,
                    verifierQueue,
                    eventLoops);
        }

        /** These on so many event loops. */
        public Limits withEventLoops(int loops) {
            return new Limits(
                    maxFrameBytes,
                    maxSessions,
                    sessionInFlightBytes,
                    totalInFlightBytes,
                    sessionInFlightFrames,
                    maxUnproven,
                    messagesPerMinute,
                    bytesPerMinute,
                    verifierThreads,
                    verifierQueue,
                    loops);
        }

        /** These with another number of sessions. */
        public Limits withMaxSessions(int sessions) {
            return new Limits(
                    maxFrameBytes,
                    sessions,
                    sessionInFlightBytes,
                    totalInFlightBytes,
                    sessionInFlightFrames,
                    maxUnproven,
                    messagesPerMinute,
                    bytesPerMinute,
                    verifierThreads,
                    verifierQueue,
                    eventLoops);
        }
    }

    /**
     * When things are done.
     *
     * @param acknowledgeDelay from a write to the ping that asks for its proof
     * @param pingInterval between pings on a quiet session
     * @param deadAfter silence after a ping that ends a session
     * @param presumeAfter when writes count as delivered to a client that never answers pings
     * @param lookInterval between looks into every stream, for what a lost notice announced
     */
    public record Timing(
            Duration acknowledgeDelay,
            Duration pingInterval,
            Duration deadAfter,
            Duration presumeAfter,
            Duration lookInterval) {
        /** The usual ones. */
        public static final Timing DEFAULT = new Timing(
                Duration.ofMillis(40),
                Duration.ofSeconds(20),
                Duration.ofSeconds(60),
                Duration.ofSeconds(30),
                Duration.ofSeconds(15));
    }

    /**
     * Other relays.
     *
     * @param routes domains (lower case) and the http or https URL they are reached at, instead of {@code https://domain/}
     * @param trust PEM file with the certificates that other relays' are signed with; null for the system's
     * @param timeout of one attempt
     * @param maxBackoff most time between two rounds of attempts
     * @param maxQueued envelopes that may wait for other relays
     * @param maxQueuedBytes bytes that may wait for other relays
     * @param connections at most to one relay
     * @param maxInboundBytes bytes of requests by other relays under way
     */
    public record Federation(
            Map<String, URI> routes,
            @Nullable Path trust,
            Duration timeout,
            Duration maxBackoff,
            int maxQueued,
            long maxQueuedBytes,
            int connections,
            long maxInboundBytes) {
        /** The usual ones. */
        public static final Federation DEFAULT = new Federation(
                Map.of(), null, Duration.ofSeconds(10), Duration.ofSeconds(15), 10_000, 64L << 20, 8, 32L << 20);

        public Federation {
            routes = Map.copyOf(routes);
        }

        /** These with other routes. */
        public Federation withRoutes(Map<String, URI> other) {
            return new Federation(
                    other, trust, timeout, maxBackoff, maxQueued, maxQueuedBytes, connections, maxInboundBytes);
        }
    }

    /** Whether one of these is a domain of this relay. */
    public boolean isOwn(Set<String> relays) {
        for (String relay : relays) {
            if (domains.contains(relay.toLowerCase(Locale.ROOT))) {
                return true;
            }
        }
        return false;
    }

    /** What counts as an envelope: generous with texts, which are for receivers to judge. */
    public EnvelopeLimits envelopeLimits() {
        return new EnvelopeLimits(limits.maxFrameBytes(), 16 << 10, 64 << 10, 1024);
    }

    /** The first domain. */
    public String name() {
        return domains.getFirst();
    }

    /** Settings for the given domains and Redis, with everything else as usual. */
    public static Builder builder(String redisUrl, String... domains) {
        return new Builder(redisUrl, new LinkedHashSet<>(java.util.List.of(domains)));
    }

    /** Collects settings. */
    public static final class Builder {
        private final SequencedSet<String> domains;
        private String host = "0.0.0.0";
        private int port = 8080;
        private @Nullable Tls tls;
        private Redis redis;
        private StreamLimits streams = new StreamLimits(10_000, StreamLimits.Overflow.REJECT_NEW, Duration.ofHours(1));
        private Limits limits = Limits.DEFAULT;
        private Timing timing = Timing.DEFAULT;
        private Federation federation = Federation.DEFAULT;

        private Builder(String redisUrl, SequencedSet<String> domains) {
            this.domains = domains;
            this.redis = new Redis(redisUrl, "rmb:relay:", Duration.ofSeconds(20), Duration.ofSeconds(30));
        }

        /** Where to listen; port 0 for any. */
        public Builder listen(String newHost, int newPort) {
            host = newHost;
            port = newPort;
            return this;
        }

        /** Serves wss and https. */
        public Builder tls(@Nullable Tls newTls) {
            tls = newTls;
            return this;
        }

        /** All about Redis. */
        public Builder redis(Redis newRedis) {
            redis = newRedis;
            return this;
        }

        /** Bounds of streams. */
        public Builder streams(StreamLimits newStreams) {
            streams = newStreams;
            return this;
        }

        /** Bounds of sessions. */
        public Builder limits(Limits newLimits) {
            limits = newLimits;
            return this;
        }

        /** When things are done. */
        public Builder timing(Timing newTiming) {
            timing = newTiming;
            return this;
        }

        /** Other relays. */
        public Builder federation(Federation newFederation) {
            federation = newFederation;
            return this;
        }

        /** The settings. */
        public RelaySettings build() {
            return new RelaySettings(host, port, tls, domains, redis, streams, limits, timing, federation);
        }
    }
}
