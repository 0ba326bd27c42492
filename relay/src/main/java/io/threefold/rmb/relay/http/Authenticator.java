package io.threefold.rmb.relay.http;

import io.threefold.rmb.protocol.envelope.Address;
import io.threefold.rmb.protocol.identity.AccountId;
import io.threefold.rmb.protocol.token.RelayToken;
import io.threefold.rmb.tfchain.TwinLookup;
import io.threefold.rmb.tfchain.TwinRegistry;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Who connects (PROTOCOL §4, CLIENTS §7). Thread-safe; no stage fails. */
final class Authenticator {
    private final TwinRegistry twins;
    private final SignaturePool signatures;
    private final InstantSource clock;

    Authenticator(TwinRegistry twins, SignaturePool signatures, InstantSource clock) {
        this.twins = twins;
        this.signatures = signatures;
        this.clock = clock;
    }

    /** What comes out. */
    sealed interface Result {}

    /** The session that the token opens. */
    record Allowed(Address session) implements Result {}

    /**
     * Nobody.
     *
     * @param status of the HTTP answer
     * @param reason a label
     * @param text for the user
     */
    record Denied(int status, String reason, String text) implements Result {}

    CompletionStage<Result> check(String token) {
        return switch (RelayToken.parse(token)) {
            case RelayToken.Rejected(var reason) -> done(refused(reason.name()));
            case RelayToken.Unverified unverified when unverified.isExpired(now()) -> done(refused("EXPIRED"));
            case RelayToken.Unverified unverified ->
                twins.byId(unverified.claims().twin()).thenCompose(lookup -> judge(unverified, lookup, true));
        };
    }

    private CompletionStage<Result> judge(RelayToken.Unverified token, TwinLookup lookup, boolean mayRefresh) {
        return switch (lookup) {
            case TwinLookup.Unavailable(String reason) ->
                done(new Denied(500, "registry", "the twin cannot be looked up at present: " + reason));
            case TwinLookup.Absent ignored ->
                mayRefresh
                        ? refresh(token)
                        : done(new Denied(
                                401,
                                "twin_unknown",
                                "the chain knows no twin " + token.claims().twin()));
            case TwinLookup.Found found -> verify(token, found.twin().account(), mayRefresh);
        };
    }

    private CompletionStage<Result> verify(RelayToken.Unverified token, AccountId account, boolean mayRefresh) {
        return signatures
                .submit(() -> token.verify(account, now()))
                .handle((verdict, error) -> error == null ? verdict : null)
                .thenCompose(verdict -> switch (verdict) {
                    case null -> done(new Denied(503, "overloaded", "too many connect at once; try again in a moment"));
                    case RelayToken.Valid valid ->
                        done(new Allowed(valid.token().address()));
                    case RelayToken.Rejected ignored when mayRefresh -> refresh(token);
                    case RelayToken.Rejected rejected ->
                        done(refused(rejected.reason().name()));
                });
    }

    /** A cached twin may be too old: the chain is asked once more (DESIGN §7). */
    private CompletionStage<Result> refresh(RelayToken.Unverified token) {
        return twins.refresh(token.claims().twin()).thenCompose(lookup -> judge(token, lookup, false));
    }

    private static Denied refused(String reason) {
        String label = reason.toLowerCase(Locale.ROOT);
        return new Denied(401, label, "the token is refused: " + label.replace('_', ' '));
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }

    private static CompletionStage<Result> done(Result result) {
        return CompletableFuture.completedFuture(result);
    }
}
