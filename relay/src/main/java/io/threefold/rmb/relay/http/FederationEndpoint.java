package io.threefold.rmb.relay.http;

import com.google.protobuf.UnsafeByteOperations;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.threefold.rmb.protocol.envelope.Acceptance;
import io.threefold.rmb.protocol.envelope.Address;
import io.threefold.rmb.protocol.envelope.Envelope;
import io.threefold.rmb.protocol.envelope.EnvelopeCodec;
import io.threefold.rmb.protocol.envelope.EnvelopeLimits;
import io.threefold.rmb.protocol.envelope.EnvelopeSigning;
import io.threefold.rmb.protocol.envelope.FailFast;
import io.threefold.rmb.protocol.envelope.MalformedEnvelopeException;
import io.threefold.rmb.relay.RelaySettings;
import io.threefold.rmb.relay.metrics.RelayMetric;
import io.threefold.rmb.relay.metrics.RelayMetrics;
import io.threefold.rmb.relay.routing.Delivery;
import io.threefold.rmb.relay.session.RateLimits;
import io.threefold.rmb.relay.store.StreamStore.Full;
import io.threefold.rmb.relay.store.StreamStore.Mode;
import io.threefold.rmb.relay.store.StreamStore.NotConnected;
import io.threefold.rmb.relay.store.StreamStore.Stored;
import io.threefold.rmb.tfchain.TwinLookup;
import io.threefold.rmb.tfchain.TwinRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/**
 * {@code POST /}: another relay brings an envelope for a twin of ours (PROTOCOL §8, DESIGN §7). Size, form, destination and
 * signature are checked before it is stored. 202 when it is stored; 404 when the destination is offline and the sender asked
 * for {@code fail-fast}; another 4xx when it can never be taken; 503, never 4xx, when it may be taken later.
 */
public final class FederationEndpoint {
    private static final long BODY_DEADLINE_MILLIS = 30_000;

    private final Vertx vertx;
    private final RelaySettings settings;
    private final TwinRegistry twins;
    private final SignaturePool signatures;
    private final Delivery delivery;
    private final RateLimits rates;
    private final RelayMetrics metrics;
    private final InstantSource clock;
    private final EnvelopeLimits limits;
    private final AtomicLong underWay = new AtomicLong();

    public FederationEndpoint(
            Vertx vertx,
            RelaySettings settings,
            TwinRegistry twins,
            SignaturePool signatures,
            Delivery delivery,
            RateLimits rates,
            RelayMetrics metrics,
            InstantSource clock) {
        this.vertx = vertx;
        this.settings = settings;
        this.twins = twins;
        this.signatures = signatures;
        this.delivery = delivery;
        this.rates = rates;
        this.metrics = metrics;
        this.clock = clock;
        this.limits = settings.envelopeLimits();
    }

    private record Answer(int status, String reason, String text) {}

    private static final Answer ACCEPTED = new Answer(202, "accepted", "");

    void handle(HttpServerRequest request) {
        int most = settings.limits().maxFrameBytes();
        long announced = announced(request);
        if (announced > most) {
            request.response().putHeader(HttpHeaderNames.CONNECTION, "close");
            answer(request, new Answer(413, "too_large", "an envelope may have " + most + " bytes here"));
            return;
        }
        int reserved = announced < 0 ? most : (int) announced;
        if (underWay.addAndGet(reserved) > settings.federation().maxInboundBytes()) {
            underWay.addAndGet(-reserved);
            request.response().putHeader(HttpHeaderNames.CONNECTION, "close");
            answer(request, throttled("too many envelopes arrive at once"));
            return;
        }
        Context context = vertx.getOrCreateContext();
        var done = new CompletableFuture<Answer>();
        done.whenComplete((answer, error) -> context.runOnContext(ignored -> {
            underWay.addAndGet(-reserved);
            answer(request, error == null ? answer : new Answer(503, "internal", "it could not be handled; try again"));
        }));
        long deadline = vertx.setTimer(
                BODY_DEADLINE_MILLIS,
                ignored -> done.complete(new Answer(503, "too_slow", "the envelope did not come in time")));
        done.whenComplete((answer, error) -> vertx.cancelTimer(deadline));
        Buffer body = Buffer.buffer(Math.max(0, (int) Math.min(announced, most)));
        request.exceptionHandler(error -> done.completeExceptionally(error));
        request.handler(chunk -> {
            if (body.length() + chunk.length() <= most) {
                body.appendBuffer(chunk);
            } else if (!done.isDone()) {
                request.response().putHeader(HttpHeaderNames.CONNECTION, "close");
                done.complete(new Answer(413, "too_large", "an envelope may have " + most + " bytes here"));
            }
        });
        request.endHandler(ignored -> {
            if (!done.isDone()) {
                envelope(body.getBytes()).whenComplete((answer, error) -> {
                    if (error == null) {
                        done.complete(answer);
                    } else {
                        done.completeExceptionally(error);
                    }
                });
            }
        });
    }

