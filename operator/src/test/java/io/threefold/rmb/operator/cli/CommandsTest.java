package io.threefold.rmb.operator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CommandsTest {
    private static final String CONTEXT = """
            apiVersion: rmb.threefold.io/v1alpha1
            kind: RmbIdentity
            metadata: {name: bot}
            spec: {secretRef: {name: bot-secret}}
            ---
            apiVersion: rmb.threefold.io/v1alpha1
            kind: RmbService
            metadata: {name: echo}
            spec: {identityRef: {name: bot}}
            ---
            # kept as it is
            apiVersion: v1
            kind: Service
            metadata: {name: app}
            """;
    private static final String WORKLOAD = """
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: app}
            spec:
              template:
                metadata: {annotations: {rmb.threefold.io/inject: "true"}}
                spec: {containers: [{name: app, image: app}]}
            """;

    @TempDir
    Path folder;

    private record Run(int code, String out, String err) {}

    private Run run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return new Run(commandLine.execute(arguments), out.toString(), err.toString());
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    @Test
    void injectedYamlCanBeInjectedAgain() throws IOException {
        Run once = run("inject", "-f", file("a.yaml", CONTEXT), "-f", file("b.yaml", WORKLOAD));
        assertThat(once.code()).isZero();
        assertThat(once.out()).contains("# kept as it is", "name: \"rmb-peer\"", "kind: \"Deployment\"");
        Run twice = run("inject", "-f", file("c.yaml", once.out()));
        assertThat(twice.out()).isEqualTo(once.out());
        assertThat(run("inject", "--diff", "-f", file("c.yaml", once.out())).out())
                .isEmpty();
    }

    @Test
    void imagesCanBeNamed() throws IOException {
        Run run = run("inject", "--peer-image", "peer:x", "-f", file("a.yaml", CONTEXT + WORKLOAD));
        assertThat(run.out()).contains("image: \"peer:x\"");
    }

    @Test
    void theDifferenceShowsOnlyWhatChanges() throws IOException {
        Run run = run("inject", "--diff", "-f", file("a.yaml", CONTEXT + WORKLOAD));
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .startsWith("--- Deployment default/app\n+++ Deployment default/app with its peer\n@@ -")
                .contains("+        name: \"rmb-peer\"")
                .doesNotContain("kept as it is");
        assertThat(run.out().lines().filter(line -> line.startsWith("-") && !line.startsWith("---")))
                .as("env comes before image, so that the dash moves")
                .containsExactly("-      - image: \"app\"");
    }

    @Test
    void refusalsAreExitCodeOne() throws IOException {
        Run run = run("inject", "-f", file("a.yaml", WORKLOAD));
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("error: Deployment default/app: is refused. NoService: ");
    }

    @Test
    void explainsInWords() throws IOException {
        Run run = run("explain", "-f", file("a.yaml", CONTEXT + WORKLOAD));
        assertThat(run.code()).isZero();
        assertThat(run.out()).isEqualToIgnoringNewLines("Deployment default/app: gets a peer of RmbService echo");
        assertThat(run("explain", "-n", "other", "-f", file("b.yaml", WORKLOAD)).out())
                .contains("no RmbService in namespace other");
    }

    @Test
    void wrongUseIsExitCodeTwo() throws IOException {
        assertThat(run("inject").code()).isEqualTo(2);
        assertThat(run("inject", "-f", folder.resolve("none").toString()))
                .matches(run -> run.code() == 2 && run.err().contains("there is no file"));
        assertThat(run("inject", "-f", file("a", "a: [")))
                .matches(run -> run.code() == 2 && run.err().contains("document 1 is no YAML"));
        assertThat(run("inject", "-f", file("b", "hello: there")).err()).contains("lacks apiVersion or kind");
        assertThat(run("inject", "-f", file("c", "apiVersion: v1\nkind: Pod\nspec: 7\n"))
                        .err())
                .contains("no valid Pod");
    }
}
