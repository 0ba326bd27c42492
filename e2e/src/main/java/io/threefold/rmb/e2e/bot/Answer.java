package io.threefold.rmb.e2e.bot;

import org.jspecify.annotations.Nullable;

/**
 * What came back on a bot's return list.
 *
 * @param ref the bot's own reference
 * @param source {@code twin} or {@code twin:session} that answered
 * @param data the decoded payload
 * @param error null when it is an answer
 */
public record Answer(
        String ref, String source, byte[] data, @Nullable Failure error) {
    /** The {@code err} object of the answer. */
    public record Failure(long code, String message) {}
}
