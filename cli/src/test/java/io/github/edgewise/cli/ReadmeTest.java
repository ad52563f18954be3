package io.github.edgewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// What the README and the pages in docs show works: their Java compiles, their commands are understood.
class ReadmeTest {
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern PUBLIC = Pattern.compile("(?m)^\\s*public (?:record|class) (\\w+)");
    private static final Pattern COMMAND = Pattern.compile("(?m)^ *\\./edgewise ([a-z](?:(?! \\| )[^#\n])*)");

    @TempDir
    private Path folder = Path.of("");

    @TestFactory
    List<DynamicTest> every_java_example_compiles() throws IOException {
        List<String> examples = JAVA.matcher(pages()).results().map(r -> r.group(1)).toList();
        assertThat(examples).hasSizeGreaterThan(6);
        return examples.stream().map(
                text -> DynamicTest.dynamicTest(text.lines().findFirst().orElseThrow(), () -> compile(text)))
                .toList();
    }

    @TestFactory
    List<DynamicTest> every_command_line_is_understood() throws IOException {
        String joined = pages().replaceAll("\\\\\n\\s*", ""); // lines that end in a backslash go on
        List<String> lines = COMMAND.matcher(joined).results().map(r -> r.group(1).strip()).toList();
        assertThat(lines).hasSizeGreaterThan(5);
        return lines.stream()
                .map(line -> DynamicTest.dynamicTest(line,
                        () -> assertThat(Edgewise.parser().parseArgs(words(line)).subcommand())
                                .isNotNull()))
                .toList();
    }

    private void compile(String text) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Matcher type = PUBLIC.matcher(text);
        String name = type.find() ? type.group(1) : "Example";
        var source = new SimpleJavaFileObject(URI.create("string:///" + name + ".java"),
                SimpleJavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
        var messages = new StringWriter();
        List<String> options = List.of("--release", "25", "-d", folder.toString(), "-classpath",
                System.getProperty("java.class.path"), "-proc:none");
        assertThat(compiler.getTask(messages, null, null, options, null, List.of(source)).call())
                .as(() -> messages.toString()).isTrue();
    }

    /// The words of a line as a shell splits them: blanks separate, single quotes hold together.
    private static String[] words(String line) {
        return Pattern.compile("'([^']*)'|(\\S+)").matcher(line).results()
                .map(r -> r.group(1) == null ? r.group(2) : r.group(1)).toArray(String[]::new);
    }

    /// The README, AGENTS.md and every page below docs, one after the other.
    private static String pages() throws IOException {
        Path root = StructureTest.root();
        try (Stream<Path> files = Files.walk(root.resolve("docs"))) {
            var pages = new StringBuilder(Files.readString(root.resolve("README.md")));
            pages.append('\n').append(Files.readString(root.resolve("AGENTS.md")));
            for (Path page : files.filter(f -> f.toString().endsWith(".md")).sorted().toList()) {
                pages.append('\n').append(Files.readString(page));
            }
            return pages.toString();
        }
    }
}
