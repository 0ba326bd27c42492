package io.threefold.rmb.e2e.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What a command said that runs to its end.
 *
 * @param out its standard output
 * @param err its error output
 */
public record ShortCommand(int exit, String out, String err, Duration took) {
    private static final Duration BETWEEN_SIGNS_OF_LIFE = Duration.ofSeconds(10);

    /** Runs it in the given folder; it must end within the given time. */
    public static ShortCommand run(
            Path folder, List<String> command, Map<String, String> environment, Duration patience) {
        return run(folder, command, environment, patience, elapsed -> {});
    }

    /** As {@link #run(Path, List, Map, Duration)}, telling every ten seconds for how long it has been running. */
    public static ShortCommand run(
            Path folder,
            List<String> command,
            Map<String, String> environment,
            Duration patience,
            Consumer<Duration> signOfLife) {
        try {
            Path out = Files.createTempFile("rmb-command", ".out");
            Path err = Files.createTempFile("rmb-command", ".err");
            try {
                ProcessBuilder builder = new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectInput(ProcessBuilder.Redirect.from(
                                Path.of("/dev/null").toFile()))
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
                builder.environment().putAll(environment);
                long begin = System.nanoTime();
                Process process = builder.start();
                boolean ended = end(process, begin, patience, signOfLife);
                ShortCommand result = new ShortCommand(
                        ended ? process.exitValue() : -1,
                        text(out),
                        text(err),
                        Duration.ofNanos(System.nanoTime() - begin));
                if (!ended) {
                    throw new StepFailed(command + " did not end within " + patience.toSeconds() + " s:\n" + result);
                }
                return result;
            } finally {
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean end(Process process, long begin, Duration patience, Consumer<Duration> signOfLife) {
        try {
            while (true) {
                Duration elapsed = Duration.ofNanos(System.nanoTime() - begin);
                Duration rest = patience.minus(elapsed);
                if (rest.isNegative()) {
                    return false;
                }
                Duration wait = rest.compareTo(BETWEEN_SIGNS_OF_LIFE) < 0 ? rest : BETWEEN_SIGNS_OF_LIFE;
                if (process.waitFor(wait.toMillis() + 1, TimeUnit.MILLISECONDS)) {
                    return true;
                }
                signOfLife.accept(Duration.ofNanos(System.nanoTime() - begin));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
