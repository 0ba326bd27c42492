package io.threefold.rmb.relay.session;

import io.threefold.rmb.relay.RelaySettings;
import io.threefold.rmb.relay.metrics.RelayMetrics;
import io.threefold.rmb.relay.routing.Delivery;
import io.threefold.rmb.relay.routing.Router;
import io.threefold.rmb.relay.store.StreamStore;
import java.time.InstantSource;

/** What all sessions of a relay share. Thread-safe. */
record SessionContext(
        RelaySettings settings,
        StreamStore streams,
        Delivery delivery,
        Router router,
        RateLimits rates,
        InFlight inFlight,
        RelayMetrics metrics,
        InstantSource clock) {}
