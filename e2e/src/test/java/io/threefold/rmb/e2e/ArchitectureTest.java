package io.threefold.rmb.e2e;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Holds the arrows of DESIGN §2 and the rules beside them. The classes are compared with the source files, and rules have
 * partners that show that a violation would be noticed, so that none of them can pass by seeing nothing.
 */
class ArchitectureTest {
    private static final Path PROJECT = project();
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.threefold.rmb");

    private static final Set<String> ALLOWED_OF_JAVA_NET = Set.of("java.net.URI", "java.net.URISyntaxException");
    private static final List<String> INPUT_OUTPUT = List.of(
            "java.net.",
            "java.nio.channels.",
            "java.nio.file.",
            "java.io.File",
            "java.io.RandomAccessFile",
            "javax.net.",
            "io.quarkus.",
            "io.vertx.",
            "io.smallrye.",
            "io.netty.",
            "io.lettuce.",
            "io.fabric8.",
            "jakarta.",
            "org.eclipse.microprofile.",
            "com.fasterxml.jackson.databind.");
    private static final Set<String> NAMELESS = Set.of("util", "utils", "helper", "helpers", "common", "misc");

    private static final ArchRule FIELD_INJECTION = noFields()
            .should()
            .beAnnotatedWith("jakarta.inject.Inject")
            .because("DESIGN §2: constructor injection only");

    @Test
    void everyModuleIsARoom() throws IOException {
        assertThat(modules()).contains("libs/protocol", "e2e");
        assertThat(Arrays.stream(Room.values()).map(Room::folder)).containsAll(modules());
    }

    /** A room that the end-to-end tests do not depend on would not be on the class path, and every rule would pass. */
    @ParameterizedTest
    @EnumSource
    void everySourceFileIsSeen(Room room) throws IOException {
        if (!modules().contains(room.folder())) {
            return;
        }
        Path sources = PROJECT.resolve(room.folder()).resolve("src/main/java");
        for (String name : sourceFiles(sources)) {
            assertThat(CLASSES.contain(name))
                    .as("%s of %s: is the module a dependency of e2e?", name, room.folder())
                    .isTrue();
            assertThat(room.owns(CLASSES.get(name)))
                    .as("%s belongs below %s", name, room.packageName())
                    .isTrue();
        }
    }

    @Test
    void arrowsRunOneWay() {
        assertThat(wrongArrows(Room::mayUse)).isEmpty();
    }

    @Test
    void wrongArrowsWouldBeNoticed() {
        assertThat(wrongArrows((from, to) -> from == to))
                .as("tfchain and peer do use protocol")
                .anyMatch(arrow -> arrow.startsWith("TFCHAIN -> PROTOCOL"))
                .anyMatch(arrow -> arrow.startsWith("PEER -> PROTOCOL"));
    }

    @Test
    void everyClassBelongsToARoom() {
        assertThat(CLASSES.stream().filter(type -> Room.of(type).isEmpty())).isEmpty();
    }

    @Test
    void theProtocolDoesNoInputOrOutput() {
        noIo(Room.PROTOCOL).check(CLASSES);
    }

    @Test
    void inputAndOutputWouldBeNoticed() {
        assertThat(noIo(Room.PEER).evaluate(CLASSES).hasViolation()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void noCyclesBetweenPackagesOfARoom(Room room) {
        if (CLASSES.stream().anyMatch(room::owns)) {
            slices().matching(room.packageName() + ".(*)..")
                    .should()
                    .beFreeOfCycles()
                    .allowEmptyShould(true)
                    .check(CLASSES);
        }
    }

    @Test
    void slicesAreSeen() {
        var packages = CLASSES.stream()
                .filter(Room.PROTOCOL::owns)
                .map(JavaClass::getPackageName)
                .distinct();
        assertThat(packages).hasSizeGreaterThanOrEqualTo(5);
    }

    @Test
    void packagesSayWhatIsInThem() {
        assertThat(CLASSES.stream()
                        .map(JavaClass::getPackageName)
                        .distinct()
                        .filter(name -> Arrays.stream(name.split("\\.")).anyMatch(NAMELESS::contains)))
                .isEmpty();
    }

    @Test
    void dependenciesComeByConstructor() {
        FIELD_INJECTION.check(CLASSES);
    }

    @Test
    void fieldInjectionWouldBeNoticed() {
        var fixture = new ClassFileImporter().importClasses(InjectedField.class);
        assertThat(FIELD_INJECTION.evaluate(fixture).hasViolation()).isTrue();
    }

    static final class InjectedField {
        @Inject
        @Nullable Object field;
    }

    private static List<String> wrongArrows(BiPredicate<Room, Room> allowed) {
        var wrong = new ArrayList<String>();
        for (JavaClass type : CLASSES) {
            Room from = Room.of(type).orElse(null);
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                Room to = Room.of(target).orElse(null);
                boolean stray = Room.isOurs(target) && to == null;
                if (from != null && (stray || to != null && !allowed.test(from, to))) {
                    wrong.add(from + " -> " + to + ": " + dependency.getDescription());
                }
            }
        }
        return wrong;
    }

    private static ArchRule noIo(Room room) {
        return noClasses()
                .that(DescribedPredicate.describe("are in " + room, room::owns))
                .should()
                .dependOnClassesThat(
                        DescribedPredicate.describe("do I/O or belong to a framework", ArchitectureTest::isIo));
    }

    private static boolean isIo(JavaClass type) {
        String name = type.getBaseComponentType().getName();
        return INPUT_OUTPUT.stream().anyMatch(name::startsWith) && !ALLOWED_OF_JAVA_NET.contains(name);
    }

    private static List<String> modules() throws IOException {
        var matcher = Pattern.compile("<module>([^<]+)</module>").matcher(Files.readString(PROJECT.resolve("pom.xml")));
        return matcher.results().map(result -> result.group(1)).toList();
    }

    private static List<String> sourceFiles(Path root) throws IOException {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files.map(file -> root.relativize(file).toString().replace('\\', '/'))
                    .filter(file -> file.endsWith(".java") && !file.endsWith("-info.java"))
                    .map(file ->
                            file.substring(0, file.length() - ".java".length()).replace('/', '.'))
                    .toList();
        }
    }

    /** Surefire runs in the module's folder, an IDE perhaps in the project's. */
    private static Path project() {
        Path here = Path.of("").toAbsolutePath();
        return Files.isDirectory(here.resolve("libs/protocol")) ? here : here.getParent();
    }
}
