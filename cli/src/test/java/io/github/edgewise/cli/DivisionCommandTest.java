package io.github.edgewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.compare.ComparisonFolder;
import io.github.edgewise.dataset.Case;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.phantom.Phantom;
import io.github.edgewise.train.RunFolder;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which cases `train` and `compare` hold out where the user says so.
class DivisionCommandTest {
    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void makeData() throws IOException {
        data("data", "a", "b", "c", "d", "e", "f");
        Files.writeString(folder.resolve("three.csv"), "case,fold\na,0\nb,0\nc,1\nd,1\ne,2\nf,2\n");
        Files.writeString(folder.resolve("r.yaml"),
                "{network: 'uNet:width=4,depth=2', length: {epochs: 1, steps: 2}, machine: {threads: 1}}");
    }

    private void data(String name, String... cases) throws IOException {
        var phantom = new Phantom(Grid.of(Shape.of(32, 32)), 2, 0.05, name.hashCode());
        for (int i = 0; i < cases.length; i++) {
            Volumes.write(folder.resolve(name + "/images/" + cases[i] + ".nii.gz"), phantom.make(i).image());
            Volumes.write(folder.resolve(name + "/labels/" + cases[i] + ".nii.gz"), phantom.make(i).labels());
        }
    }

    private Path train(String run, Object... more) {
        var arguments = new ArrayList<Object>(List.of("train", folder.resolve("data"), "--out",
                folder.resolve(run), "--recipe", folder.resolve("r.yaml")));
        arguments.addAll(List.of(more));
        Ran.command(arguments.toArray()).well();
        return folder.resolve(run);
    }

    private static List<String> held(Path run) throws IOException {
        return new RunFolder(run).held().stream().map(Case::name).toList();
    }

    @Test
    void the_first_split_of_a_file_is_held_out_or_the_one_that_is_named() throws IOException {
        assertThat(held(train("first", "--split", folder.resolve("three.csv")))).containsExactly("a", "b");
        assertThat(held(train("last", "--split", folder.resolve("three.csv"), "--fold", "2/3")))
                .containsExactly("e", "f");
        Ran.command("train", folder.resolve("data"), "--out", folder.resolve("none"), "--split",
                folder.resolve("three.csv"), "--fold", "0/5").failed(3, "divided in 3 ways already");
    }

    @Test
    void a_comparison_holds_out_the_first_split_or_each_in_turn() throws IOException {
        for (String folds : List.of("1", "3")) {
            Path out = folder.resolve("compared" + folds);
            Ran.command("compare", folder.resolve("data"), "--out", out, "--recipe", folder.resolve("r.yaml"),
                    "--split", folder.resolve("three.csv"), "--folds", folds, "--loss", "dice", "--loss",
                    "crossEntropy", "--epochs", 1).well();
            List<RunFolder> runs = new ComparisonFolder(out).runs();
            assertThat(runs).hasSize(2 * Integer.parseInt(folds));
            assertThat(held(runs.getFirst().folder())).containsExactly("a", "b");
            assertThat(held(runs.getLast().folder())).containsExactly(folds.equals("1") ? "a" : "e",
                    folds.equals("1") ? "b" : "f");
        }
    }

    @Test
    void a_test_set_is_scored_and_all_else_trained_on() throws IOException {
        data("other", "x", "y");
        Path run = train("tested", "--test", folder.resolve("other"));
        assertThat(held(run)).containsExactly("x", "y");
        assertThat(new RunFolder(run).plan().train().size() + new RunFolder(run).plan().validation().size())
                .isEqualTo(6);
    }

    @Test
    void without_held_out_cases_there_are_no_scores() throws IOException {
        Path run = train("all", "--fold", "none");
        assertThat(held(run)).isEmpty();
        assertThat(new RunFolder(run).plan().train()).hasSize(6);
        assertThat(run.resolve("report.html")).content().contains("No cases were held out");
    }

    @Test
    void one_split_seed_gives_one_division_for_all_seeds() throws IOException {
        assertThat(held(train("one", "--split-seed", 5, "--seed", 1)))
                .isEqualTo(held(train("two", "--split-seed", 5, "--seed", 2)));
    }

    @Test
    void runs_folds_and_comparisons_are_kept_apart() throws IOException {
        Path folds = train("folds", "--fold", "all/2");
        Ran.command("train", folder.resolve("data"), "--out", folds).failed(3, "holds folds");
        data("twin", "a", "b", "c", "d", "e", "f");
        String scores = Files.readString(folds.resolve("scores.csv"));
        Ran.command("train", folder.resolve("twin"), "--out", folds, "--recipe", folder.resolve("r.yaml"),
                "--fold", "all/2").failed(3, "was started on other files");
        assertThat(folds.resolve("scores.csv")).hasContent(scores);
        Path compared = folder.resolve("compared");
        Object[] begin = {"compare", folder.resolve("data"), "--out", compared, "--recipe",
            folder.resolve("r.yaml"), "--epochs", 1};
        compare(begin, "dice", "crossEntropy").well();
        String plan = Files.readString(compared.resolve("comparison.yaml"));
        compare(begin, "focal", "lovasz").failed(3, "has the loss dice");
        assertThat(compared.resolve("comparison.yaml")).hasContent(plan);
        compare(begin, "dice", "crossEntropy", "focal").well();
        Ran.command("train", folder.resolve("data"), "--out", compared).failed(3, "holds a comparison");
    }

    private static Ran compare(Object[] begin, String... losses) {
        var arguments = new ArrayList<Object>(List.of(begin));
        for (String loss : losses) {
            arguments.add("--loss");
            arguments.add(loss);
        }
        return Ran.command(arguments.toArray());
    }
}
