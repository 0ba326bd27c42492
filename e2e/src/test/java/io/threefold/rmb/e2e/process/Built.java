package io.threefold.rmb.e2e.process;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;

/** The programs as the build made them, for tests that start them. */
public final class Built {
    private Built() {}

    /** With logs and data below {@code e2e/target}; skips the test in a build that makes no jars ({@code mvn test}). */
    public static Installation under(String folder) {
        Installation here = Installation.here(Path.of("."));
        for (String program : new String[] {"sidecar", "relay", "devnet"}) {
            Path jar = here.root().resolve(program).resolve("target/quarkus-app/quarkus-run.jar");
            if (!Files.exists(jar)) {
                String reason = "SKIPPED: " + program + " has no jar yet; mvn verify builds it before these tests";
                System.out.println(reason);
                abort(reason);
            }
        }
        return new Installation(here.root(), here.root().resolve("e2e/target").resolve(folder));
    }
}
