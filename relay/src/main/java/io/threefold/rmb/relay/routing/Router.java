package io.threefold.rmb.relay.routing;

import io.threefold.rmb.protocol.envelope.Address;
import io.threefold.rmb.protocol.envelope.Envelope;
import io.threefold.rmb.protocol.envelope.EnvelopeTime;
import io.threefold.rmb.protocol.envelope.FailFast;
import io.threefold.rmb.protocol.envelope.Message;
import io.threefold.rmb.protocol.envelope.RelayError;
import io.threefold.rmb.relay.RelaySettings;
import io.threefold.rmb.relay.metrics.RelayMetric;
import io.threefold.rmb.relay.metrics.RelayMetrics;
import io.threefold.rmb.relay.store.StreamStore.Appended;
import io.threefold.rmb.relay.store.StreamStore.Full;
import io.threefold.rmb.relay.store.StreamStore.Mode;
import io.threefold.rmb.relay.store.StreamStore.NotConnected;
import io.threefold.rmb.relay.store.StreamStore.Stored;
import io.threefold.rmb.tfchain.Twin;
import io.threefold.rmb.tfchain.TwinLookup;
import io.threefold.rmb.tfchain.TwinRegistry;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Decides where an envelope of a session goes (PROTOCOL §8): to its destination when that is connected, whatever the chain
 * says; else as the destination's record on the chain says. Envelopes from one session to one destination keep their order.
 * Thread-safe; no stage fails.
 */
public final class Router {
    private static final Routed TAKEN = new Routed.Taken();

    private final Delivery delivery;
    private final TwinRegistry twins;
    private final Forwarding forwarding;
    private final RelaySettings settings;
    private final RelayMetrics metrics;
    private final InstantSource clock;

    public Router(
            Delivery delivery,
            TwinRegistry twins,
            Forwarding forwarding,
            RelaySettings settings,
            RelayMetrics metrics,
            InstantSource clock) {
        this.delivery = delivery;
        this.twins = twins;
        this.forwarding = forwarding;
        this.settings = settings;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Takes envelopes for other relays. */
    public interface Forwarding {
        /**
         * Keeps an envelope until another relay has it or it fails for good; its sender is then told.
         *
         * @return false when too many wait already; fails when it could not be stored
         */
        CompletionStage<Boolean> take(Envelope envelope, byte[] bytes);
    }

    /**
     * Routes an envelope that passed the checks of its session.
     *
     * @param bytes the envelope as it came
     * @param lanes of the session; an envelope that needs more than one step occupies the lane of its destination
     */
    public CompletionStage<Routed> route(Envelope envelope, byte[] bytes, Lanes<Address> lanes) {
        Address destination = envelope.destination();
        if (EnvelopeTime.ttl(envelope, clock.instant().getEpochSecond()) == 0) {
            return done(Routed.Refused.of(RelayError.EXPIRED));
        }
        if (destination == null) {
            return done(Routed.Refused.of(RelayError.MISSING_DESTINATION));
        }
        if (!lanes.isBusy(destination)) {
            boolean failFast = FailFast.isIn(envelope.tags());
            if (!failFast && delivery.isHere(destination)) {
                return store(destination, bytes);
            }
            // One step is enough when the answer does not depend on whether the destination is connected.
            if (isKnownOurs(destination)) {
                return failFast ? storeIfConnected(destination, bytes) : store(destination, bytes);
            }
        }
        var routed = new CompletableFuture<Routed>();
        lanes.run(destination, () -> {
            inSteps(destination, envelope, bytes)
                    .whenComplete(
                            (result, error) -> routed.complete(error == null ? result : new Routed.Failed(error)));
            return routed;
        });
        return routed;
    }

    private boolean isKnownOurs(Address destination) {
        CompletableFuture<TwinLookup> lookup = twins.byId(destination.twin()).toCompletableFuture();
        return lookup.isDone()
                && lookup.getNow(null) instanceof TwinLookup.Found(Twin twin)
                && settings.isOwn(twin.relays());
    }

    private CompletionStage<Routed> store(Address destination, byte[] bytes) {
        return delivery.store(destination, bytes, Mode.ALWAYS).handle((appended, error) -> {
            if (error != null) {
                return new Routed.Failed(error);
            }
            return judge(destination, appended);
        });
    }

    private CompletionStage<Routed> storeIfConnected(Address destination, byte[] bytes) {
        return delivery.store(destination, bytes, Mode.CONNECTED_ONLY).handle((appended, error) -> {
            if (error != null) {
                return new Routed.Failed(error);
            }
            return appended instanceof NotConnected
                    ? Routed.Refused.of(RelayError.DESTINATION_OFFLINE)
                    : judge(destination, appended);
        });
    }

    private Routed judge(Address destination, Appended appended) {
        return switch (appended) {
            case Stored stored -> {
                metrics.count(RelayMetric.ROUTED, stored.owner().isEmpty() ? "queued" : "connected");
                yield TAKEN;
            }
            case Full ignored ->
                new Routed.Refused(
                        RelayError.FAILED_TO_ROUTE,
                        RelayError.failedToRoute(destination, "too many messages wait for it already"));
            case NotConnected ignored -> Routed.Refused.of(RelayError.DESTINATION_OFFLINE);
        };
    }

    private CompletionStage<Routed> inSteps(Address destination, Envelope envelope, byte[] bytes) {
        return delivery.store(destination, bytes, Mode.CONNECTED_ONLY)
                .thenCompose(appended -> appended instanceof NotConnected
                        ? twins.byId(destination.twin())
                                .thenCompose(lookup -> byRecord(lookup, destination, envelope, bytes))
                        : done(judge(destination, appended)));
    }

    private CompletionStage<Routed> byRecord(TwinLookup lookup, Address destination, Envelope envelope, byte[] bytes) {
        return switch (lookup) {
            case TwinLookup.Absent ignored -> done(Routed.Refused.of(RelayError.UNKNOWN_TWIN));
            case TwinLookup.Unavailable(String reason) ->
                // A lost request is reported and sent again by its sender; an answer has to wait here for the chain.
                envelope.message() instanceof Message.Request
                        ? done(new Routed.Refused(
                                RelayError.FAILED_TO_ROUTE, RelayError.failedToRoute(destination, reason)))
                        : forward(destination, envelope, bytes);
            case TwinLookup.Found(Twin twin) -> {
                if (settings.isOwn(twin.relays())) {
                    yield FailFast.isIn(envelope.tags())
                            ? done(Routed.Refused.of(RelayError.DESTINATION_OFFLINE))
                            : store(destination, bytes);
                }
                yield twin.relays().isEmpty()
                        ? done(Routed.Refused.of(RelayError.NO_RELAY))
                        : forward(destination, envelope, bytes);
            }
        };
    }

    private CompletionStage<Routed> forward(Address destination, Envelope envelope, byte[] bytes) {
        return forwarding.take(envelope, bytes).handle((taken, error) -> {
            if (error != null) {
                return new Routed.Failed(error);
            }
            if (!taken) {
                return new Routed.Refused(
                        RelayError.FAILED_TO_ROUTE,
                        RelayError.failedToRoute(destination, "too many messages wait for other relays already"));
            }
            metrics.count(RelayMetric.ROUTED, "federated");
            return TAKEN;
        });
    }

    private static CompletionStage<Routed> done(Routed routed) {
        return CompletableFuture.completedFuture(routed);
    }
}
