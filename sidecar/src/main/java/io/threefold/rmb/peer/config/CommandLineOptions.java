package io.threefold.rmb.peer.config;

import io.threefold.rmb.peer.catalogue.Setting;
import io.threefold.rmb.peer.catalogue.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * Command-line options, made from the catalogue.
 *
 * @param layer what was set; meaningless when {@code printed} is not null
 * @param printed help or version text that was asked for, else null
 */
record CommandLineOptions(Layer layer, @Nullable String printed) {
    private static final String PLACE = "command line";

    static CommandLineOptions parse(String[] arguments, String version) throws ConfigException {
        CommandLine commandLine = new CommandLine(specification(version))
                .setExpandAtFiles(false)
                .setTrimQuotes(false)
                .setUsageHelpWidth(100);
        ParseResult result;
        try {
            result = commandLine.parseArgs(arguments);
        } catch (CommandLine.UnmatchedArgumentException e) {
            String first = e.getUnmatched().getFirst();
            // Anything else may be a word of a phrase that lacks its quotes.
            String what = first.matches("--?[A-Za-z][A-Za-z-]*(=.*)?")
                    ? "there is no option " + first.replaceFirst("(?s)=.*", "")
                    : "there is an argument too many";
            throw new ConfigException(PLACE, what, "Put quotes around values with blanks; --help lists all options.");
        } catch (CommandLine.MissingParameterException e) {
            String name = e.getMissing().isEmpty() || !e.getMissing().getFirst().isOption()
                    ? "an option"
                    : ((OptionSpec) e.getMissing().getFirst()).longestName();
            throw new ConfigException(PLACE, name + " needs a value", "--help lists what it takes.");
        } catch (CommandLine.OverwrittenOptionException e) {
            throw new ConfigException(
                    PLACE,
                    ((OptionSpec) e.getOverwritten()).longestName() + " must be given once",
                    "Remove the other one.");
        } catch (CommandLine.ParameterException e) {
            throw new ConfigException(PLACE, "an option has a wrong form", "--help lists all options.");
        }
        if (result.isUsageHelpRequested()) {
            return new CommandLineOptions(Layer.empty(PLACE), commandLine.getUsageMessage());
        }
        if (result.isVersionHelpRequested()) {
            return new CommandLineOptions(Layer.empty(PLACE), "rmb-peer " + version + System.lineSeparator());
        }
        return new CommandLineOptions(layer(result), null);
    }

    private static Layer layer(ParseResult result) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (Setting<?> setting : Settings.ALL) {
            if (setting.options().isEmpty() || !result.hasMatchedOption(setting.handle())) {
                continue;
            }
            List<String> texts = new ArrayList<>();
            for (String text : result.matchedOption(setting.handle()).stringValues()) {
                texts.addAll(Environment.split(setting, text));
            }
            values.put(setting.key(), texts);
        }
        if (result.hasMatchedOption("--no-update")) {
            values.put(Settings.CHAIN_UPDATE.key(), List.of("false"));
        }
        if (result.hasMatchedOption("--debug") && !values.containsKey(Settings.LOG_LEVEL.key())) {
            values.put(Settings.LOG_LEVEL.key(), List.of("Debug"));
        }
        List<String> warnings = values.containsKey(Settings.MNEMONIC.key())
                ? List.of("The secret was given with -m: other users of this machine can read it in the process list."
                        + " Use --mnemonic-file.")
                : List.of();
        return new Layer(PLACE, values, warnings);
    }

    private static CommandSpec specification(String version) {
        CommandSpec spec = CommandSpec.create().name("rmb-peer").version("rmb-peer " + version);
        spec.usageMessage()
                .header("Connects the apps at a Redis to the Reliable Message Bus, as one twin.%n")
                .synopsisHeading("usage: ")
                .optionListHeading("%n")
                .sortOptions(false)
                .footer(
                        "%nEvery option is also an environment variable (in brackets) and a key of the --config file;",
                        "options win over environment, environment over file. Lists: repeat, or separate by commas.",
                        "Exit codes: 0, or 143 after SIGTERM, stopped as asked, 1 failed, 2 a setting is wrong, 3 the account has no twin.");
        for (Setting<?> setting : Settings.ALL) {
            if (!setting.options().isEmpty()) {
                spec.addOption(option(setting));
            }
            if (setting == Settings.CHAIN_UPDATE) {
                spec.addOption(flag("Do not write relays and key of the twin to the chain.", "--no-update"));
            }
            if (setting == Settings.LOG_LEVEL) {
                spec.addOption(flag("The same as --log-level Debug.", "-d", "--debug"));
            }
        }
        spec.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Print this text.")
                .build());
        spec.addOption(OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Print the version.")
                .build());
        return spec;
    }

    private static OptionSpec option(Setting<?> setting) {
        String defaults = setting.defaults().isEmpty() ? "" : " Default: " + String.join(",", setting.defaults()) + ".";
        OptionSpec.Builder builder = OptionSpec.builder(setting.options().toArray(String[]::new))
                .paramLabel(setting.type().label())
                .arity(setting == Settings.WAIT_FOR_TWIN ? "0..1" : "1")
                .description((setting.meaning() + defaults + " [" + setting.env() + "]").replace("%", "%%"));
        if (setting == Settings.WAIT_FOR_TWIN) {
            builder.fallbackValue("True");
        }
        return setting.type().list()
                ? builder.type(List.class).auxiliaryTypes(String.class).build()
                : builder.type(String.class).build();
    }

    private static OptionSpec flag(String meaning, String... names) {
        return OptionSpec.builder(names)
                .arity("0")
                .type(boolean.class)
                .description(meaning)
                .build();
    }
}
