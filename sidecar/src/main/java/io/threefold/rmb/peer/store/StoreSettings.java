package io.threefold.rmb.peer.store;

import java.time.Duration;

/**
 * How the peer uses its Redis.
 *
 * @param url {@code redis://host:port/db} or {@code rediss://…}; may hold a password, so it is never logged
 * @param retIdle a {@code ret} list that nobody reads for this long is deleted
 * @param retLength outcomes kept in one {@code ret} list; the oldest beyond it are dropped
 * @param deadLetters dead letters kept; the oldest beyond it are dropped
 * @param messageBytes the largest JSON message taken from a list; larger ones get an error
 * @param windowEntries requests remembered at once for the replay window, about 170 bytes of Redis memory each
 * @param batch messages taken in one step
 */
public record StoreSettings(
        String url, Duration retIdle, int retLength, int deadLetters, int messageBytes, long windowEntries, int batch) {

    /** The defaults for the Redis at the given URL. */
    public static StoreSettings of(String url) {
        return new StoreSettings(url, Duration.ofHours(1), 10_000, 1_000, 4 << 20, 500_000, 64);
    }

    @Override
    public String toString() {
        return "StoreSettings[retIdle=" + retIdle + ", retLength=" + retLength + ", deadLetters=" + deadLetters
                + ", messageBytes=" + messageBytes + ", windowEntries=" + windowEntries + ", batch=" + batch + "]";
    }
}
