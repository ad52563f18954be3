package io.github.edgewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The rules of docs/design.md that a machine can check.
class StructureTest {
    /// Data flows from left to right; a package uses only what stands left of it.
    private static final Map<String, List<String>> MODULES = modules();
    private static final List<String> ORDER = MODULES.values().stream().flatMap(List::stream).toList();
    private static final List<String> WITH_ENGINE = List.of("engine", "checkpoint", "optimiser", "loss",
            "net", "export", "train", "bench");
    /// Modules that run on Java 21, see docs/design.md.
    private static final List<String> ON_JAVA_21 = List.of("core", "djl", "io", "predict", "fiji");
    /// Types of no package, which every package may use.
    private static final List<String> OF_ALL = List.of("io.github.edgewise.Version",
            "io.github.edgewise.InvalidInputException");
    private static final int LONGEST_FILE = 400;
    private static final int LONGEST_DOC_LINE = 110;
    private static final Pattern IMPORT = Pattern.compile("^import (?:static )?([\\w.]+);",
            Pattern.MULTILINE);
    private static final Pattern PUBLIC_TYPE = Pattern
            .compile("^public (?:abstract |final |sealed )*(?:class|record|enum|interface) (\\w+)",
                    Pattern.MULTILINE);

    private static Map<String, List<String>> modules() {
        var modules = new LinkedHashMap<String, List<String>>();
        modules.put("core", List.of("volume", "file", "spec", "distance", "statistics", "metric"));
        modules.put("djl", List.of("djl"));
        modules.put("io", List.of("format", "dataset"));
        modules.put("predict", List.of("prepare", "model", "predict"));
        modules.put("fiji", List.of("fiji"));
        modules.put("loss", List.of("engine", "checkpoint", "optimiser", "schedule", "loss"));
        modules.put("train", List.of("phantom", "plan", "sample", "net", "export", "train", "compare",
                "report"));
        modules.put("cli", List.of("cli"));
        modules.put("dist", List.of("dist"));
        modules.put("bench", List.of("bench"));
        return modules;
    }

    /// A source file and its text.
    private record Source(Path file, String text) {
        /// `loss` for a file of `io.github.edgewise.loss`.
        String packageName() {
            Matcher m = Pattern.compile("(?m)^package io\\.github\\.edgewise\\.(\\w+);").matcher(text);
            return m.find() ? m.group(1) : "";
        }

        /// Imports that the order of packages forbids.
        List<String> backward() {
            int here = ORDER.indexOf(packageName());
            return IMPORT.matcher(text).results().map(r -> r.group(1)).filter(name -> {
                if (name.startsWith("org.bytedeco.")) return !WITH_ENGINE.contains(packageName());
                if (!name.startsWith("io.github.edgewise.")) return false;
                if (OF_ALL.contains(name)) return false;
                int there = ORDER.indexOf(name.split("\\.", -1)[3]);
                return there < 0 || there > here;
            }).toList();
        }

        boolean isUndocumented() {
            Matcher m = PUBLIC_TYPE.matcher(text);
            if (!m.find()) return false;
            List<String> before = text.substring(0, m.start()).lines().toList();
            int i = before.size() - 1;
            while (i >= 0 && !before.get(i).isBlank() && !before.get(i).startsWith("///")) i--;
            return i < 0 || !before.get(i).startsWith("///");
        }
    }

