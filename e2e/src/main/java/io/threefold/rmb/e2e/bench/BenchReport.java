package io.threefold.rmb.e2e.bench;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything a bench run found out; written as JSON as it is.
 *
 * @param machine processors, memory and JVM, so that figures can be compared
 * @param microseconds average time per operation by benchmark name
 * @param idleMib resident memory by process before any load
 */
record BenchReport(
        Map<String, String> machine,
        Map<String, Double> microseconds,
        Map<String, Double> idleMib,
        List<LoadResult> roundTrips) {

    /** The same as tables for people. */
    void print(PrintStream out) {
        out.println();
        machine.forEach((name, value) -> out.println(name + ": " + value));
        if (!microseconds.isEmpty()) {
            out.println();
            out.printf(Locale.ROOT, "%-44s %12s%n", "operation (one thread)", "µs");
            new TreeMap<>(microseconds)
                    .forEach((name, micros) -> out.printf(Locale.ROOT, "%-44s %12.2f%n", name, micros));
        }
        if (!idleMib.isEmpty()) {
            out.println();
            out.print("idle, resident MiB:");
            idleMib.forEach((name, mib) -> out.printf(Locale.ROOT, "  %s %.0f", name, mib));
            out.println();
        }
        if (!roundTrips.isEmpty()) {
            printRoundTrips(out);
        }
    }

    private void printRoundTrips(PrintStream out) {
        out.println();
        out.printf(
                Locale.ROOT,
                "%9s %9s %12s %9s %9s %9s %7s %12s%n",
                "in flight",
                "bytes",
                "round trips/s",
                "p50 ms",
                "p99 ms",
                "p99.9 ms",
                "errors",
                "CPU µs each");
        for (LoadResult result : roundTrips) {
            out.printf(
                    Locale.ROOT,
                    "%9d %9d %13.0f %9.2f %9.2f %9.2f %7d %12.0f%n",
                    result.inFlight(),
                    result.payloadBytes(),
                    result.roundTripsPerSecond(),
                    result.p50(),
                    result.p99(),
                    result.p999(),
                    result.errors(),
                    result.cpuMicrosTotal());
        }
        out.println();
        out.println("CPU µs per round trip and resident MiB after the run, by process:");
        for (LoadResult result : roundTrips) {
            out.printf(Locale.ROOT, "%9d %9d ", result.inFlight(), result.payloadBytes());
            result.cpuMicrosPerRoundTrip()
                    .forEach((name, micros) -> out.printf(
                            Locale.ROOT,
                            "  %s %.0f/%.0f",
                            name,
                            micros,
                            result.residentMib().getOrDefault(name, 0.0)));
            out.println();
        }
    }
}
