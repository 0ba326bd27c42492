package io.threefold.rmb.peer.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.threefold.rmb.peer.status.StatusPage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReferencePagesTest {
    private static final Path FOLDER = Path.of("..", "docs", "reference");

    @Test
    void settingsPageIsCurrent() throws Exception {
        compare("peer-settings.md", ReferencePages.settings());
    }

    @Test
    void metricsPageIsCurrent() throws Exception {
        compare("peer-metrics.md", ReferencePages.metrics());
    }

    @Test
    void statusPageIsCurrent() throws Exception {
        compare("peer-status.md", StatusPage.text());
    }

    @Test
    void namesAreUnique() {
        Set<String> names = new HashSet<>();
        for (Setting<?> setting : Settings.ALL) {
            assertThat(names.add(setting.key())).as(setting.key()).isTrue();
            assertThat(names.add(setting.env())).as(setting.env()).isTrue();
            setting.options()
                    .forEach(option -> assertThat(names.add(option)).as(option).isTrue());
            assertThat(setting.meaning()).endsWith(".");
        }
        for (Metric metric : Metrics.all()) {
            assertThat(names.add(metric.prometheusName())).as(metric.name()).isTrue();
            assertThat(metric.name()).startsWith("rmb.");
        }
    }

    @Test
    void defaultsAndExamplesFit() throws Exception {
        for (Setting<?> setting : Settings.ALL) {
            if (!setting.defaults().isEmpty()) {
                assertThat(setting.type().parser().parse(setting.defaults()))
                        .as(setting.key())
                        .isNotNull();
            }
            if (setting.example() != null) {
                assertThat(setting.type().parser().parse(java.util.List.of(setting.example())))
                        .as(setting.key())
                        .isNotNull();
            }
        }
    }

    private static void compare(String name, String page) throws Exception {
        Path file = FOLDER.resolve(name);
        if (Boolean.getBoolean("rmb.generate")) {
            Files.createDirectories(FOLDER);
            Files.writeString(file, page);
        }
        assertThat(file).as("./rmb generate writes it anew").hasContent(page);
    }
}
