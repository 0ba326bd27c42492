package io.threefold.rmb.protocol.queue;

/**
 * The {@code err} of a response.
 *
 * @param code u32
 */
public record QueueError(long code, String message) {
    private static final long MAX_CODE = 0xFFFF_FFFFL;

    public QueueError {
        if (code < 0 || code > MAX_CODE) {
            throw new IllegalArgumentException("an error code is a number from 0 to 4294967295, not " + code);
        }
    }
}
