package io.threefold.rmb.relay.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.threefold.rmb.relay.metrics.RelayMetric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The tables of docs/relay.md are the catalogues. With {@code -Drmb.write=true} the test writes them. */
class RelayPageTest {
    private static final Path PAGE = Path.of("..", "docs", "relay.md");

    @Test
    void optionsAreThoseOfTheCatalogue() throws IOException {
        check("options", options());
    }

    @Test
    void metricsAreThoseOfTheCatalogue() throws IOException {
        check("metrics", metrics());
    }

    private static void check(String name, String table) throws IOException {
        String begin = "<!-- " + name + " -->\n";
        String end = "<!-- /" + name + " -->\n";
        String page = Files.readString(PAGE);
        int from = page.indexOf(begin) + begin.length();
        int to = page.indexOf(end);
        assertThat(to).as("marks of " + name).isGreaterThanOrEqualTo(from);
        if (Boolean.getBoolean("rmb.write")) {
            Files.writeString(PAGE, page.substring(0, from) + table + page.substring(to));
        } else {
            assertThat(page.substring(from, to))
                    .as("docs/relay.md is old: run this test with -Drmb.write=true")
                    .isEqualTo(table);
        }
    }

    private static String options() {
        var table = new StringBuilder("| option | environment | default | meaning |\n|---|---|---|---|\n");
        for (RelayOption option : RelayOption.values()) {
            String fallback = option.fallback() == null ? "required" : option.fallback();
            table.append("| `")
                    .append(String.join("`, `", option.names()))
                    .append("` | `")
                    .append(option.environment())
                    .append("` | ")
                    .append(fallback.isEmpty() || option.fallback() == null ? fallback : "`" + fallback + "`")
                    .append(" | ")
                    .append(option.meaning())
                    .append(" |\n");
        }
        return table.toString();
    }

    private static String metrics() {
        var table = new StringBuilder("| metric | kind | labels | meaning |\n|---|---|---|---|\n");
        for (RelayMetric metric : RelayMetric.values()) {
            String name = metric.meterName().replace('.', '_')
                    + switch (metric.kind()) {
                        case COUNTER -> "_total";
                        case TIMER -> "_seconds";
                        case GAUGE -> "";
                    };
            table.append("| `")
                    .append(name)
                    .append("` | ")
                    .append(metric.kind().name().toLowerCase(Locale.ROOT))
                    .append(" | ")
                    .append(metric.labels().stream()
                            .map(label -> "`" + label + "`")
                            .collect(Collectors.joining(", ")))
                    .append(" | ")
                    .append(metric.meaning())
                    .append(" |\n");
        }
        return table.toString();
    }
}
