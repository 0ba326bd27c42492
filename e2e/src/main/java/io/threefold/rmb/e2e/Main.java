package io.threefold.rmb.e2e;

import io.threefold.rmb.e2e.bench.BenchCommand;
import io.threefold.rmb.e2e.demo.DemoCommand;
import io.threefold.rmb.e2e.process.StepFailed;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What {@code ./rmb demo} and {@code ./rmb bench} run. Exit codes: 0 worked, 1 a step failed, 2 wrong use. */
@Command(
        name = "rmb",
        subcommands = {DemoCommand.class, BenchCommand.class})
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        CommandLine commandLine = new CommandLine(new Main());
        commandLine.setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println(reason(failure));
            return 1;
        });
        // Lettuce's and picocli's threads must not keep the process alive after the result.
        Runtime.getRuntime().exit(commandLine.execute(arguments));
    }

    private static String reason(Exception failure) {
        return failure instanceof StepFailed ? "FAILED: " + failure.getMessage() : "FAILED: " + failure;
    }
}
