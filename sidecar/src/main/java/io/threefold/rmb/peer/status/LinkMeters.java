package io.threefold.rmb.peer.status;

import io.threefold.rmb.peer.catalogue.Metrics;
import io.threefold.rmb.peer.link.ConnectFailure;
import io.threefold.rmb.peer.link.LinkObserver;
import io.threefold.rmb.peer.link.LinkState;
import io.threefold.rmb.peer.link.RelayStatus;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The links' metrics. */
public final class LinkMeters implements LinkObserver {
    private final PeerMeters meters;
    private final Supplier<Map<String, RelayStatus>> statuses;
    private final Map<String, Boolean> known = new ConcurrentHashMap<>();

    /**
     * @param statuses asked when gauges are read
     */
    public LinkMeters(PeerMeters meters, Supplier<Map<String, RelayStatus>> statuses) {
        this.meters = meters;
        this.statuses = statuses;
    }

    @Override
    public void changed(RelayStatus status) {
        String relay = status.domain();
        if (known.putIfAbsent(relay, true) != null) {
            return;
        }
        meters.gauge(Metrics.RELAY_CONNECTED, () -> of(relay, s -> s.state() == LinkState.OPEN ? 1.0 : 0.0, 0), relay);
        meters.gauge(Metrics.RELAY_ROUND_TRIP, () -> of(relay, s -> seconds(s.roundTrip()), Double.NaN), relay);
        meters.gauge(Metrics.RELAY_CLOCK_SKEW, () -> of(relay, s -> seconds(s.clockSkew()), Double.NaN), relay);
        meters.gauge(Metrics.RELAY_QUEUED, () -> of(relay, s -> (double) s.queued(), 0), relay);
        meters.gauge(Metrics.RELAY_IN_FLIGHT, () -> of(relay, s -> (double) s.inFlight(), 0), relay);
    }

    private double of(String relay, Function<RelayStatus, Double> value, double otherwise) {
        RelayStatus status = statuses.get().get(relay);
        return status == null ? otherwise : value.apply(status);
    }

    private static double seconds(@Nullable Duration time) {
        return time == null ? Double.NaN : time.toNanos() / 1e9;
    }

    @Override
    public void removed(String relay) {
        known.remove(relay);
        meters.remove("relay", relay);
    }

    @Override
    public void sent(String relay, int bytes) {
        meters.counter(Metrics.RELAY_SENT, relay).increment();
        meters.counter(Metrics.RELAY_SENT_BYTES, relay).increment(bytes);
    }

    @Override
    public void barrier(String relay) {
        meters.counter(Metrics.RELAY_BARRIERS, relay).increment();
    }

    @Override
    public void received(String relay, int bytes) {
        meters.counter(Metrics.RELAY_RECEIVED, relay).increment();
        meters.counter(Metrics.RELAY_RECEIVED_BYTES, relay).increment(bytes);
    }

    @Override
    public void confirmed(String relay, int frames, Duration afterFirstWrite) {
        meters.counter(Metrics.RELAY_CONFIRMED, relay).increment(frames);
        meters.timer(Metrics.RELAY_CONFIRM_TIME, relay).record(afterFirstWrite);
    }

    @Override
    public void unconfirmed(String relay, int frames) {
        meters.counter(Metrics.RELAY_UNCONFIRMED, relay).increment(frames);
    }

    @Override
    public void notSent(String reason) {
        meters.counter(Metrics.NOT_SENT).increment();
    }

    @Override
    public void connectFailed(String relay, ConnectFailure failure) {
        meters.counter(Metrics.RELAY_CONNECT_FAILURES, relay, failure.kind().label())
                .increment();
    }

    @Override
    public void slowed(String relay, Duration pause) {
        meters.counter(Metrics.RELAY_SLOWED, relay).increment();
    }
}
