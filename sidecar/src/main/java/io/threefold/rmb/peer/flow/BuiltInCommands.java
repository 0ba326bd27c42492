package io.threefold.rmb.peer.flow;

import com.google.protobuf.ByteString;
import io.threefold.rmb.protocol.envelope.Address;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Commands starting with {@code rmb.} that the peer answers itself (PROTOCOL §6). Must not block. */
@FunctionalInterface
public interface BuiltInCommands {
    /**
     * A verified request.
     *
     * @param source the caller, as its envelope says: with its session id
     * @param payload decrypted
     */
    record Call(String command, Address source, @Nullable String tags, ByteString payload) {}

    /** Its answer: JSON in UTF-8. */
    record Answer(ByteString json, @Nullable String tags) {
        /** An answer without tags. */
        public static Answer of(String json) {
            return new Answer(ByteString.copyFromUtf8(json), null);
        }
    }

    /** Completes with null for a command that is not known; exceptionally becomes Error 500. */
    CompletionStage<@Nullable Answer> answer(Call call);
}
