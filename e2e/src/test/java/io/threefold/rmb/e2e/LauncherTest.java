package io.threefold.rmb.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.threefold.rmb.e2e.process.Installation;
import io.threefold.rmb.e2e.process.ShortCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ./rmb} itself, as far as it needs no built programs. */
class LauncherTest {
    private static final Path ROOT = Installation.here(Path.of(".")).root();

    @Test
    void unknownCommandEndsWithTwoAndNamesHelp() {
        ShortCommand result = rmb(Map.of(), "fly");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("unknown command 'fly'").contains("./rmb help");
    }

    @Test
    void helpListsEveryCommandOfTheScript() throws IOException {
        ShortCommand help = rmb(Map.of(), "help");
        assertThat(help.exit()).isZero();
        String script = Files.readString(ROOT.resolve("rmb"));
        List<String> commands = Pattern.compile("^  ([a-z]+(?: \\| [a-z-]+)*)\\)", Pattern.MULTILINE)
                .matcher(script.substring(script.indexOf("case \"$command\" in")))
                .results()
                .flatMap(label -> Arrays.stream(label.group(1).split(" \\| ")))
                .filter(name -> !name.startsWith("-"))
                .toList();
        assertThat(commands).contains("demo", "test", "bench", "peer", "relay", "devnet", "help");
        assertThat(commands)
                .allSatisfy(command -> assertThat(help.out()).containsPattern("(?m)^  " + command + " +[a-z]"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-h", "--help"})
    void helpHasItsUsualNames(String option) {
        assertThat(rmb(Map.of(), option)).returns(0, ShortCommand::exit);
        assertThat(rmb(Map.of(), option).out()).isEqualTo(rmb(Map.of()).out());
    }

    @Test
    void worksFromAnyFolderAndByALongName() {
        ShortCommand result = ShortCommand.run(
                Path.of("/"), List.of(ROOT.resolve("rmb").toString(), "help"), Map.of(), Duration.ofSeconds(20));
        assertThat(result.exit()).isZero();
    }

    private static ShortCommand rmb(Map<String, String> environment, String... arguments) {
        List<String> command = new java.util.ArrayList<>(List.of("./rmb"));
        command.addAll(List.of(arguments));
        return ShortCommand.run(ROOT, command, environment, Duration.ofSeconds(20));
    }
}
