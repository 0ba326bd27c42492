package io.threefold.rmb.tfchain.rpc;

import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What there is to know about the connection.
 *
 * @param connected the URL in use, null while there is none
 * @param since when that began: the connection, or being without one
 * @param lastError one sentence, null when nothing went wrong yet
 * @param pending calls waiting for an answer or a connection
 * @param calls all calls so far
 * @param unanswered those that ended as {@link RpcReply.Unavailable}
 * @param connections how many connections were made so far
 */
public record RpcState(
        @Nullable URI connected,
        Instant since,
        @Nullable String lastError,
        int pending,
        long calls,
        long unanswered,
        long connections) {}
