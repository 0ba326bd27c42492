package io.threefold.rmb.peer.flow;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The threads for signing, verifying, encrypting and parsing: one per core. Their queue needs no bound of its own, what enters it
 * is bounded by the windows of messages under way.
 */
final class Workers implements Executor {
    private final ThreadPoolExecutor pool;

    Workers(int threads) {
        AtomicInteger number = new AtomicInteger();
        pool = new ThreadPoolExecutor(
                threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> new Worker(task, number));
    }

    private static final class Worker extends Thread {
        Worker(Runnable task, AtomicInteger number) {
            super(task, "rmb-flow-" + number.incrementAndGet());
            setDaemon(true);
        }
    }

    /** True on one of the threads: small work may as well be done right here. */
    boolean here() {
        return Thread.currentThread() instanceof Worker;
    }

    @Override
    public void execute(Runnable task) {
        pool.execute(task);
    }

    <T> CompletableFuture<T> supply(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, pool);
    }

    void stop() {
        pool.shutdownNow();
    }
}
