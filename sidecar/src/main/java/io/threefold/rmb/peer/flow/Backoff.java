package io.threefold.rmb.peer.flow;

import java.util.concurrent.ThreadLocalRandom;

/** Pauses between tries: doubled, capped, jittered. */
final class Backoff {
    private static final long MIN_MILLIS = 500;
    private static final long MAX_MILLIS = 15_000;

    private Backoff() {}

    /** Milliseconds to wait before try number {@code tries + 1}; between half and all of the nominal pause. */
    static long millis(int tries) {
        long nominal = Math.min(MAX_MILLIS, MIN_MILLIS << Math.min(Math.max(tries - 1, 0), 10));
        return nominal / 2 + ThreadLocalRandom.current().nextLong(nominal / 2 + 1);
    }
}
