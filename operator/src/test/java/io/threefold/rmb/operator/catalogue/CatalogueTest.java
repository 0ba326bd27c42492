package io.threefold.rmb.operator.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CatalogueTest {
    private static final String CODE = "[A-Z][A-Za-z0-9]*";

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
}
