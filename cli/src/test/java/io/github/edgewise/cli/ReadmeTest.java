package io.github.edgewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// What the README shows works: its Java compiles, and its commands are understood.
class ReadmeTest {
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern COMMAND = Pattern.compile("(?m)^\\./edgewise ([^#\n]*)");

    @TempDir
    private Path folder = Path.of("");

    @TestFactory
    List<DynamicTest> every_java_example_compiles() throws IOException {
        String docs = readme() + read("docs/distance-maps.md") + read("docs/losses.md");
        List<String> examples = JAVA.matcher(docs).results().map(r -> r.group(1)).toList();
        assertThat(examples).hasSizeGreaterThan(6);
        return examples.stream().map(
                text -> DynamicTest.dynamicTest(text.lines().findFirst().orElseThrow(), () -> compile(text)))
                .toList();
    }

    @TestFactory
    List<DynamicTest> every_command_line_is_understood() throws IOException {
        List<String> lines = COMMAND.matcher(readme()).results().map(r -> r.group(1).strip()).toList();
        assertThat(lines).hasSizeGreaterThan(5);
        return lines.stream()
                .map(line -> DynamicTest.dynamicTest(line,
                        () -> assertThat(Edgewise.parser().parseArgs(words(line)).subcommand())
                                .isNotNull()))
                .toList();
    }

    private void compile(String text) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        var source = new SimpleJavaFileObject(URI.create("string:///Example.java"),
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

    private static String readme() throws IOException { return read("README.md"); }

    private static String read(String file) throws IOException {
        return Files.readString(StructureTest.root().resolve(file));
    }
}
