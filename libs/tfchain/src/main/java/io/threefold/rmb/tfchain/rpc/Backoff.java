package io.threefold.rmb.tfchain.rpc;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** The pause before the next attempt: short while there are URLs left to try, then doubling, capped and jittered. */
final class Backoff {
    private Backoff() {}

    /** @param failures attempts in a row that failed, at least 1 */
    static Duration pause(int failures, RpcSettings settings) {
        int urls = settings.urls().size();
        long min = settings.backoffMin().toMillis();
        if (failures < urls) {
            return jittered(Math.min(100, min));
        }
        int rounds = Math.min(20, (failures - urls) / urls);
        return jittered(Math.min(settings.backoffMax().toMillis(), min << rounds));
    }

    /** From half of it to all of it, so that many peers do not come back at the same moment. */
    private static Duration jittered(long millis) {
        return Duration.ofMillis(
                millis <= 1 ? millis : ThreadLocalRandom.current().nextLong(millis / 2, millis + 1));
    }
}
