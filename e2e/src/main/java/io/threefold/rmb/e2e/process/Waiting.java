package io.threefold.rmb.e2e.process;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for conditions of other processes, which can only be polled; always with a deadline. */
public final class Waiting {
    private static final long PAUSE_NANOS = 25_000_000;

    private Waiting() {}

    /**
     * Polls until the condition holds. Exceptions other than {@link StepFailed} count as "not yet".
     *
     * @throws StepFailed with the given message after the deadline, or as thrown by the condition
     */
    public static void until(Duration patience, ManagedProcess.Condition condition, Supplier<String> otherwise) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                if (condition.holds()) {
                    return;
                }
            } catch (StepFailed e) {
                throw e;
            } catch (Exception notYet) {
                if (notYet instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                    throw new StepFailed("interrupted", notYet);
                }
            }
            if (System.nanoTime() - deadline > 0) {
                throw new StepFailed(otherwise.get());
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
