package io.threefold.rmb.peer.link;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before the next attempt (PROTOCOL §1, DESIGN §5): after a session that had proved itself, at once, once;
 * then doubling from the first pause to the cap, each pause shortened by up to half at random.
 */
final class Backoff {
    private final LinkSettings.Times times;
    private final DoubleSupplier random;
    private int failures;
    private boolean usedAtOnce;

    /**
     * @param random uniform in [0, 1)
     */
    Backoff(LinkSettings.Times times, DoubleSupplier random) {
        this.times = times;
        this.random = random;
    }

    /** The pause after an attempt that did not open. */
    Duration afterFailure() {
        usedAtOnce = true;
        var exponent = Math.min(failures, 20);
        failures++;
        var full = Math.min(
                times.firstBackoff().toNanos() << exponent, times.maxBackoff().toNanos());
        return Duration.ofNanos((long) (full * (1 - random.getAsDouble() / 2)));
    }

    /** The pause after an open session ended. */
    Duration afterOpen(Duration open) {
        if (open.compareTo(times.stableAfter()) >= 0) {
            failures = 0;
            usedAtOnce = false;
        }
        if (!usedAtOnce) {
            usedAtOnce = true;
            return Duration.ZERO;
        }
        return afterFailure();
    }
}