    private static long announced(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaderNames.CONTENT_LENGTH);
        try {
            return length == null ? -1 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private CompletionStage<Answer> envelope(byte[] bytes) {
        Envelope envelope;
        try {
            envelope = EnvelopeCodec.decode(UnsafeByteOperations.unsafeWrap(bytes), limits);
        } catch (MalformedEnvelopeException e) {
            return done(new Answer(400, "malformed", "not an envelope: " + e.getMessage()));
        }
        return switch (Acceptance.forRelay(envelope, clock.instant().getEpochSecond())) {
            case Acceptance.Rejected(var reason) ->
                done(new Answer(400, reason.name().toLowerCase(Locale.ROOT), reason.text()));
            case Acceptance.Claimed ignored -> destination(envelope, bytes);
            case Acceptance.FromRelay ignored -> done(new Answer(400, "from_relay", "relays' errors do not travel"));
            case Acceptance.PongToUs ignored -> done(new Answer(400, "wrong_kind", "pongs do not travel"));
        };
    }

    private CompletionStage<Answer> destination(Envelope envelope, byte[] bytes) {
        Address destination = Objects.requireNonNull(envelope.destination());
        return twins.byId(destination.twin())
                .thenCompose(lookup ->
                        isOurs(lookup) ? CompletableFuture.completedFuture(lookup) : twins.refresh(destination.twin()))
                .thenCompose(lookup -> {
                    if (lookup instanceof TwinLookup.Unavailable(String reason)) {
                        return done(new Answer(503, "registry", "the destination cannot be looked up: " + reason));
                    }
                    if (!isOurs(lookup)) {
                        return done(new Answer(421, "not_ours", "the destination has not registered this relay"));
                    }
                    Address source = Objects.requireNonNull(envelope.source());
                    return twins.byId(source.twin()).thenCompose(found -> source(envelope, bytes, found, true));
                });
    }

    private boolean isOurs(TwinLookup lookup) {
        return lookup instanceof TwinLookup.Found found
                && settings.isOwn(found.twin().relays());
    }

    private CompletionStage<Answer> source(Envelope envelope, byte[] bytes, TwinLookup lookup, boolean mayRefresh) {
        long twin = Objects.requireNonNull(envelope.source()).twin();
        return switch (lookup) {
            case TwinLookup.Unavailable(String reason) ->
                done(new Answer(503, "registry", "the source cannot be looked up: " + reason));
            case TwinLookup.Absent ignored when mayRefresh -> again(envelope, bytes, twin);
            case TwinLookup.Absent ignored ->
                done(new Answer(403, "twin_unknown", "the chain knows no such source twin"));
            case TwinLookup.Found found ->
                signatures
                        .submit(() ->
                                EnvelopeSigning.verify(envelope, found.twin().account()))
                        .handle((good, error) -> error == null ? good : null)
                        .thenCompose(good -> {
                            if (good == null) {
                                return done(throttled("too many signatures to check"));
                            }
                            if (good) {
                                return store(envelope, bytes, twin);
                            }
                            return mayRefresh
                                    ? again(envelope, bytes, twin)
                                    : done(new Answer(403, "bad_signature", "the signature is not the source twin's"));
                        });
        };
    }

    private CompletionStage<Answer> again(Envelope envelope, byte[] bytes, long twin) {
        return twins.refresh(twin).thenCompose(lookup -> source(envelope, bytes, lookup, false));
    }

    private CompletionStage<Answer> store(Envelope envelope, byte[] bytes, long source) {
        if (!rates.admit(source, bytes.length)) {
            return done(throttled("the source twin exceeds its rate limit"));
        }
        Mode mode = FailFast.isIn(envelope.tags()) ? Mode.CONNECTED_ONLY : Mode.ALWAYS;
        return delivery.store(Objects.requireNonNull(envelope.destination()), bytes, mode)
                .handle((appended, error) -> switch (appended) {
                    case null -> new Answer(503, "store", "it cannot be stored at present");
                    case Stored ignored -> ACCEPTED;
                    case NotConnected ignored -> new Answer(404, "offline", "destination offline");
                    case Full ignored -> new Answer(503, "full", "too many messages wait for the destination");
                });
    }

    private static Answer throttled(String text) {
        return new Answer(503, "throttled", text);
    }

    private void answer(HttpServerRequest request, Answer answer) {
        metrics.count(RelayMetric.FEDERATION_IN, Integer.toString(answer.status()), answer.reason());
        if (answer.status() == 503) {
            request.response().putHeader(HttpHeaderNames.RETRY_AFTER, "1");
        }
        RelayFront.answer(request, answer.status(), answer.text());
    }

    private static CompletionStage<Answer> done(Answer answer) {
        return CompletableFuture.completedFuture(answer);
    }
}
