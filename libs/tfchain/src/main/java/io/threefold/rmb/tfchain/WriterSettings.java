package io.threefold.rmb.tfchain;

import java.time.Duration;

/**
 * How changes are sent.
 *
 * @param finalityDeadline how long to wait for a change to be final
 * @param eraPeriod for how many blocks it may land, 4 to 2048
 * @param maxWaiting changes that may wait for the one before them
 */
public record WriterSettings(Duration finalityDeadline, int eraPeriod, int maxWaiting) {
    /** 60 s, 64 blocks. */
    public static WriterSettings defaults() {
        return new WriterSettings(Duration.ofSeconds(60), 64, 16);
    }

    /** With another deadline. */
    public WriterSettings withFinalityDeadline(Duration deadline) {
        return new WriterSettings(deadline, eraPeriod, maxWaiting);
    }
}
