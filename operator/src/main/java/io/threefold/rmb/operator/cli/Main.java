package io.threefold.rmb.operator.cli;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The operator's tools that need no cluster: {@code ./rmb inject} and {@code ./rmb explain}. */
@Command(
        name = "rmb",
        subcommands = {InjectCommand.class, ExplainCommand.class})
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        Runtime.getRuntime().exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new Main());
        commandLine.setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println("rmb: " + reason(failure));
            return 2;
        });
        return commandLine;
    }

    private static String reason(Exception failure) {
        return switch (failure) {
            case Documents.Unreadable unreadable -> String.valueOf(unreadable.getMessage());
            case NoSuchFileException missing -> "there is no file " + missing.getFile();
            case IOException io -> "cannot read: " + io;
            default -> failure.toString();
        };
    }
}
