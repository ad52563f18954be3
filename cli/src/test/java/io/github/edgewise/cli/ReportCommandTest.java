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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {
    @TempDir
    private Path folder = Path.of("");

    private Path data() throws IOException {
        Path data = folder.resolve("data");
        var phantom = new Phantom(Grid.of(Shape.of(32, 32)), 2, 0.05, 1);
        for (int i = 0; i < 6; i++) {
            Phantom.Scan scan = phantom.make(i);
            Volumes.write(data.resolve("images/patient" + i + ".nii"), scan.image());
            Volumes.write(data.resolve("labels/patient" + i + ".nii"), scan.labels());
        }
        return data;
    }

    private Path run(Path data, String loss) throws IOException {
        Path recipe = Files.writeString(folder.resolve("r.yaml"),
                "{network: 'uNet:width=2,depth=1', length: {epochs: 1, steps: 1}, loss: '" + loss + "'}");
        Path run = folder.resolve("run");
        Ran.command("train", data, "--out", run, "--recipe", recipe).well();
        return run;
    }

    @Test
    void the_maps_of_a_case_of_a_run_show_its_loss_and_what_it_draws() throws IOException {
        Path run = run(data(), "generalizedDice + 0.1*boundary:clipMm=9");
        Ran.command("report", run, "--maps", "patient3").well();
        assertThat(run.resolve("maps-patient3.html")).content().contains("data-name='phi'",
                "data-name='gradient'", "the term boundary:clipMm=9.0 of its loss", "phi clipped at 9 mm",
                "<h2>Borders</h2>").doesNotContain("http");
        Ran.command("report", run, "--maps", "patiend9").failed(3, "no case \"patiend9\" in",
                "the nearest of its 6 are patient0, patient1, patient2, patient3, patient4");
        Ran.command("report", run, "--maps", "patient3", "--class", 2).failed(3, "there are 2 classes");
    }

    @Test
    void a_run_without_a_boundary_term_is_shown_the_plain_one() throws IOException {
        Path run = run(data(), "generalizedDice");
        Path file = folder.resolve("page.html");
        Ran.command("report", run, "--maps", "patient0", "-o", file).well();
        assertThat(file).content().contains("because the loss of the run, generalizedDice, has no such term");
    }

    @Test
    void the_page_of_a_run_is_written_anew() throws IOException {
        Path run = run(data(), "generalizedDice");
        Files.delete(run.resolve("report.html"));
        String scores = Files.readString(run.resolve("scores.csv"));
        assertThat(Ran.command("report", run).well().out()).contains("report: ");
        assertThat(run.resolve("report.html")).content().contains("Scores on unseen cases");
        assertThat(run.resolve("scores.csv")).hasContent(scores);
        Ran.command("report", run, "-o", "x.html").failed(2, "-o is for --maps");
        Files.delete(run.resolve("scores.csv")); // as a run that was interrupted
        Ran.command("report", run).well();
        assertThat(run.resolve("scores.csv")).as("it would make the run look complete").doesNotExist();
    }

    @Test
    void the_page_of_a_run_tells_the_objects_and_a_loss_worth_comparing() throws IOException {
        Path data = folder.resolve("many");
        var phantom = new Phantom(Grid.of(Shape.of(96, 96)), 2, 0.01, 1);
        for (int i = 0; i < 6; i++) {
            Volumes.write(data.resolve("images/patient" + i + ".nii"), phantom.make(i).image());
            Volumes.write(data.resolve("labels/patient" + i + ".nii"), phantom.make(i).labels());
        }
        Path run = run(data, "generalizedDice");
        assertThat(run.resolve("report.html")).content().contains("in a case, of", "pixels (medians)",
                "Worth comparing", "many small objects", "docs/results/tiny-lesions.md",
                "perComponent(generalizedDice + crossEntropy)");
        Path other = folder.resolve("other");
        Ran.command("train", data, "--out", other, "--loss", "perComponent(dice)", "--network",
                "uNet:width=2,depth=1", "--epochs", 1).well();
        assertThat(other.resolve("report.html")).content().contains("in a case, of")
                .doesNotContain("Worth comparing");
    }

    @Test
    void scores_of_all_cases_are_not_replaced_by_those_of_some() throws IOException {
        Path data = data();
        Path run = run(data, "generalizedDice");
        String scores = Files.readString(run.resolve("scores.csv"));
        String held = scores.lines().skip(1).findFirst().orElseThrow().split(",", -1)[0];
        Files.write(data.resolve("images/" + held + ".nii"), new byte[500]);
        Ran.command("report", run).failed(3, held + " was not scored", "stay as they are");
        assertThat(run.resolve("scores.csv")).hasContent(scores);
    }

    @Test
    void of_a_data_set_the_map_alone_is_shown() throws IOException {
        Path data = data();
        Path file = folder.resolve("page.html");
        Ran.command("report", data, "--maps", "patient1", "-o", file).well();
        assertThat(file).content().contains("data-name='phi'").doesNotContain("data-name='gradient'",
                "Borders");
        Ran.command("report", data).failed(3, "holds no run or comparison to write a page about");
        Ran.command("report", folder.resolve("nowhere"), "--maps", "a").failed(3,
                "no such file or folder: ");
    }

    @Test
    void a_data_set_is_read_as_training_reads_it_and_a_run_as_it_was() throws IOException {
        Path data = folder.resolve("microscope");
        Phantom.Scan scan = new Phantom(Grid.of(Shape.of(32, 32)), 2, 0.05, 1).make(0);
        for (String channel : List.of("green", "red")) {
            Volumes.write(data.resolve("images_" + channel + "/plate.nii"), scan.image());
        }
        byte[] instances = scan.labels().labels().clone();
        for (int i = 0; i < instances.length; i++) {
            if (instances[i] != 0) instances[i] = 7;
        }
        Volumes.write(data.resolve("labels/plate.nii"), new LabelMap(scan.labels().grid(), 8, instances));
        Path file = folder.resolve("page.html");
        Ran.command("report", data, "--maps", "plate", "-o", file, "--class", 2, "--labels-as", "foreground")
                .failed(3, "there are 2 classes");
        Ran.command("report", data, "--maps", "plate", "-o", file, "--channels", "blue")
                .failed(3, "blue");
        Ran.command("report", data, "--maps", "plate", "-o", file, "--labels-as", "foreground",
                "--channels", "red").well();
        assertThat(file).content().contains("data-name='phi'");
        Path run = run(data(), "generalizedDice");
        String refusal = "--channels and --labels-as are for a data set; a run remembers its own";
        Ran.command("report", run, "--channels", "red").failed(2, refusal);
        Ran.command("report", run, "--maps", "patient1", "--labels-as", "foreground").failed(2, refusal);
    }
}
