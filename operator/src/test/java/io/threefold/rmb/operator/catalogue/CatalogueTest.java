package io.threefold.rmb.operator.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CatalogueTest {
    private static final Path FOLDER = Path.of("..", "docs", "reference");
    private static final String CODE = "[A-Z][A-Za-z0-9]*";

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

    @Test
    void examplesFit() {
        Set<String> names = new HashSet<>();
        for (Key key : Keys.all()) {
            assertThat(names.add(key.name() + key.place())).as(key.name()).isTrue();
            assertThat(key.value().fits().test(key.example())).as(key.name()).isTrue();
            assertThat(key.meaning()).endsWith(".");
            assertThat(key.shortName()).hasSizeLessThanOrEqualTo(63);
        }
    }

    @Test
    void codesAreUniqueAndReadable() {
        Set<String> codes = new HashSet<>();
        for (ConditionReason reason : ConditionReason.values()) {
            assertThat(codes.add(reason.code())).as(reason.code()).isTrue();
            assertThat(reason.code()).matches(CODE);
            assertThat(reason.meaning()).endsWith(".");
        }
        codes.clear();
        for (InjectionReason reason : InjectionReason.values()) {
            assertThat(codes.add(reason.code())).as(reason.code()).isTrue();
            assertThat(reason.code()).matches(CODE);
        }
        for (EventReason reason : EventReason.values()) {
            assertThat(codes.add(reason.code())).as(reason.code()).isTrue();
        }
        assertThat(Arrays.stream(ConditionType.values()).map(ConditionType::type))
                .doesNotHaveDuplicates();
    }

    @Test
    void sentencesUseTheirArguments() {
        for (InjectionReason reason : InjectionReason.values()) {
            List<String> arguments =
                    reason.arguments().stream().map(name -> "<" + name + ">").toList();
            String text = new Finding(reason, arguments).text();
            assertThat(text).startsWith(reason.code() + ": ").endsWith(".").doesNotContain("%", "..");
            assertThat(arguments).allSatisfy(argument -> assertThat(text).contains(argument));
        }
    }

    @Test
    void argumentsAreBoundedAndOnOneLine() {
        String text = Finding.of(InjectionReason.NO_SERVICE, "a\nb" + "x".repeat(1000))
                .text();
        assertThat(text).hasSizeLessThan(700).doesNotContain("\n");
    }

    private static CustomResourceDefinition crd(String plural) throws IOException {
        try (InputStream in = CatalogueTest.class.getResourceAsStream("/crds/" + plural + ".rmb.threefold.io.yaml")) {
            return Serialization.unmarshal(in, CustomResourceDefinition.class);
        }
    }

    private static void compare(String name, String page) throws IOException {
        Path file = FOLDER.resolve(name);
        if (Boolean.getBoolean("rmb.generate")) {
            Files.createDirectories(FOLDER);
            Files.writeString(file, page);
        }
        assertThat(file).as("-Drmb.generate=true writes it").content().isEqualTo(page);
    }
}
