package io.threefold.rmb.protocol.queue;

/**
 * What is read from the lists. Lengths of text are UTF-16 units.
 *
 * @param maxJsonBytes longer messages are not parsed at all, so they cannot even be answered
 * @param maxDataBytes decoded payload; checked before decoding
 * @param maxText of ref, cmd, tag, ret, shm and the session in dst or src; what the envelope codec takes as well
 * @param maxErrorText of an error's message
 * @param maxDestinations entries of a request's dst
 */
public record QueueLimits(int maxJsonBytes, int maxDataBytes, int maxText, int maxErrorText, int maxDestinations) {
    /** 1 MiB of payload, 1000 destinations. */
    public static final QueueLimits DEFAULT = ofData(1 << 20);

    /** The usual limits with another payload size; messages up to twice as large (at least 16 MiB) still get an answer. */
    public static QueueLimits ofData(int maxDataBytes) {
        long json = Math.max(16L << 20, 2L * maxDataBytes);
        return new QueueLimits((int) Math.min(json, Integer.MAX_VALUE - 8), maxDataBytes, 1024, 16 << 10, 1000);
    }

    public QueueLimits {
        if (maxJsonBytes < 0 || maxDataBytes < 0 || maxText < 0 || maxErrorText < 0 || maxDestinations < 0) {
            throw new IllegalArgumentException("limits are not negative");
        }
    }
}
