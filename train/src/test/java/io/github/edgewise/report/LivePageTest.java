package io.github.edgewise.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.edgewise.dataset.Dataset;
import io.github.edgewise.dataset.Split;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.loss.Losses;
import io.github.edgewise.net.UNet;
import io.github.edgewise.phantom.Phantom;
import io.github.edgewise.train.NumericPrecision;
import io.github.edgewise.train.Progress;
import io.github.edgewise.train.Recipe;
import io.github.edgewise.train.RunFolder;
import io.github.edgewise.train.Trainer;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LivePageTest {
    @TempDir
    Path folder;

    private final List<String> pages = new ArrayList<>();
    private Path run = Path.of("");
    private Recipe recipe = new Recipe();
    private Split split = new Split(List.of(), List.of());

    @BeforeEach
    void data() throws IOException {
        var phantom = new Phantom(Grid.of(Shape.of(32, 32)), 2, 0.03, 1);
        for (int i = 0; i < 6; i++) {
            Volumes.write(folder.resolve("data/images/p" + i + ".nii.gz"), phantom.make(i).image());
            Volumes.write(folder.resolve("data/labels/p" + i + ".nii.gz"), phantom.make(i).labels());
        }
        run = folder.resolve("run");
        split = Dataset.open(folder.resolve("data")).split(0.2, 1);
        recipe = new Recipe().with(new UNet(4, 2)).with(new Recipe.Length(3, 4, 0))
                .with(new Recipe.Machine(1, 1, NumericPrecision.FLOAT32))
                .with(Losses.parse("generalizedDice + 0.5*boundary"));
    }

    private String page() {
        try {
            return Files.readString(run.resolve("report.html"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Keeps the page of the first step of every epoch.
    private void look(Progress progress) {
        if (progress instanceof Progress.Step s && s.step() == 1) pages.add(page());
    }

    private LivePage live(double share) {
        return new LivePage(_ -> new RunFolder(run), this::look, share);
    }

    @Test
    void the_page_is_there_before_the_first_epoch_and_grows_with_every_one() throws IOException {
        try (var live = live(1)) {
            Trainer.train(recipe, split, run, live).close();
        }
        assertThat(pages.get(0)).contains("Running: training, epoch 0 of 3", "location.reload")
                .doesNotContain("<h2>Training</h2>", "Worst validation case");
        assertThat(pages.get(1)).contains("Running: training, epoch 1 of 3, complete, about ",
                "<h2>Worst validation case</h2>", "Worst validation case of epoch 1, p", "aria-label='Loss'",
                "aria-label='prediction'", "Terms of the loss in epoch 1", "0.5</td>", " %</td>",
                "aria-label='Share of each term in the gradient'");
        assertThat(pages.get(2)).contains("epoch 2 of 3, complete", ">epoch 2</text>");
    }

    @Test
    void pages_that_would_take_too_much_of_the_time_are_left_out() throws IOException {
        try (var live = live(0)) {
            Trainer.train(recipe, split, run, live).close();
        }
        assertThat(pages).hasSize(3).allSatisfy(page -> assertThat(page).isEqualTo(pages.getFirst()));
        assertThat(page()).as("the last one").contains("epoch 3 of 3").doesNotContain("Worst validation");
    }

    @Test
    void a_page_that_loads_nothing_says_that_a_run_was_stopped_and_then_stays() throws IOException {
        assertThatThrownBy(() -> {
            try (var live = LivePage.of(new RunFolder(run), progress -> {
                if (progress instanceof Progress.Step s && s.epoch() == 2) throw new CancellationException();
            })) {
                Trainer.train(recipe, split, run, live).close();
            }
        }).isInstanceOf(CancellationException.class);
        assertThat(page()).contains("Stopped while training, epoch 1 of 3", "--resume")
                .doesNotContain("location.reload", "http").doesNotContainPattern("(src|href)='(?!#|data:)");
    }

    @Test
    void a_page_that_somebody_else_wrote_stays() throws IOException {
        try (var live = LivePage.of(new RunFolder(run), _ -> {})) {
            Trainer.train(recipe, split, run, live).close();
            Files.writeString(run.resolve("report.html"), "the scores");
        }
        assertThat(page()).isEqualTo("the scores");
    }

    @Test
    void a_page_that_cannot_be_written_does_not_end_the_training() throws IOException {
        Files.createDirectories(run.resolve("report.html/in the way"));
        try (var live = LivePage.of(new RunFolder(run), progress -> {
            if (progress instanceof Progress.Loaded) block();
        })) {
            Trainer.train(recipe, split, run, live).close();
        }
        assertThat(new RunFolder(run).history().entries()).hasSize(3);
    }

    private void block() {
        try {
            Files.createDirectories(run.resolve("report.html/in the way"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
