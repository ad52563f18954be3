package io.github.edgewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.loss.Losses;
import io.github.edgewise.metric.Metrics;
import io.github.edgewise.net.Networks;
import io.github.edgewise.schedule.Schedules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Whatever there is of a kind is found: every list is held against the sources of its package.
class RegistryTest {
    @Test
    void losses_schedules_and_networks_are_found_by_name() throws IOException {
        assertThat(Losses.names()).hasSizeGreaterThan(15)
                .containsExactlyElementsOf(made("loss", "loss", "Loss", "Loss"));
        assertThat(Schedules.names()).hasSizeGreaterThan(5)
                .containsExactlyElementsOf(made("loss", "schedule", "Schedule", ""));
        assertThat(Networks.names()).hasSizeGreaterThan(2)
                .containsExactlyElementsOf(made("train", "net", "Network", ""));
        assertThat(Losses.wrappers()).isNotEmpty().containsExactlyElementsOf(
                types("loss", "loss", "record \\w+\\([^{]*implements\\s+LossWrapper\\b").stream()
                        .map(type -> named(type, "Loss")).sorted().toList());
        for (String name : Losses.names()) {
            assertThat(Losses.text(Losses.parse(name))).isEqualTo(name);
        }
    }

    @Test
    void every_metric_has_a_name_that_text_can_use() throws IOException {
        assertThat(Metrics.known().stream().map(m -> m.getClass().getSimpleName()).distinct())
                .containsExactlyInAnyOrderElementsOf(types("core", "metric", "implements Metric\\b"));
        String help = Ran.command("evaluate", "--help").well().out();
        assertThat(Metrics.known()).allSatisfy(metric -> {
            assertThat(Metrics.parse(metric.name())).isEqualTo(metric);
            assertThat(help).containsPattern("\\b" + metric.name() + "\\b");
        });
    }

    @Test
    void every_format_layout_and_command_is_listed() throws IOException {
        assertListed("io", "format", "implements VolumeFormat\\b", "Volumes");
        assertListed("io", "dataset", "implements Layout\\b", "Layouts");
        List<String> commands = types("cli", "cli", "implements Subcommand\\b");
        assertThat(commands).hasSizeGreaterThan(10);
        assertThat(Edgewise.parser().getSubcommands().values().stream()
                .map(line -> line.getCommandSpec().userObject().getClass().getSimpleName()))
                .containsExactlyInAnyOrderElementsOf(commands);
    }

    private static void assertListed(String module, String name, String kind, String registry)
            throws IOException {
        List<String> types = types(module, name, kind);
        assertThat(types).hasSizeGreaterThan(4);
        String list = Files.readString(folder(module, name).resolve(registry + ".java"));
        assertThat(types).allSatisfy(type -> assertThat(list).contains("new " + type + "()"));
    }

    /// The names of the records of a package that text can name, as their sources say.
    private static List<String> made(String module, String name, String kind, String suffix)
            throws IOException {
        return types(module, name, "record \\w+" + suffix + "\\([^{]*implements\\s+" + kind + "\\b").stream()
                .filter(type -> type.endsWith(suffix))
                .filter(type -> hasConstructorWithoutArguments(folder(module, name).resolve(type + ".java"),
                        type))
                .map(type -> named(type, suffix)).sorted().toList();
    }

    private static String named(String type, String suffix) {
        return type.substring(0, 1).toLowerCase(Locale.ROOT)
                + type.substring(1, type.length() - (type.endsWith(suffix) ? suffix.length() : 0));
    }

    private static boolean hasConstructorWithoutArguments(Path file, String type) {
        try {
            return Pattern.compile("\\b" + type + "\\(\\) ?\\{|record " + type + "\\(\\)")
                    .matcher(Files.readString(file)).find();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The names of the files of a package in which a pattern is found.
    private static List<String> types(String module, String name, String pattern) throws IOException {
        Pattern wanted = Pattern.compile(pattern);
        try (Stream<Path> files = Files.list(folder(module, name))) {
            return files.filter(file -> {
                try {
                    return wanted.matcher(Files.readString(file)).find();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }).map(file -> file.getFileName().toString().replace(".java", "")).sorted().toList();
        }
    }

    private static Path folder(String module, String name) {
        return StructureTest.root().resolve(module).resolve("src/main/java/io/github/edgewise").resolve(name);
    }
}
