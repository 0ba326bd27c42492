package io.threefold.rmb.e2e.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A child process whose output goes to a log file. Closing it asks first (SIGTERM) and insists later (SIGKILL). */
public final class ManagedProcess implements AutoCloseable {
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(15);

    private final String name;
    private final Process process;
    private final Path log;

    private ManagedProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /**
     * Starts a process. It dies with this JVM at the latest.
     *
     * @param environment added to this process's own environment
     */
    public static ManagedProcess start(String name, List<String> command, Map<String, String> environment, Path log) {
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().putAll(environment);
            Process process = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return new ManagedProcess(name, process, log);
        } catch (IOException e) {
            throw new StepFailed("could not start " + name + " (" + command.getFirst() + "): " + e.getMessage(), e);
        }
    }

    public String name() {
        return name;
    }

    public long pid() {
        return process.pid();
    }

    public boolean alive() {
        return process.isAlive();
    }

    public Path log() {
        return log;
    }

    /**
     * Waits until the condition holds.
     *
     * @throws StepFailed with the end of the log when the process ends or the time runs out first
     */
    public void await(String what, Duration patience, Condition condition) {
        Waiting.until(
                patience,
                () -> {
                    if (!process.isAlive()) {
                        throw new StepFailed(name + " ended with exit code " + process.exitValue() + " before it was "
                                + what + ". The end of its log (" + log + "):\n" + tail(15));
                    }
                    return condition.holds();
                },
                () -> name + " is not " + what + " after " + patience.toSeconds() + " s. The end of its log (" + log
                        + "):\n" + tail(15));
    }

    /** Processor time used so far, user and system. */
    public Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Resident memory in bytes, 0 where the system does not tell (only Linux does). */
    public long residentBytes() {
        return residentBytes(process.pid());
    }

    /** As {@link #residentBytes()}, of any process. */
    public static long residentBytes(long pid) {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    /** SIGKILL, now. */
    public void kill() {
        process.destroyForcibly();
        awaitExit(STOP_PATIENCE);
    }

    /**
     * SIGTERM, then waiting.
     *
     * @return the exit code
     * @throws StepFailed if it had to be killed
     */
    public int stop() {
        process.destroy();
        if (!awaitExit(STOP_PATIENCE)) {
            kill();
            throw new StepFailed(name + " did not end within " + STOP_PATIENCE.toSeconds() + " s of SIGTERM");
        }
        return process.exitValue();
    }

    private boolean awaitExit(Duration patience) {
        try {
            return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private String tail(int lines) {
        try {
            List<String> all = Files.readAllLines(log);
            return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            process.destroy();
            if (!awaitExit(STOP_PATIENCE)) {
                process.destroyForcibly();
            }
        }
    }

    /** Something to wait for. Exceptions count as "not yet". */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws Exception;
    }
}
