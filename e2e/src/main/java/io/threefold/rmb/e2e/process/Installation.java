package io.threefold.rmb.e2e.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Where the built programs are, and how they are started.
 *
 * @param root the project's root folder
 * @param work where logs and data of this run go
 */
public record Installation(Path root, Path work) {
    /** From the system properties that {@code ./rmb} sets; falls back to the working directory's project. */
    public static Installation here(Path work) {
        Path root = Path.of(System.getProperty("rmb.root", "."));
        if (!Files.exists(root.resolve("rmb"))) {
            root = root.resolve("..");
        }
        return new Installation(root.toAbsolutePath().normalize(), work.toAbsolutePath());
    }

    /**
     * Starts one of our programs through the launcher, as a user would.
     *
     * @param program {@code peer}, {@code relay} or {@code devnet}
     */
    public ManagedProcess start(String name, String program, List<String> options, Map<String, String> environment) {
        List<String> command = new ArrayList<>();
        command.add(root.resolve("rmb").toString());
        command.add(program);
        command.addAll(options);
        return ManagedProcess.start(name, command, environment, work.resolve(name + ".log"));
    }
}
