package io.threefold.rmb.e2e.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.threefold.rmb.e2e.process.Built;
import io.threefold.rmb.e2e.process.Installation;
import io.threefold.rmb.e2e.process.ShortCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./rmb demo} as a user runs it, on the programs that are built already. */
class DemoTest {
    private static final Duration PROMISED = Duration.ofSeconds(60);

    private final Installation installation = Built.under("demo-test");

    @Test
    void twoBotsTalkWithinAMinute(@TempDir Path work) {
        ShortCommand demo = demo("--work", work.toString());
        System.out.println(demo.out());
        assertThat(demo.exit()).as(demo.toString()).isZero();
        assertThat(demo.took()).isLessThan(PROMISED);
        assertThat(demo.out())
                .contains("Two twins: extrinsics signed by their own keys, finalized")
                .containsPattern("request +LPUSH msgbus\\.system\\.local +cmd calculator\\.add")
                .containsPattern("signed +challenge [0-9a-f]{32}, 65 bytes, sr25519: verifies")
                .containsPattern("encrypted +\\d+ bytes AES-256-GCM")
                .containsPattern("answer +42 from twin \\d+, signed and encrypted likewise")
                .containsPattern("round trip +\\d+\\.\\d ms")
                .containsPattern("answers +20 of 20, each exactly once")
                .contains("Everything stops, each process by SIGTERM")
                .contains("Done. ./rmb demo --keep");
        assertThat(demo.out()).doesNotContain("FAILED");
        assertThat(stillRunningFrom(work)).isEmpty();
    }

    @Test
    void aFolderThatCannotBeMadeIsTheReasonAndTheExitCodeIsNotZero(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("a-file"), "not a folder");
        ShortCommand demo = demo("--work", file.resolve("below").toString());
        assertThat(demo.exit()).as(demo.toString()).isEqualTo(1);
        assertThat(demo.err())
                .contains("FAILED: ")
                .contains("could not start devnet")
                .contains("a-file");
        assertThat(demo.out()).doesNotContain("Done.");
    }

    /** What the program said last is in the reason, so that nobody has to look for it. */
    @Test
    void aProgramThatCannotStartIsNamedWithTheEndOfItsLog(@TempDir Path work) {
        ShortCommand demo = demo(Map.of("RMB_CHAIN_TIMEOUT", "never"), "--work", work.toString());
        assertThat(demo.exit()).as(demo.toString()).isEqualTo(1);
        assertThat(demo.err())
                .contains("FAILED: peer-alice ended with exit code")
                .contains("--chain-timeout")
                .contains("All logs of this run: " + work);
        assertThat(stillRunningFrom(work)).isEmpty();
    }

    @Test
    void anUnknownOptionIsWrongUse() {
        ShortCommand demo = demo("--fast");
        assertThat(demo.exit()).isEqualTo(2);
        assertThat(demo.err()).contains("--fast").contains("--keep");
    }

    private ShortCommand demo(String... options) {
        return demo(Map.of(), options);
    }

    private ShortCommand demo(Map<String, String> more, String... options) {
        List<String> command = new ArrayList<>(List.of("./rmb", "demo"));
        command.addAll(List.of(options));
        Map<String, String> environment = new HashMap<>(more);
        environment.put("RMB_BUILT", "1");
        return ShortCommand.run(installation.root(), command, environment, PROMISED.plusSeconds(30));
    }

    private static List<String> stillRunningFrom(Path work) {
        return ProcessHandle.allProcesses()
                .map(handle -> handle.info().commandLine().orElse(""))
                .filter(line -> line.contains(work.toString()))
                .toList();
    }
}
