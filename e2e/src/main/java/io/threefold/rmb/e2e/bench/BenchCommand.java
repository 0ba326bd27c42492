package io.threefold.rmb.e2e.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.threefold.rmb.e2e.bot.Bot;
import io.threefold.rmb.e2e.process.StepFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./rmb bench}: cryptography by JMH, then round trips between two apps through everything in between. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures the cryptography, and round trips through two peers and a relay.")
public final class BenchCommand implements Callable<Integer> {
    private static final String COMMAND = "bench.echo";

    @Option(names = "--in-flight", split = ",", defaultValue = "1,8,64", description = "Default: ${DEFAULT-VALUE}.")
    private List<Integer> inFlight = List.of();

    @Option(
            names = "--sizes",
            split = ",",
            defaultValue = "100,4096,262144",
            description = "Payload bytes. Default: ${DEFAULT-VALUE}.")
    private List<Integer> sizes = List.of();

    @Option(names = "--seconds", defaultValue = "10", description = "Per line of the table. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--warm-up",
            defaultValue = "15",
            description = "Seconds of load before anything counts. Default: ${DEFAULT-VALUE}.")
    private int warmUp;

    @Option(names = "--no-crypto", description = "Only the round trips.")
    private boolean noCrypto;

    @Option(names = "--no-round-trips", description = "Only the cryptography.")
    private boolean noRoundTrips;

    @Option(names = "--json", description = "Writes the result here as well.")
    private @Nullable Path json;

    @Option(
            names = "--client-redis",
            description = "Measure peers that run already: Redis of the asking peer. Needs --service-redis and"
                    + " --service-twin.")
    private @Nullable String clientRedis;

    @Option(names = "--service-redis", description = "Redis of the answering peer.")
    private @Nullable String serviceRedis;

    @Option(names = "--service-twin", description = "Twin of the answering peer.")
    private @Nullable Long serviceTwin;

    @Option(
            names = "--watch",
            description = "With --client-redis: processes whose CPU and memory to read, as NAME=PID; repeatable.")
    private Map<String, Long> watch = Map.of();

    @Option(
            names = "--relay-url",
            description = "Let our own two peers talk through this relay (ws or wss) instead of devnet's; it must serve"
                    + " the domain localhost and know devnet's chain (--chain-port).")
    private @Nullable String relayUrl;

    @Option(names = "--chain-port", description = "Port of devnet's chain, so that a relay of yours can use it.")
    private @Nullable Integer chainPort;

    @Override
    public Integer call() throws IOException {
        Map<String, Double> micros = noCrypto ? Map.of() : MicroBenches.run();
        Map<String, Double> idle = new LinkedHashMap<>();
        List<LoadResult> results = new ArrayList<>();
        if (!noRoundTrips) {
            roundTrips(idle, results);
        }
        BenchReport report = new BenchReport(machine(), micros, idle, results);
        report.print(System.out);
        if (json != null) {
            Files.writeString(
                    json,
                    new ObjectMapper()
                            .enable(SerializationFeature.INDENT_OUTPUT)
                            .writeValueAsString(report));
        }
        int errors = results.stream().mapToInt(LoadResult::errors).sum();
        if (errors > 0) {
            throw new StepFailed(errors + " round trips ended with an error");
        }
        return 0;
    }

    private void roundTrips(Map<String, Double> idle, List<LoadResult> results) {
        String client = clientRedis;
        if (client == null) {
            System.err.println("starting devnet, two Redis servers and two peers …");
            try (BenchStack stack = BenchStack.start(Optional.ofNullable(relayUrl), Optional.ofNullable(chainPort))) {
                idle.putAll(stack.idleMib());
                measure(stack.clientRedis(), stack.serviceRedis(), stack.serviceTwin(), stack.processes(), results);
            }
            return;
        }
        String service = serviceRedis;
        Long twin = serviceTwin;
        if (service == null || twin == null) {
            throw new StepFailed("--client-redis needs --service-redis and --service-twin");
        }
        Map<String, ProcessUse> processes = new LinkedHashMap<>();
        watch.forEach((name, pid) -> processes.put(name, new ProcessUse(pid)));
        measure(client, service, twin, processes, results);
    }

    private void measure(
            String clientUrl,
            String serviceUrl,
            long twin,
            Map<String, ProcessUse> processes,
            List<LoadResult> results) {
        try (Bot client = new Bot(clientUrl);
                Bot service = new Bot(serviceUrl);
                EchoService echo = new EchoService(service, COMMAND)) {
            RoundTripLoad load = new RoundTripLoad(client, twin, COMMAND);
            System.err.println("warming up for " + warmUp + " s …");
            load.run(64, 100, Duration.ofSeconds(warmUp));
            for (int size : sizes) {
                for (int many : inFlight) {
                    System.err.println("measuring " + many + " in flight, " + size + " bytes …");
                    results.add(measureOne(load, many, size, processes));
                }
            }
        }
    }

    private LoadResult measureOne(RoundTripLoad load, int many, int size, Map<String, ProcessUse> processes) {
        Map<String, ProcessUse> all = new LinkedHashMap<>(processes);
        all.put("bench", new ProcessUse(ProcessHandle.current().pid()));
        Map<String, Duration> before = new LinkedHashMap<>();
        all.forEach((name, use) -> before.put(name, use.cpu()));
        RoundTripLoad.Run run = load.run(many, size, Duration.ofSeconds(seconds));
        int count = run.latencies().count();
        Map<String, Double> cpu = new LinkedHashMap<>();
        Map<String, Double> resident = new LinkedHashMap<>();
        all.forEach((name, use) -> {
            Duration used = use.cpu().minus(before.getOrDefault(name, Duration.ZERO));
            cpu.put(name, used.toNanos() / 1e3 / Math.max(1, count));
            resident.put(name, use.residentMib());
        });
        double[] quantiles = run.latencies().quantilesMillis(0.5, 0.99, 0.999);
        return new LoadResult(
                many,
                size,
                count,
                count / (run.elapsed().toNanos() / 1e9),
                quantiles[0],
                quantiles[1],
                quantiles[2],
                run.errors(),
                cpu,
                resident);
    }

    private static Map<String, String> machine() {
        Map<String, String> machine = new LinkedHashMap<>();
        machine.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
        machine.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        machine.put("JVM", System.getProperty("java.vm.name") + " " + Runtime.version());
        return machine;
    }
}
