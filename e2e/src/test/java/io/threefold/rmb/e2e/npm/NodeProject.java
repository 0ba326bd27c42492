package io.threefold.rmb.e2e.npm;

import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.threefold.rmb.e2e.process.Installation;
import io.threefold.rmb.e2e.process.ShortCommand;
import io.threefold.rmb.e2e.process.StepFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The scripts of {@code e2e/npm} with the packages of their lock file, in a folder of the build. */
record NodeProject(Path folder) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> PACKAGE_FILES = List.of("package.json", "package-lock.json", ".npmrc");
    private static final List<String> SIGNS_OF_NO_NETWORK = List.of(
            "ENOTFOUND",
            "EAI_AGAIN",
            "ECONNREFUSED",
            "ECONNRESET",
            "ENETUNREACH",
            "EHOSTUNREACH",
            "ETIMEDOUT",
            "ERR_SOCKET_TIMEOUT",
            "ENOTCACHED");
    private static final int OLDEST_NODE = 18;
    private static final Duration TO_INSTALL = Duration.ofMinutes(8);
    private static final Duration TO_RUN = Duration.ofSeconds(120);

    /** Installs once per build; skips the test, saying why, where Node or the packages cannot be had. */
    static NodeProject install(Installation installation) throws IOException {
        String node = versionOf("node");
        if (Integer.parseInt(node.replaceAll("^v?(\\d+).*", "$1")) < OLDEST_NODE) {
            throw skip("node " + node + " is too old, the clients need " + OLDEST_NODE + " or newer");
        }
        String npm = versionOf("npm");
        Path source = installation.root().resolve("e2e/npm");
        Path folder = installation.root().resolve("e2e/target/npm");
        copy(source, folder);
        Path mark = folder.resolve("installed");
        byte[] wanted = Files.readAllBytes(folder.resolve("package-lock.json"));
        if (!Files.exists(mark) || !Arrays.equals(Files.readAllBytes(mark), wanted)) {
            System.out.println("npm clients: npm ci (node " + node + ", npm " + npm
                    + "); about half a minute, longer the first time while npm downloads");
            ShortCommand ci = ShortCommand.run(
                    folder,
                    List.of("npm", "ci", "--prefer-offline", "--no-progress", "--fetch-retries=1"),
                    Map.of(),
                    TO_INSTALL,
                    elapsed -> System.out.println("npm clients: still installing, " + elapsed.toSeconds() + " s"));
            if (ci.exit() != 0) {
                if (SIGNS_OF_NO_NETWORK.stream().anyMatch(ci.err()::contains)) {
                    throw skip("npm ci cannot reach its registry: "
                            + ci.err().lines().findFirst().orElse(""));
                }
                throw new StepFailed("npm ci failed, and not for lack of network: " + ci);
            }
            Files.write(mark, wanted);
            System.out.println("npm clients: installed in " + ci.took().toSeconds() + " s");
        }
        return new NodeProject(folder);
    }

    private static String versionOf(String program) {
        try {
            ShortCommand version =
                    ShortCommand.run(Path.of("."), List.of(program, "--version"), Map.of(), Duration.ofSeconds(60));
            if (version.exit() == 0) {
                return version.out().strip();
            }
            throw skip(program + " --version fails: " + version.err().strip());
        } catch (java.io.UncheckedIOException missing) {
            throw skip(program + " is missing (Debian: apt-get install nodejs npm)");
        }
    }

    private static AssertionError skip(String reason) {
        System.out.println("SKIPPED: the clients from npm were not tried, " + reason);
        abort(reason);
        return new AssertionError("not reached");
    }

    private static void copy(Path source, Path folder) throws IOException {
        Files.createDirectories(folder);
        try (Stream<Path> files = Files.list(source)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (PACKAGE_FILES.contains(name) || name.endsWith(".mjs")) {
                    Files.copy(file, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    /** Runs a script that takes its task as JSON and prints its result as one line of JSON. */
    JsonNode run(String script, Map<String, ?> task, Map<String, String> environment) throws IOException {
        ShortCommand done =
                ShortCommand.run(folder, List.of("node", script, JSON.writeValueAsString(task)), environment, TO_RUN);
        if (done.exit() != 0) {
            throw new StepFailed(
                    script + " ended with exit code " + done.exit() + "\n" + done.err() + "\n" + done.out());
        }
        return JSON.readTree(done.out().strip().lines().reduce("", (before, line) -> line));
    }
}
