package io.threefold.rmb.peer.link;

/**
 * A clock that stands still while we ourselves do not read: for that time nobody else can be blamed for silence. Times are
 * nanoseconds of any origin. Not thread-safe.
 */
final class ReadingTime {
    private long notRead;
    private long stopped;
    private boolean reading = true;

    /** We stopped or took up reading. */
    void reading(boolean reads, long now) {
        if (reads && !reading) {
            notRead += now - stopped;
        }
        if (!reads && reading) {
            stopped = now;
        }
        reading = reads;
    }

    long at(long now) {
        return (reading ? now : stopped) - notRead;
    }
}
