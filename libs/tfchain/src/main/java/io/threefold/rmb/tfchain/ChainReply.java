package io.threefold.rmb.tfchain;

import io.threefold.rmb.tfchain.scale.ScaleException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What the chain said, or why it could not be asked. */
public sealed interface ChainReply<T> {
    /** An answer. */
    record Ok<T>(T value) implements ChainReply<T> {}

    /**
     * No usable answer; says nothing about what was asked.
     *
     * @param reason one sentence for users
     */
    record Unavailable<T>(String reason) implements ChainReply<T> {}

    /** A step that works on an answer. */
    interface Step<T, U> {
        U apply(T value) throws ScaleException;
    }

    /** Applies a step to an answer; a {@link ScaleException} becomes {@link Unavailable}. */
    static <T, U> CompletionStage<ChainReply<U>> map(CompletionStage<ChainReply<T>> stage, Step<T, U> step) {
        return then(stage, value -> CompletableFuture.completedFuture(new Ok<>(step.apply(value))));
    }

    /** Goes on with another question when there is an answer. */
    static <T, U> CompletionStage<ChainReply<U>> then(
            CompletionStage<ChainReply<T>> stage, Step<T, CompletionStage<ChainReply<U>>> step) {
        return stage.thenCompose(reply -> switch (reply) {
            case Ok<T>(T value) -> {
                try {
                    yield step.apply(value);
                } catch (ScaleException e) {
                    yield unavailable("the chain's answer cannot be read: " + e.getMessage());
                }
            }
            case Unavailable<T>(String reason) -> unavailable(reason);
        });
    }

    /** {@link Unavailable} at once. */
    static <T> CompletionStage<ChainReply<T>> unavailable(String reason) {
        return CompletableFuture.completedFuture(new Unavailable<>(reason));
    }
}
