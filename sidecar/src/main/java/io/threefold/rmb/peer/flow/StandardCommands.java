package io.threefold.rmb.peer.flow;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** {@code rmb.version} (a JSON string) and {@code rmb.ping} (the JSON string "pong"). */
public final class StandardCommands implements BuiltInCommands {
    private final String version;

    /** @param version letters, digits, dots and dashes */
    public StandardCommands(String version) {
        this.version = version;
    }

    @Override
    public CompletionStage<@Nullable Answer> answer(Call call) {
        return switch (call.command()) {
            case "rmb.version" -> CompletableFuture.completedStage(Answer.of("\"" + version + "\""));
            case "rmb.ping" -> CompletableFuture.completedStage(Answer.of("\"pong\""));
            default -> CompletableFuture.completedStage(null);
        };
    }
}
