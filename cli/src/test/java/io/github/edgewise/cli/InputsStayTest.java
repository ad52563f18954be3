package io.github.edgewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.format.Volumes;
import io.github.edgewise.phantom.Phantom;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// Every command with one file or folder as its input and its output: no file is changed, made or deleted.
class InputsStayTest {
    /// What required arguments that are no paths need.
    private static final Map<String, String> VALUES = Map.of("--loss", "dice");

    /// Commands that go on until they are stopped; they only read.
    private static final Set<String> GO_ON = Set.of("serve", "watch", "mcp");

    @TempDir
    static Path folder = Path.of("");

    @BeforeAll
    static void make() throws IOException {
        var phantom = new Phantom(Grid.of(Shape.of(32, 32)), 2, 0.05, 1);
        for (int i = 0; i < 5; i++) {
            Phantom.Scan scan = phantom.make(i);
            Volumes.write(folder.resolve("data/images/p" + i + ".nii.gz"), scan.image());
            Volumes.write(folder.resolve("data/labels/p" + i + ".nii.gz"), scan.labels());
        }
        var labels = new LabelMap(Grid.of(Shape.of(6, 6)), 2, new byte[36]);
        for (String name : List.of("m.nii.gz", "m.png", "m.mhd", "m.nhdr", "m.hdr", "m.npy", "m.tif")) {
            Volumes.write(folder.resolve("files").resolve(name.replace("m.", name.replace(".", "_") + ".")),
                    labels);
        }
        Path recipe = Files.writeString(folder.resolve("r.yaml"),
                "{network: 'uNet:width=2,depth=1', length: {epochs: 1, steps: 1}}");
        Ran.command("train", folder.resolve("data"), "--out", folder.resolve("run"), "--recipe", recipe)
                .well();
        Ran.command("train", folder.resolve("data"), "--out", folder.resolve("folds"), "--recipe", recipe,
                "--fold",
                "all/2").well();
        Ran.command("compare", folder.resolve("data"), "--out", folder.resolve("comparison"), "--recipe",
                recipe,
                "--loss", "dice", "--loss", "generalizedDice").well();
        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("run"));
        Files.createDirectory(folder.resolve("empty"));
        for (String ending : List.of(".csv", ".json", ".html", ".safetensors", ".pt", ".yaml")) {
            Files.writeString(folder.resolve("files/text" + ending), "{}");
            Files.copy(folder.resolve("files/m_nii_gz.nii.gz"), folder.resolve("files/image" + ending));
        }
    }

    /// Size, time and content of every file, and every folder and link.
    static Map<String, String> tree(Path folder) throws IOException {
        var tree = new TreeMap<String, String>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path one : all.toList()) {
                tree.put(folder.relativize(one).toString(), Files.isRegularFile(one)
                        ? Files.getLastModifiedTime(one) + " " + Arrays.hashCode(Files.readAllBytes(one))
                        : "");
            }
        }
        return tree;
    }

    private static boolean isPath(ArgSpec argument) {
        return argument.type() == Path.class || argument.auxiliaryTypes()[0] == Path.class;
    }

    /// The arguments with which a command names this path wherever it names one, without and with its
    /// switches.
    private static List<List<Object>> lines(CommandSpec command, Path path) {
        var plain = new ArrayList<Object>();
        var options = new ArrayList<Object>();
        plain.add(command.name());
        for (PositionalParamSpec p : command.positionalParameters()) {
            if (isPath(p)) plain.add(path);
        }
        var inputsOnly = new ArrayList<Object>();
        for (OptionSpec option : command.options()) {
            boolean given = VALUES.containsKey(option.longestName()) && command.name().equals("compare");
            if (given)
                plain.addAll(List.of(option.longestName(), "dice", option.longestName(), "generalizedDice"));
            if (!isPath(option)) continue;
            List<Object> both = List.of(option.longestName(), path);
            boolean output = option.longestName().equals("-o") || option.longestName().equals("--out");
            (output ? plain : inputsOnly).addAll(both);
        }
        var lines = new ArrayList<List<Object>>();
        lines.add(plain);
        for (int i = 0; i < inputsOnly.size(); i += 2) { // each optional input
            options = new ArrayList<>(plain);
            options.addAll(inputsOnly.subList(i, i + 2));
            lines.add(options);
        }
        for (List<Object> more : List.<List<Object>>of(List.of("--held"), List.of("--maps", "p0"),
                List.of("--resume"), List.of("--fold", "all/2"), List.of("--probabilities"))) {
            if (command.findOption(String.valueOf(more.getFirst())) == null) continue;
            options = new ArrayList<>(plain);
            if (more.contains("--held")) options.remove(options.lastIndexOf(path) == 1 ? 1 : 2);
            options.addAll(more);
            lines.add(options);
        }
        return lines;
    }

    private static Collection<CommandLine> commands() {
        return Edgewise.parser().getSubcommands().values().stream()
                .filter(line -> !GO_ON.contains(line.getCommandName()))
                .filter(line -> line.getCommandSpec().positionalParameters().stream()
                        .anyMatch(InputsStayTest::isPath))
                .toList();
    }

    @Test
    void no_command_changes_what_it_reads() throws IOException {
        assertThat(commands()).hasSizeGreaterThan(9);
        var paths = new ArrayList<Path>();
        for (String name : List.of("data", "data/images", "data/labels", "run", "folds", "comparison", "link",
                "files",
                "run/best.safetensors", "run/recipe.yaml", "run/plan.yaml", "run/history.jsonl",
                "data/labels/p0.nii.gz", "data/images/p0.nii.gz")) {
            paths.add(folder.resolve(name));
        }
        try (Stream<Path> files = Files.list(folder.resolve("files"))) {
            files.sorted().forEach(paths::add);
        }
        Map<String, String> before = tree(folder);
        var said = new TreeMap<String, Integer>();
        for (CommandLine command : commands()) {
            for (Path path : paths) {
                for (List<Object> line : lines(command.getCommandSpec(), path)) {
                    Ran ran = Ran.command(line.toArray());
                    assertThat(tree(folder)).as("%s: %d %s", line, ran.code(), ran.err()).isEqualTo(before);
                    boolean writes = line.contains("-o") || line.contains("--out") || command.getCommandName()
                            .equals("convert");
                    List<Integer> codes = writes ? List.of(2, 3) : List.of(0, 3);
                    assertThat(ran.code()).as("%s: %s", line, ran.err()).isIn(codes);
                    said.merge(ran.err().replaceAll(".*; ", "").strip(), 1, Integer::sum);
                }
            }
        }
        assertThat(said).containsKey("name another file or folder").containsKey("name another folder");
    }

    @Test
    void outputs_are_not_mixed_with_inputs() throws IOException {
        Path data = folder.resolve("data");
        Path run = folder.resolve("run");
        Map<String, String> before = tree(folder);
        for (String out : List.of("data", "data/.", "data/images", "data/labels/run", "data/images/a/b")) {
            Ran.command("train", data, "--out", folder.resolve(out)).failed(3, "name ");
            Ran.command("compare", data, "--out", folder.resolve(out), "--loss", "dice", "--loss", "focal")
                    .failed(3,
                            "name ");
        }
        for (String out : List.of("data/images", "data/labels", "run", "link")) {
            Ran.command("predict", run, data.resolve("images"), "-o", folder.resolve(out)).failed(3,
                    "name another f");
            Ran.command("predict", run, "--held", "-o", folder.resolve(out)).failed(3, "name another f");
        }
        for (String out : List.of("best.safetensors", "first.safetensors", "./last.safetensors")) {
            Ran.command("export", run, "-o", run.resolve(out)).failed(3, "is a file of the run");
            Ran.command("train", data, "--out", folder.resolve("new"), "--weights", run.resolve(out),
                    "--recipe",
                    folder.resolve("new/recipe.yaml")).failed(3, "is a file of the run");
        }
        for (String out : List.of("report.html", "history.jsonl", "plan.yaml")) {
            Ran.command("report", run, "--maps", "p0", "-o", run.resolve(out)).failed(3,
                    "is a file of the run");
        }
        Ran.command("report", data, "--maps", "p0", "-o", data.resolve("labels/p3.nii.gz")).failed(3,
                "would replace an input");
        Ran.command("phantom", run).failed(3, "is not empty");
        Path files = folder.resolve("files");
        for (String[] pair : new String[][]{{"m_nhdr.nhdr", "m_nhdr.mhd"}, {"m_hdr.hdr", "m_hdr.img"},
            {"m_mhd.mhd", "m_mhd.nhdr"}}) {
            Ran.command("convert", files.resolve(pair[0]), files.resolve(pair[1])).failed(3, "");
            Ran.command("distance", files.resolve(pair[0]), "-o", files.resolve(pair[1])).failed(3, "");
        }
        assertThat(tree(folder)).isEqualTo(before);
    }

    @Test
    void a_recipe_or_weights_in_the_place_of_the_outputs_are_refused() throws IOException {
        Path place = Files.createDirectory(folder.resolve("place"));
        Path recipe = Files.copy(folder.resolve("r.yaml"), place.resolve("recipe.yaml"));
        Path weights = Files.copy(folder.resolve("run/best.safetensors"), place.resolve("best.safetensors"));
        Map<String, String> first = tree(folder);
        Path data = folder.resolve("data");
        Ran.command("train", data, "--out", place, "--recipe", recipe).failed(3, "is a file of the run");
        Ran.command("train", data, "--out", place, "--weights", weights).failed(3, "is a file of the run");
        assertThat(tree(folder)).isEqualTo(first);
        Path contest = Files.writeString(place.resolve("comparison.yaml"),
                "{losses: {a: dice, b: focal}, length: {epochs: 1, steps: 1}}");
        Map<String, String> before = tree(folder);
        Ran.command("compare", data, "--out", place, "--recipe", contest).failed(3, "would be replaced");
        assertThat(tree(folder)).isEqualTo(before);
        Path comparison = folder.resolve("comparison");
        Ran.command("compare", data, "--out", comparison, "--recipe", comparison.resolve("comparison.yaml"))
                .well();
    }
}
