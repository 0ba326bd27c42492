package io.threefold.rmb.e2e.bench;

import io.threefold.rmb.e2e.process.StepFailed;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs the JMH benchmarks of this package briefly, one thread each, in a JVM of their own. */
final class MicroBenches {
    private MicroBenches() {}

    /** Average microseconds per operation, by class and method name. */
    static Map<String, Double> run() {
        System.err.println("measuring the cryptography …");
        Options options = new OptionsBuilder()
                .include("io\\.threefold\\.rmb\\.e2e\\.bench\\..*Bench\\..*")
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.MICROSECONDS)
                .forks(1)
                .warmupIterations(2)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(3)
                .measurementTime(TimeValue.seconds(1))
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true)
                .build();
        Map<String, Double> result = new TreeMap<>();
        try {
            new Runner(options).run().forEach(run -> {
                String name = run.getParams().getBenchmark();
                String brief = name.substring("io.threefold.rmb.e2e.bench.".length());
                String parameters = run.getParams().getParamsKeys().stream()
                        .map(key -> key + "=" + run.getParams().getParam(key))
                        .reduce("", (all, one) -> all + " " + one);
                result.put(brief + parameters, run.getPrimaryResult().getScore());
            });
        } catch (RunnerException e) {
            throw new StepFailed("a benchmark failed: " + e.getMessage(), e);
        }
        return result;
    }
}
