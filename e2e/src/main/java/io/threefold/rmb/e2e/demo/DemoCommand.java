package io.threefold.rmb.e2e.demo;

import io.threefold.rmb.e2e.process.Installation;
import io.threefold.rmb.e2e.process.StepFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./rmb demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Two bots on this machine: devnet, two peers and two Redis servers as processes; a signed,"
                + " encrypted request and its answer; a relay connection cut and the message sent again.")
public final class DemoCommand implements Callable<Integer> {
    @Option(names = "--keep", description = "Leave everything running and print what to type; Ctrl-C ends it.")
    private boolean keep;

    @Option(names = "--work", description = "Folder for logs and data. Default: a temporary one.")
    private @Nullable Path work;

    @Override
    public Integer call() throws IOException {
        Path folder = work == null ? Files.createTempDirectory("rmb-demo") : work;
        Installation installation = Installation.here(folder);
        Story story = new Story(System.out);
        story.title("RMB demo: two bots talk. Everything runs on this machine; logs are in " + folder + ".");
        try (Demo demo = new Demo(installation, story)) {
            demo.play();
            if (keep) {
                demo.explainWhatToType();
                waitForEver();
            }
            demo.stop();
        } catch (StepFailed e) {
            throw new StepFailed(e.getMessage() + "\nAll logs of this run: " + folder, e);
        }
        System.out.println("\nDone. ./rmb demo --keep leaves it running to play with.");
        return 0;
    }

    private static void waitForEver() {
        try {
            Thread.currentThread().join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
