package io.threefold.rmb.operator.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReferencePagesTest {
    private static final Path FOLDER = Path.of("..", "docs", "reference");

    @Test
    void annotationsPageIsCurrent() throws IOException {
        compare("annotations.md", ReferencePages.annotations());
    }

    @Test
    void reasonsPageIsCurrent() throws IOException {
        compare("reasons.md", ReferencePages.reasons());
    }

    @Test
    void crdsPageIsCurrent() throws IOException {
        compare("crds.md", ReferencePages.crds(List.of(crd("rmbidentities"), crd("rmbservices"))));
    }

    private static CustomResourceDefinition crd(String plural) throws IOException {
        try (InputStream in =
                ReferencePagesTest.class.getResourceAsStream("/crds/" + plural + ".rmb.threefold.io.yaml")) {
            return Serialization.unmarshal(in, CustomResourceDefinition.class);
        }
    }

    private static void compare(String name, String page) throws IOException {
        Path file = FOLDER.resolve(name);
        if (Boolean.getBoolean("rmb.generate")) {
            Files.createDirectories(FOLDER);
            Files.writeString(file, page);
        }
        assertThat(file).as("./rmb generate writes it anew").content().isEqualTo(page);
    }
}
