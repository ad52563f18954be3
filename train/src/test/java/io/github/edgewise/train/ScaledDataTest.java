package io.github.edgewise.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.dataset.Dataset;
import io.github.edgewise.dataset.Split;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.loss.Losses;
import io.github.edgewise.metric.Evaluation;
import io.github.edgewise.net.UNet;
import io.github.edgewise.phantom.Phantom;
import io.github.edgewise.predict.Segmenter;
import io.github.edgewise.sample.Augmentation;
import io.github.edgewise.sample.Deformation;
import io.github.edgewise.sample.Intensity;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Lengths;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Copies of one data set with all lengths multiplied by a factor.
class ScaledDataTest {
    private static final double BINARY = 1. / 1024;

    @TempDir
    private Path folder = Path.of("");

    /// What a run on a copy led to.
    private record Outcome(ByteBuffer weights, History history, Evaluation scores, Recipe recipe,
            Lengths lengths) {}

    private Split copy(Phantom phantom, double factor) throws IOException {
        Path data = folder.resolve("data" + factor);
        Spacing w = phantom.grid().spacing();
        Grid grid = phantom.grid().with(new Spacing(w.z() * factor, w.y() * factor, w.x() * factor));
        for (int i = 0; i < 6; i++) {
            Phantom.Scan scan = phantom.make(i);
            Volumes.write(data.resolve("images/p" + i + ".nii.gz"), new Volume(grid, scan.image().values()));
            Volumes.write(data.resolve("labels/p" + i + ".nii.gz"),
                    new LabelMap(grid, 2, scan.labels().labels()));
        }
        return Dataset.open(data).split(0.34, 1);
    }

    private Outcome trained(Phantom phantom, double factor, Recipe recipe) throws IOException {
        Split split = copy(phantom, factor);
        Path run = folder.resolve("run" + factor);
        try (Segmenter segmenter = Trainer.train(recipe, split, run, _ -> {})) {
            var kept = new RunFolder(run);
            Lengths lengths = kept.plan().plan().lengths();
            return new Outcome(ByteBuffer.wrap(Files.readAllBytes(run.resolve("best.safetensors"))),
                    kept.history(),
                    HeldOutScores.of(split.held(), segmenter, kept.plan().plan(), _ -> {}), kept.recipe(),
                    lengths);
        }
    }

    private static Recipe recipe(int steps) {
        return new Recipe()
                .with(Losses.parse("generalizedDice + crossEntropy + 0.01*boundary:clipMm=planned"))
                .with(new UNet(4, 2)).with(new Recipe.Length(2, steps, 0))
                .with(new Recipe.Machine(1, 1, NumericPrecision.FLOAT32));
    }

    private static Phantom phantom(int axes) {
        return axes == 2
                ? new Phantom(Grid.of(Shape.of(48, 48)), 2, 0.05, 1)
                : new Phantom(Grid.of(Shape.of(8, 32, 32), new Spacing(3, 1.5, 1.5)), 2, 0.05, 1);
    }

    @ParameterizedTest
    @CsvSource({"2, 4, ", "3, 2, ", "2, 3, activeBoundary + uNetCrossEntropy + surfaceDice + 0.1*hausdorff",
        "2, 3, dice + balance*boundary:clipMm=planned + 0.01*hausdorffOneSided + generalizedSurface"})
    void a_copy_by_a_power_of_two_trains_to_the_same_bits(int axes, int steps, String loss)
            throws IOException {
        Recipe recipe = loss == null ? recipe(steps) : recipe(steps).with(Losses.parse(loss));
        recipe = recipe.with(recipe.sampling().augmentation(new Augmentation(true, true,
                loss == null ? new Deformation(0.6, 15, 0.2, 0.05) : Deformation.NONE, Intensity.USUAL)));
        Outcome usual = trained(phantom(axes), 1, recipe);
        Outcome small = trained(phantom(axes), BINARY, recipe);
        assertThat(usual.lengths()).isEqualTo(new Lengths(1, 1));
        assertThat(small.lengths()).isEqualTo(new Lengths(BINARY, BINARY));
        assertHistoriesScale(usual.history(), small.history());
        assertThat(small.weights()).isEqualTo(usual.weights());
        for (int i = 0; i < usual.scores().rows().size(); i++) {
            Evaluation.Row one = usual.scores().rows().get(i);
            Evaluation.Row other = small.scores().rows().get(i);
            assertThat(other.metric()).isEqualTo(one.metric());
            assertThat(other.number()).as(one.metric())
                    .isEqualTo(one.number().map(v -> one.isLength() ? v * BINARY : v));
        }
    }

    private static void assertHistoriesScale(History usual, History small) {
        for (int e = 0; e < usual.entries().size(); e++) {
            History.Entry one = usual.entries().get(e);
            History.Entry other = small.entries().get(e);
            assertThat(other.loss()).isEqualTo(one.loss());
            assertThat(other.terms()).isEqualTo(one.terms());
            assertThat(other.score()).isEqualTo(one.score());
            one.scores().perClass()
                    .forEach((metric, values) -> assertThat(other.scores().perClass().get(metric))
                            .as(metric).isEqualTo(metric.equals("hd95") ? scaled(values) : values));
        }
    }

    private static List<Optional<Double>> scaled(List<Optional<Double>> values) {
        return values.stream().map(value -> value.map(mm -> mm * BINARY)).toList();
    }

    @Test
    void a_copy_in_micrometres_trains_the_same_within_rounding() throws IOException {
        Outcome usual = trained(phantom(2), 1, recipe(4));
        Outcome small = trained(phantom(2), 1e-3, recipe(4));
        assertThat(small.lengths()).isEqualTo(new Lengths(1e-3, 1e-3));
        assertThat(Losses.text(small.recipe().loss()))
                .isEqualTo("generalizedDice + crossEntropy + 0.01*boundary:clipMm=0.02");
        assertThat(Losses.text(usual.recipe().loss()))
                .isEqualTo("generalizedDice + crossEntropy + 0.01*boundary:clipMm=20.0");
        for (int e = 0; e < 2; e++) {
            assertThat(small.history().entries().get(e).loss())
                    .isCloseTo(usual.history().entries().get(e).loss(), within(1e-3));
        }
        Map<String, Double> means = Map.of("dice", 1., "nsd", 1., "hd95", 1e-3, "assd", 1e-3);
        means.forEach((metric, factor) -> assertThat(small.scores().mean(metric)).as(metric)
                .isCloseTo(usual.scores().mean(metric) * factor, within(0.02 * factor)));
    }

    @Test
    void runs_that_are_compared_share_their_lengths() throws IOException {
        Split split = copy(phantom(2), 1e-3);
        var start = Trainer.StartFrom.NOTHING.lengths(Optional.of(new Lengths(5e-4, 2e-3)));
        Trainer.train(recipe(1), start, split, folder.resolve("run"), _ -> {}).close();
        var run = new RunFolder(folder.resolve("run"));
        assertThat(run.plan().plan().lengths()).isEqualTo(new Lengths(5e-4, 2e-3));
        assertThat(Losses.text(run.recipe().loss())).endsWith("boundary:clipMm=0.01");
    }
}
