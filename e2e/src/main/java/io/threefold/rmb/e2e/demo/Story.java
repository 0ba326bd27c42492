package io.threefold.rmb.e2e.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;

/** Tells on the terminal what the demo does: a numbered step when it begins, its facts below, and how long it took. */
final class Story {
    private final PrintStream out;
    private int step;

    Story(PrintStream out) {
        this.out = out;
    }

    void title(String text) {
        out.println(text);
    }

    /** Runs a step; a failure passes through, after its line. */
    <T> T step(String what, Supplier<T> work) {
        step++;
        out.println();
        out.printf("%d  %s%n", step, what);
        long begin = System.nanoTime();
        T result = work.get();
        fact("took", millis(Duration.ofNanos(System.nanoTime() - begin)));
        return result;
    }

    void step(String what, Runnable work) {
        step(what, () -> {
            work.run();
            return "";
        });
    }

    void fact(String name, String value) {
        out.printf("     %-12s %s%n", name, value);
    }

    void line(String text) {
        out.println("     " + text);
    }

    static String millis(Duration time) {
        return time.toMillis() < 10_000
                ? String.format(Locale.ROOT, "%.1f ms", time.toNanos() / 1e6)
                : String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1e3);
    }
}