    /// The folder of the whole project.
    static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("edgewise"))) {
            folder = Optional.ofNullable(folder.getParent()).orElseThrow();
        }
        return folder;
    }

    private static List<Source> sources(String part) throws IOException {
        var sources = new ArrayList<Source>();
        for (String module : MODULES.keySet()) {
            Path folder = root().resolve(module).resolve("src").resolve(part);
            if (!Files.isDirectory(folder)) continue;
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                    sources.add(new Source(root().relativize(file), Files.readString(file)));
                }
            }
        }
        return sources;
    }

    @Test
    void packages_use_only_what_stands_left_of_them() throws IOException {
        List<Source> main = sources("main");
        assertThat(main).hasSizeGreaterThan(60);
        assertThat(main.stream().filter(s -> !s.file().endsWith("module-info.java"))
                .flatMap(s -> s.backward().stream().map(name -> s.file() + " imports " + name))).isEmpty();
        assertThat(main.stream().map(Source::packageName).filter(name -> !name.isEmpty()).distinct())
                .isSubsetOf(ORDER);
    }

    @Test
    void a_package_lies_in_its_module() throws IOException {
        assertThat(sources("main").stream().filter(s -> !s.packageName().isEmpty())
                .filter(s -> !MODULES.getOrDefault(s.file().getName(0).toString(), List.of())
                        .contains(s.packageName()))
                .map(Source::file)).isEmpty();
    }

    @Test
    void what_runs_without_training_is_compiled_for_java_21() throws IOException {
        for (String module : MODULES.keySet()) {
            String pom = Files.readString(root().resolve(module).resolve("pom.xml"));
            assertThat(pom.contains("<maven.compiler.release>21</maven.compiler.release>")).as(module)
                    .isEqualTo(ON_JAVA_21.contains(module));
        }
    }

    @Test
    void the_core_needs_nothing_but_the_jdk() throws IOException {
        List<String> own = MODULES.getOrDefault("core", List.of());
        assertThat(sources("main").stream().filter(s -> own.contains(s.packageName()))
                .flatMap(
                        s -> IMPORT.matcher(s.text()).results().map(r -> s.file() + " imports " + r.group(1)))
                .filter(line -> !line
                        .matches(
                                ".* imports (java\\.|jdk\\.incubator\\.vector\\.|org\\.jspecify\\.|io\\.github\\.edgewise\\.).*")))
                .isEmpty();
    }

    @Test
    void no_file_is_too_long_and_no_doc_line_too_wide() throws IOException {
        var all = new ArrayList<>(sources("main"));
        all.addAll(sources("test"));
        assertThat(all.stream().filter(s -> s.text().lines().count() > LONGEST_FILE).map(Source::file))
                .isEmpty();
        assertThat(all.stream().flatMap(s -> s.text().lines().filter(line -> line.strip().startsWith("///"))
                .filter(line -> line.length() > LONGEST_DOC_LINE).map(line -> s.file() + ": " + line)))
                .isEmpty();
    }

    @Test
    void every_public_type_is_documented() throws IOException {
        assertThat(sources("main").stream().filter(Source::isUndocumented).map(Source::file)).isEmpty();
    }

    @Test
    void only_the_command_line_prints_and_exits() throws IOException {
        assertThat(sources("main").stream().filter(s -> !List.of("cli", "bench").contains(s.packageName()))
                .filter(s -> s.text().contains("System.out") || s.text().contains("System.err")
                        || s.text().contains("System.exit"))
                .map(Source::file)).isEmpty();
    }

    /// What the command line, formats and data sets refuse is always the user's.
    @Test
    void what_reads_user_input_refuses_it_with_an_exception_of_its_own() throws IOException {
        assertThat(sources("main").stream()
                .filter(s -> List.of("cli", "dataset", "format", "spec").contains(s.packageName()))
                .filter(s -> s.text().contains("new IllegalArgumentException")).map(Source::file)).isEmpty();
    }

    @Test
    void the_checks_can_fail() {
        var bad = new Source(Path.of("Bad.java"), """
                package io.github.edgewise.volume;

                import io.github.edgewise.loss.Loss;
                import org.bytedeco.pytorch.Tensor;

                public class Bad {}
                """);
        assertThat(bad.backward()).containsExactly("io.github.edgewise.loss.Loss",
                "org.bytedeco.pytorch.Tensor");
        assertThat(bad.isUndocumented()).isTrue();
        var good = new Source(Path.of("Good.java"), """
                package io.github.edgewise.loss;

                import io.github.edgewise.volume.Grid;

                /// Good.
                @Deprecated
                public class Good {}
                """);
        assertThat(good.backward()).isEmpty();
        assertThat(good.isUndocumented()).isFalse();
    }
}
