package io.threefold.rmb.relay.app;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Collects the texts of all options from the command line, the environment and a file. */
final class RelayOptions {
    private static final int WIDTH = 110;

    private final Map<RelayOption, String> values = new EnumMap<>(RelayOption.class);

    /** Texts, or what is to be printed instead of running. */
    record Read(@Nullable String print, RelayOptions options) {}

    static Read read(String[] arguments, Map<String, String> environment) throws OptionException {
        CommandSpec spec = spec();
        CommandLine command = new CommandLine(spec).setUsageHelpWidth(WIDTH);
        CommandLine.ParseResult parsed;
        try {
            parsed = command.parseArgs(arguments);
        } catch (CommandLine.ParameterException e) {
            throw new OptionException(firstLine(e) + "; --help lists the options");
        }
        var options = new RelayOptions();
        if (parsed.isUsageHelpRequested()) {
            return new Read(command.getUsageMessage(CommandLine.Help.Ansi.AUTO), options);
        }
        String file = parsed.matchedOptionValue("--config", environment.get("RMB_RELAY_CONFIG"));
        Properties fromFile = file == null || file.isEmpty() ? new Properties() : load(file);
        for (RelayOption option : RelayOption.values()) {
            String value = parsed.matchedOptionValue(option.longName(), (String) null);
            if (value == null) {
                value = environment.get(option.environment());
            }
            if (value == null) {
                value = fromFile.getProperty(option.fileKey());
            }
            fromFile.remove(option.fileKey());
            if (value == null) {
                value = option.fallback();
            }
            if (value == null) {
                throw new OptionException(option, "is missing, for example: " + option.example());
            }
            options.values.put(option, value.strip());
        }
        if (!fromFile.isEmpty()) {
            throw new OptionException("the configuration file has an unknown setting '"
                    + fromFile.stringPropertyNames().iterator().next() + "'; --help lists the options");
        }
        if (parsed.hasMatchedOption("-d")) {
            options.values.put(RelayOption.LOG_LEVEL, "debug");
        }
        return new Read(null, options);
    }

    /** The picocli message without anything behind a colon or quote that may hold a value. */
    private static String firstLine(CommandLine.ParameterException e) {
        return switch (e) {
            case CommandLine.UnmatchedArgumentException unmatched -> "an option or argument is unknown";
            case CommandLine.OverwrittenOptionException twice -> "an option is given twice";
            case CommandLine.MissingParameterException missing -> "an option lacks its value";
            default -> "the command line cannot be read";
        };
    }

    private static Properties load(String file) throws OptionException {
        var properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(file), StandardCharsets.UTF_8)) {
            properties.load(reader);
            return properties;
        } catch (IOException | IllegalArgumentException e) {
            throw new OptionException(
                    "--config (RMB_RELAY_CONFIG) must name a readable file of lines like domain=relay.example");
        }
    }

    private static CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name("rmb-relay");
        spec.usageMessage()
                .description("Passes RMB messages on between peers, and to and from other relays.")
                .footer("", "Every option can be set by its environment variable, or in a file of name=value lines.");
        for (RelayOption option : RelayOption.values()) {
            String fallback = option.fallback() == null || option.fallback().isEmpty()
                    ? ""
                    : " Default: " + option.fallback() + ".";
            spec.addOption(OptionSpec.builder(option.names().toArray(String[]::new))
                    .type(String.class)
                    .paramLabel("VALUE")
                    .description((option.meaning() + fallback + " [" + option.environment() + "]").replace("%", "%%"))
                    .build());
        }
        spec.addOption(OptionSpec.builder("-c", "--config")
                .type(String.class)
                .paramLabel("FILE")
                .description("File with settings. [RMB_RELAY_CONFIG]")
                .build());
        spec.addOption(OptionSpec.builder("-d", "--debug")
                .description("Same as --log-level debug.")
                .build());
        spec.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Prints this.")
                .build());
        return spec;
    }

    /** The text of an option; not null. */
    String text(RelayOption option) {
        String value = values.get(option);
        return value == null ? "" : value;
    }
}
