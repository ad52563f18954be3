package io.github.edgewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What RELEASING.md promises about versions and artifacts.
class ReleaseTest {
    private static final Path ROOT = StructureTest.root();
    /// The version of an artifact of ours, in XML or in a sentence.
    private static final Pattern NAMED = Pattern
            .compile("<artifactId>edgewise-\\w+</artifactId>\\s*<version>([^<]+)|version\\s+`(\\d[^`]*)`"
                    + "|edgewise-(\\d[\\w.-]*)-linux-x86_64");
    private static final List<String> NOT_PUBLISHED = List.of("bench", "dist");

    private static String text(String file) throws IOException {
        return Files.readString(ROOT.resolve(file));
    }

    private static List<String> found(String regex, String text) {
        return Pattern.compile(regex).matcher(text).results().map(r -> r.group(1)).toList();
    }

    /// The version of the parent POM.
    private static String version() throws IOException {
        return found("<artifactId>edgewise</artifactId>\\s*<version>(.*?)</version>", text("pom.xml"))
                .getFirst();
    }

    private static List<String> modules() throws IOException {
        return found("<module>(\\w+)</module>", text("pom.xml"));
    }

    private static List<String> published() throws IOException {
        return modules().stream().filter(Predicate.not(NOT_PUBLISHED::contains)).toList();
    }

    @Test
    void every_module_has_the_version_of_the_parent() throws IOException {
        for (String module : modules()) {
            assertThat(found("<artifactId>edgewise</artifactId>\\s*<version>(.*?)</version>",
                    text(module + "/pom.xml"))).as(module).containsExactly(version());
        }
        assertThat(Version.current()).isEqualTo(version());
        assertThat(Ran.command("--version").out().strip()).isEqualTo("edgewise " + version());
    }

    @Test
    void the_citation_names_the_version_that_is_released_next() throws IOException {
        assertThat(found("(?m)^version: (.*)$", text("CITATION.cff")))
                .containsExactly(version().replace("-SNAPSHOT", ""));
    }

    @Test
    void the_documentation_names_the_version() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
            List<Path> pages = Stream.concat(Stream.of(ROOT.resolve("README.md")), files)
                    .filter(file -> file.toString().endsWith(".md")).toList();
            var wrong = new ArrayList<String>();
            int named = 0;
            for (Path page : pages) {
                for (var r : NAMED.matcher(Files.readString(page)).results().toList()) {
                    String here = Stream.of(1, 2, 3).map(r::group).filter(group -> group != null).findFirst()
                            .orElseThrow();
                    if (!here.equals(version())) wrong.add(ROOT.relativize(page) + " names " + here);
                    named++;
                }
            }
            assertThat(wrong).isEmpty();
            assertThat(named).isPositive();
        }
    }

    @Test
    void only_the_benchmarks_and_the_archive_are_not_published_as_jars() throws IOException {
        for (String module : modules()) {
            assertThat(text(module + "/pom.xml").contains("<maven.deploy.skip>true</maven.deploy.skip>"))
                    .as(module).isEqualTo(NOT_PUBLISHED.contains(module));
        }
    }

    @Test
    void every_published_jar_has_a_module_name() throws IOException {
        for (String module : published()) {
            boolean isNamed = Files.exists(ROOT.resolve(module + "/src/main/java/module-info.java"))
                    ? text(module + "/src/main/java/module-info.java")
                            .contains("module io.github.edgewise." + module + " {")
                    : text(module + "/pom.xml").contains(
                            "<Automatic-Module-Name>io.github.edgewise." + module
                                    + "</Automatic-Module-Name>");
            assertThat(isNamed).as(module).isTrue();
        }
    }

    @Test
    void the_core_exports_all_its_packages() throws IOException {
        Path sources = ROOT.resolve("core/src/main/java");
        try (Stream<Path> files = Files.walk(sources)) {
            List<String> packages = files.filter(file -> file.toString().endsWith(".java"))
                    .map(file -> sources.relativize(file).getParent()).filter(folder -> folder != null)
                    .map(folder -> folder.toString().replace('/', '.').replace('\\', '.')).distinct()
                    .toList();
            assertThat(packages).hasSizeGreaterThan(5);
            assertThat(found("exports ([\\w.]+);", text("core/src/main/java/module-info.java")))
                    .containsExactlyInAnyOrderElementsOf(packages);
        }
    }
}
