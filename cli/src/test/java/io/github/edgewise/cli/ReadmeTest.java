package io.github.edgewise.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// What the pages show works: their Java compiles, their command lines are understood.
class ReadmeTest {
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern PUBLIC = Pattern.compile("(?m)^\\s*public (?:record|class) (\\w+)");
    /// A command line in a block of code, up to a pipe or a comment.
    private static final Pattern COMMAND = Pattern
            .compile("(?m)^(?:.* )?(?:\\./|bin/)?edgewise ([a-z]+(?= |$)(?:(?! \\| )[^#\n])*)");
    /// A command, often without its parameters, within a line of text.
    private static final Pattern MENTION = Pattern.compile("(?:\\./|bin/)?edgewise ([a-z].*)");

    private static final Map<String, CommandLine> COMMANDS = Edgewise.parser().getSubcommands();

    @TempDir
    private Path folder = Path.of("");

    @TestFactory
    List<DynamicTest> every_java_example_compiles() throws IOException {
        List<String> examples = MarkdownPage.all().stream()
                .flatMap(page -> JAVA.matcher(page.text()).results()).map(r -> r.group(1)).toList();
        assertThat(examples).hasSizeGreaterThan(6);
        return examples.stream().map(
                text -> DynamicTest.dynamicTest(text.lines().findFirst().orElseThrow(), () -> compile(text)))
                .toList();
    }

    @TestFactory
    List<DynamicTest> every_command_line_is_understood() throws IOException {
        List<DynamicTest> tests = MarkdownPage.all().stream()
                .flatMap(page -> commandLines(page).map(line -> DynamicTest
                        .dynamicTest(page.name() + ": " + line, () -> understand(line))))
                .toList();
        assertThat(tests).hasSizeGreaterThan(60);
        return tests;
    }

    @Test
    void every_command_and_option_that_text_mentions_is_known() throws IOException {
        List<MarkdownPage> pages = MarkdownPage.all();
        assertThat(pages.stream().flatMap(ReadmeTest::mentions).count()).isGreaterThan(60);
        assertThat(pages.stream()
                .flatMap(
                        page -> mentions(page).flatMap(ReadmeTest::unknown).map(w -> page.name() + ": " + w)))
                .isEmpty();
    }

    @Test
    void the_checks_can_fail() {
        MarkdownPage page = MarkdownPage.of(Path.of("page.md"), """
                Say `edgewise info --jsn scan.nii.gz` or `edgewise inform`, not `edgewise-core`.
                ```
                ./edgewise train my-data --out runs/a \\
                  --minutes 3                          # a comment
                docker run --rm edgewise evaluate a b --json | jq .scores
                edgewise: a message, and edgewise-core
                ```
                """);
        assertThat(commandLines(page)).containsExactly("train my-data --out runs/a --minutes 3",
                "evaluate a b --json");
        assertThat(mentions(page).flatMap(ReadmeTest::unknown)).containsExactly("--jsn", "inform");
        assertThatThrownBy(() -> understand("train my-data --out runs/a --minuts 3"))
                .isInstanceOf(CommandLine.UnmatchedArgumentException.class);
    }

    private static void understand(String line) {
        assertThat(Edgewise.parser().parseArgs(words(line)).subcommand()).isNotNull();
    }

    /// What stands behind `edgewise` in blocks of no language.
    private static Stream<String> commandLines(MarkdownPage page) {
        return page.blocks().stream().map(block -> block.replaceAll("\\\\\n\\s*", ""))
                .flatMap(block -> COMMAND.matcher(block).results()).map(r -> r.group(1).strip());
    }

    /// What stands behind `edgewise` in code within text.
    private static Stream<String> mentions(MarkdownPage page) {
        return page.spans().stream().map(MENTION::matcher).filter(Matcher::matches).map(m -> m.group(1));
    }

    /// The command, if there is none of this name, otherwise its options that do not exist.
    private static Stream<String> unknown(String mention) {
        List<String> words = List.of(words(mention));
        CommandLine command = COMMANDS.get(words.getFirst());
        if (command == null) return Stream.of(words.getFirst());
        return words.stream().filter(word -> word.matches("--?[a-z].*"))
                .filter(word -> command.getCommandSpec().findOption(word) == null);
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
}
