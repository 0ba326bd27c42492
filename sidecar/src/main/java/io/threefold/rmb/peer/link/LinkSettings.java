package io.threefold.rmb.peer.link;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Bounds and times of the relay links.
 *
 * @param caPem PEM text of certificates trusted besides the system's; null for none
 * @param environment where {@code HTTPS_PROXY}, {@code HTTP_PROXY} and {@code NO_PROXY} are looked up, in upper or lower
 *     case
 */
public record LinkSettings(
        Times times,
        Inbound inbound,
        Outbound outbound,
        @Nullable String caPem,
        Map<String, String> environment) {

    public LinkSettings {
        environment = Map.copyOf(environment);
    }

    /**
     * When what happens.
     *
     * @param connect from the first packet to the answer to the upgrade
     * @param pingAfter a WebSocket ping goes out when the last one is this old
     * @param deadAfter without a byte read for so long the connection is given up; time in which we do not read is no
     *     part of it
     * @param barrier without a Pong to an envelope Ping, and without any other delivery, the connection is suspect
     * @param barrierSpacing under load, envelope Pings are at least this far apart
     * @param firstBackoff pause before the second attempt; doubled each time, jittered
     * @param maxBackoff no pause is longer
     * @param stableAfter a session open for so long has proved itself: back-off starts anew
     */
    public record Times(
            Duration connect,
            Duration pingAfter,
            Duration deadAfter,
            Duration barrier,
            Duration barrierSpacing,
            Duration firstBackoff,
            Duration maxBackoff,
            Duration stableAfter) {}

    /**
     * Bounds of one connection on what it receives.
     *
     * @param maxMessageBytes longest frame accepted from a relay
     * @param receiveBufferBytes receive buffer of the socket; the kernel may take twice as much
     * @param maxFrames frames that the sink has not finished with
     * @param maxBytes their bytes; one frame may go beyond
     */
    public record Inbound(int maxMessageBytes, int receiveBufferBytes, int maxFrames, long maxBytes) {}

    /**
     * Bounds on what is sent.
     *
     * @param maxInFlightFrames frames of one connection written and not confirmed
     * @param maxInFlightBytes their bytes; one frame may go beyond
     * @param maxQueuedFrames frames in the queues in front of all connections
     * @param maxQueuedBytes their bytes
     */
    public record Outbound(int maxInFlightFrames, long maxInFlightBytes, int maxQueuedFrames, long maxQueuedBytes) {}

    /** What the documents promise (DESIGN §4, PROTOCOL §7): system certificates, no proxy. */
    public static LinkSettings defaults() {
        return new LinkSettings(
                new Times(
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(40),
                        Duration.ofSeconds(10),
                        Duration.ofMillis(10),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(10)),
                new Inbound(2 << 20, 64 << 10, 256, 8L << 20),
                new Outbound(1024, 8L << 20, 4096, 64L << 20),
                null,
                Map.of());
    }

    /** The same with other times. */
    public LinkSettings with(Times times) {
        return new LinkSettings(times, inbound, outbound, caPem, environment);
    }

    /** The same with other bounds on what is received. */
    public LinkSettings with(Inbound inbound) {
        return new LinkSettings(times, inbound, outbound, caPem, environment);
    }

    /** The same with other bounds on what is sent. */
    public LinkSettings with(Outbound outbound) {
        return new LinkSettings(times, inbound, outbound, caPem, environment);
    }

    /** The same with certificates trusted besides the system's. */
    public LinkSettings withCaPem(@Nullable String pem) {
        return new LinkSettings(times, inbound, outbound, pem, environment);
    }

    /** The same with proxies from the given environment. */
    public LinkSettings withEnvironment(Map<String, String> environment) {
        return new LinkSettings(times, inbound, outbound, caPem, environment);
    }
}
