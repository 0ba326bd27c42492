package io.threefold.rmb.e2e.bench;

import java.util.Map;

/**
 * One line of the round-trip table.
 *
 * @param inFlight requests under way at once
 * @param payloadBytes size of the request's payload, and of the answer's
 * @param roundTripsPerSecond completed per second of wall clock
 * @param p50 milliseconds
 * @param p99 milliseconds
 * @param p999 milliseconds
 * @param errors answers with an error; anything but 0 makes the bench fail
 * @param cpuMicrosPerRoundTrip processor time by process name
 * @param residentMib resident memory by process name after the run
 */
record LoadResult(
        int inFlight,
        int payloadBytes,
        int roundTrips,
        double roundTripsPerSecond,
        double p50,
        double p99,
        double p999,
        int errors,
        Map<String, Double> cpuMicrosPerRoundTrip,
        Map<String, Double> residentMib) {

    double cpuMicrosTotal() {
        return cpuMicrosPerRoundTrip.values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
    }
}
