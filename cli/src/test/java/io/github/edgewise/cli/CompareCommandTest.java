package io.github.edgewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.format.Volumes;
import io.github.edgewise.phantom.Phantom;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CompareCommandTest {
    @TempDir
    private Path folder = Path.of("");
    private Path data = Path.of("");
    private Path recipe = Path.of("");

    @BeforeEach
    void draw() throws IOException {
        data = folder.resolve("data");
        var phantom = new Phantom(Grid.of(Shape.of(32, 32)), 2, 0.05, 1);
        for (int i = 0; i < 10; i++) {
            Phantom.Scan scan = phantom.make(i);
            Volumes.write(data.resolve("images/patient" + i + ".nii"), scan.image());
            Volumes.write(data.resolve("labels/patient" + i + ".nii"), scan.labels());
        }
        recipe = Files.writeString(folder.resolve("r.yaml"), """
                network: 'uNet:width=2,depth=1'
                length: {epochs: 1, steps: 1}
                machine: {threads: 1}
                losses: {plain: generalizedDice, both: 'generalizedDice + 0.1*boundary:clipMm=9'}
                """);
    }

    @Test
    void compares_the_losses_of_a_recipe_and_goes_on_where_it_ended() throws IOException {
        Path out = folder.resolve("losses");
        Ran first = Ran.command("compare", data, "--out", out, "--recipe", recipe).well();
        assertThat(first.err()).containsSubsequence(
                "2 patients are held out: the smallest possible p is 0.500, but 6 tests with Holm's correction "
                        + "need one below 0.008. No difference can be significant here, however large; it takes 8 "
                        + "patients.",
                "2 losses, 1 seeds, 1 folds", "run 1/2 plain");
        String said = first.out();
        assertThat(said).contains("These data are too few: with 2 patients", "report: ");
        List<String> scores = Files.readAllLines(out.resolve("scores.csv"));
        assertThat(scores.getFirst()).isEqualTo("loss,seed,fold,case,class,metric,value,unit,note");
        assertThat(scores).hasSize(1 + 2 * 2 * 16); // losses, patients, metrics with recall_at_1
        assertThat(scores.get(1)).startsWith("plain,1,0,patient");
        JsonNode json = new JsonMapper().readTree(Files.readString(out.resolve("comparison.json")));
        assertThat(json.path("specs").get(1).asString())
                .isEqualTo("generalizedDice + 0.1*boundary:clipMm=9.0");
        assertThat(out.resolve("report.html")).content().contains("Where the losses differ most",
                "What the boundary loss sees", "data-name='gradient'").doesNotContain("http");

        Ran again = Ran.command("compare", data, "--out", out, "--recipe", recipe, "--seeds", 2).well();
        assertThat(again.err()).contains("run 1/4 plain, seed 1, fold 0", "(already done)",
                "run 4/4 both, seed 2");
        assertThat(Files.readAllLines(out.resolve("scores.csv"))).startsWith(scores.toArray(String[]::new))
                .hasSize(1 + 2 * (scores.size() - 1));
        Ran wider = Ran
                .command("compare", data, "--out", folder.resolve("wider"), "--recipe", recipe, "--folds", 5)
                .well();
        assertThat(wider.err())
                .contains("10 patients are held out: with 6 tests with Holm's correction, a real "
                        + "difference is found with a probability of 80 % if it is 1.34 standard deviations");
        assertThat(Ran
                .command("compare", data, "--out", folder.resolve("wider"), "--recipe", recipe, "--folds", 5)
                .well().err()).contains("With the spread of the 1 seed in this folder that is Dice 0.");
        String page = Files.readString(out.resolve("report.html"));
        Files.delete(out.resolve("report.html"));
        Ran.command("report", out).well();
        assertThat(out.resolve("report.html")).content().isEqualTo(page);
    }

    @Test
    void says_what_is_wrong() throws IOException {
        Path out = folder.resolve("x");
        Ran.command("compare", data, "--out", out, "--loss", "dice").failed(2,
                "two losses or more, but there is one");
        Ran.command("compare", data, "--out", out, "--loss", "dice", "--loss", "dise").failed(2,
                "--loss: no loss \"dise\"; did you mean dice?");
        Ran.command("compare", data, "--out", out, "--recipe", recipe, "--epochs", 1, "--minutes", 1)
                .failed(2, "--epochs or --minutes");
        Ran.command("compare", data, "--out", out, "--recipe", recipe, "--folds", 11).failed(3,
                "cannot divide 10 patients into 11");
        Ran.command("compare", data, "--out", out, "--recipe", recipe, "--minutes", 0).failed(2,
                "--minutes must be above 0");
        assertThat(out.resolve("comparison.yaml")).doesNotExist();
        Ran.command("train", data, "--out", out, "--recipe", recipe).well();
        Ran.command("compare", data, "--out", out, "--recipe", recipe).failed(3, "holds a run of train");
    }
}
