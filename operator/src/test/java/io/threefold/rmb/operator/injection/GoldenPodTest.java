package io.threefold.rmb.operator.injection;

import static org.assertj.core.api.Assertions.assertThat;

import io.threefold.rmb.operator.catalogue.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole pods: {@code golden/<case>/in.yaml} becomes {@code out.yaml}. {@code ./rmb generate} writes them anew. */
class GoldenPodTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden");

    static List<Path> cases() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(Files::isDirectory).sorted().toList();
        }
    }

    @Test
    void thereAreCases() throws IOException {
        assertThat(cases()).hasSizeGreaterThanOrEqualTo(7);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void outIsAsCommitted(Path folder) throws IOException {
        String in = Files.readString(folder.resolve("in.yaml"));
        Decision.Injected injected = Cases.injected(Cases.decide(in));
        StringBuilder out = new StringBuilder();
        for (Finding warning : injected.warnings()) {
            out.append("# ").append(warning.text()).append('\n');
        }
        out.append(Cases.yaml(injected.pod()));
        Path expected = folder.resolve("out.yaml");
        if (Boolean.getBoolean("rmb.generate")) {
            Files.writeString(expected, out);
        }
        assertThat(expected).as("./rmb generate writes it anew").content().isEqualTo(out.toString());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void twiceIsOnce(Path folder) throws IOException {
        String in = Files.readString(folder.resolve("in.yaml"));
        Decision.Injected once = Cases.injected(Cases.decide(in));
        Decision twice = new Injector(InjectionSettings.defaults()).decide(once.pod(), Cases.namespace(in));
        assertThat(twice).isEqualTo(new Decision.AlreadyInjected(once.service(), once.hash()));
    }
}
