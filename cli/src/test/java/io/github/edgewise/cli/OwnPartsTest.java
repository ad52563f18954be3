package io.github.edgewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.format.Volumes;
import io.github.edgewise.phantom.Phantom;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A schedule, network, metric, file format, data set layout and command of one's own are one file each,
/// outside of this project. [OwnLossTest] shows the same for a loss.
class OwnPartsTest {
    private static final Map<String, String> SOURCES = Map.of("Steps", """
            package own;
            import io.github.edgewise.schedule.*;
            public record Steps(double low, double high) implements Schedule {
                public Steps() { this(0.1, 1); }
                @Override
                public double at(TrainingTime time) { return time.fraction() < 0.5 ? low : high; }
            }
            """, "Plain", """
            package own;
            import io.github.edgewise.net.*;
            import io.github.edgewise.plan.Plan;
            public record Plain(int width) implements Network {
                public Plain() { this(4); }
                @Override
                public Model build(Plan plan) { return new UNet(width, 2).build(plan); }
            }
            """, "Agreement", """
            package own;
            import io.github.edgewise.metric.*;
            public final class Agreement implements Metric {
                @Override
                public String name() { return "agreement"; }
                @Override
                public boolean higherIsBetter() { return true; }
                @Override
                public Score score(MaskPair masks) { return new Score.Value(0.125); }
            }
            """, "Squares",
            """
                    package own;
                    import io.github.edgewise.format.*;
                    import io.github.edgewise.volume.*;
                    import java.io.IOException;
                    import java.nio.file.*;
                    import java.util.*;
                    public final class Squares implements VolumeFormat {
                        @Override
                        public List<String> extensions() { return List.of(".square"); }
                        @Override
                        public boolean recognises(byte[] head, Path file) { return head.length > 0 && head[0] == '#'; }
                        @Override
                        public Stored read(Path file) throws IOException {
                            int n = Files.readString(file).strip().length();
                            return new Stored(new Volume(Grid.of(Shape.of(n, n)), new float[n * n]), "Square", "uint8",
                                    List.of());
                        }
                        @Override
                        public void write(Path file, Volume volume, VoxelType type, Optional<Path> like) throws IOException {
                            throw new IOException("no");
                        }
                        @Override
                        public void write(Path file, LabelMap labels, Optional<Path> like) throws IOException {
                            throw new IOException("no");
                        }
                    }
                    """,
            "Pairs",
            """
                    package own;
                    import io.github.edgewise.dataset.*;
                    import java.io.IOException;
                    import java.nio.file.*;
                    import java.util.*;
                    public final class Pairs implements Layout {
                        @Override
                        public String known() { return "pairs/"; }
                        @Override
                        public Optional<Path> root(Path folder) {
                            Path pairs = folder.resolve("pairs");
                            return Files.isDirectory(pairs) ? Optional.of(pairs) : Optional.empty();
                        }
                        @Override
                        public List<Case> cases(Path root, Wanted wanted) throws IOException {
                            try (var files = Files.list(root)) {
                                return files.filter(f -> f.toString().endsWith("_image.nii.gz")).sorted().map(f -> {
                                    String name = f.getFileName().toString().replace("_image.nii.gz", "");
                                    return new Case(name, name, List.of(f),
                                            Optional.of(root.resolve(name + "_mask.nii.gz")), wanted.rule());
                                }).toList();
                            }
                        }
                    }
                    """,
            "Hello", """
                    package own;
                    import io.github.edgewise.cli.Subcommand;
                    import picocli.CommandLine.Command;
                    @Command(name = "hello", description = "Says hello.")
                    public final class Hello implements Subcommand {
                        @Override
                        public Integer call() { System.out.println("hello from outside"); return 0; }
                    }
                    """);
    private static final Map<String, String> SERVICES = Map.of("metric.Metric", "own.Agreement",
            "format.VolumeFormat", "own.Squares", "dataset.Layout", "own.Pairs", "cli.Subcommand",
            "own.Hello");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void every_kind_is_one_file_outside_of_the_project() throws Exception {
        Path extensions = folder.resolve("extensions");
        Files.createDirectories(extensions.resolve("META-INF/services"));
        var compiler = new ArrayList<>(
                List.of("-proc:none", "-cp", System.getProperty("java.class.path"), "-d",
                        extensions.toString()));
        for (var source : SOURCES.entrySet()) {
            compiler.add(Files.writeString(folder.resolve(source.getKey() + ".java"), source.getValue())
                    .toString());
        }
        assertThat(
                ToolProvider.getSystemJavaCompiler().run(null, null, null, compiler.toArray(String[]::new)))
                .isZero();
        for (var service : SERVICES.entrySet()) {
            Files.writeString(extensions.resolve("META-INF/services/io.github.edgewise." + service.getKey()),
                    service.getValue());
        }
        var phantom = new Phantom(Grid.of(Shape.of(32, 32)), 2, 0.03, 1);
        for (int i = 0; i < 5; i++) {
            Volumes.write(folder.resolve("data/pairs/p" + i + "_image.nii.gz"), phantom.make(i).image());
            Volumes.write(folder.resolve("data/pairs/p" + i + "_mask.nii.gz"), phantom.make(i).labels());
        }
        Path mask = folder.resolve("data/pairs/p0_mask.nii.gz");
        Path square = Files.writeString(folder.resolve("a.square"), "#####\n");
        Path recipe = Files.writeString(folder.resolve("r.yaml"), "length: {epochs: 1, steps: 2}\n");

        assertThat(run("hello")).contains("hello from outside");
        assertThat(run("info", square.toString())).contains("Square").contains("5");
        assertThat(run("evaluate", mask.toString(), mask.toString(), "--metrics", "dice,agreement"))
                .contains("agreement").contains("0.1250");
        run("train", folder.resolve("data").toString(), "--out", folder.resolve("run").toString(), "--recipe",
                recipe.toString(), "--network", "own.Plain:width=4", "--loss",
                "dice + own.Steps:high=0.5*boundary");
        assertThat(folder.resolve("run/recipe.yaml")).content().contains("own.Plain")
                .contains("own.Steps:high=0.5");
        assertThat(folder.resolve("run/report.html")).exists();
    }

    private String run(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path") + File.pathSeparator + folder.resolve("extensions"),
                "io.github.edgewise.cli.Edgewise"));
        command.addAll(List.of(arguments));
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        return Files.readString(log);
    }
}
