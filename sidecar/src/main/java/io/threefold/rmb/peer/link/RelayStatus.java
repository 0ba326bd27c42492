package io.threefold.rmb.peer.link;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One relay as {@code /status} and the metrics show it; a snapshot.
 *
 * @param domain the registered domain
 * @param state of our own session
 * @param since when it came into that state
 * @param lead state of the additional session without an id; {@link LinkState#IDLE} when this pod does not lead
 * @param lastError one sentence about the last failure, kept after recovery; null when there was none
 * @param roundTrip of the last WebSocket ping; null before the first
 * @param clockSkew the relay's clock minus ours by its {@code Date} header, to the second; null when it sent none
 * @param connects connections of our own session so far that opened
 * @param queued frames waiting for this relay
 * @param inFlight frames written to it and not confirmed
 * @param slowedUntil no frames go out before, since the relay complained about our rate; null when it did not
 */
public record RelayStatus(
        String domain,
        URI url,
        LinkState state,
        Instant since,
        LinkState lead,
        @Nullable String lastError,
        @Nullable Instant lastErrorAt,
        @Nullable Duration roundTrip,
        @Nullable Duration clockSkew,
        long connects,
        int queued,
        int inFlight,
        @Nullable Instant slowedUntil) {
    /** Above this the user is warned: tokens and envelopes expire by the wall clock. */
    public static final Duration SKEW_WARNING = Duration.ofSeconds(30);

    /** True when our clock and the relay's differ by more than {@link #SKEW_WARNING}. */
    public boolean skewed() {
        return clockSkew != null && clockSkew.abs().compareTo(SKEW_WARNING) > 0;
    }
}
