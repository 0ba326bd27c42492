package io.threefold.rmb.crds;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CrdYamlTest {
    private static final Path FOLDER = Path.of("src/main/resources/crds");

    @Test
    void committedYamlIsWhatTheTypesSay() throws IOException {
        Map<String, String> generated = CrdYaml.generate();
        assertThat(generated).hasSize(2);
        if (Boolean.getBoolean("rmb.generate")) {
            Files.createDirectories(FOLDER);
            for (Map.Entry<String, String> crd : generated.entrySet()) {
                Files.writeString(FOLDER.resolve(crd.getKey()), crd.getValue());
            }
        }
        for (Map.Entry<String, String> crd : generated.entrySet()) {
            assertThat(FOLDER.resolve(crd.getKey()))
                    .as("./rmb generate writes it anew")
                    .content()
                    .isEqualTo(crd.getValue());
        }
    }
}
