package io.github.edgewise.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.plan.Slices;
import io.github.edgewise.sample.TargetSpec;
import io.github.edgewise.sample.Augmentation;
import io.github.edgewise.sample.Batch;
import io.github.edgewise.sample.Deformation;
import io.github.edgewise.sample.Intensity;
import io.github.edgewise.sample.Loader;
import io.github.edgewise.prepare.Normalisation;
import io.github.edgewise.sample.Patches;
import io.github.edgewise.plan.Plans;
import io.github.edgewise.sample.Sample;
import io.github.edgewise.checkpoint.Checkpoint;
import io.github.edgewise.engine.Engine;
import io.github.edgewise.dataset.Case;
import io.github.edgewise.dataset.Dataset;
import io.github.edgewise.dataset.Split;
import io.github.edgewise.fixture.Resident;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.loss.BoundaryLoss;
import io.github.edgewise.loss.GeneralizedDiceLoss;
import io.github.edgewise.loss.Loss;
import io.github.edgewise.loss.Prediction;
import io.github.edgewise.loss.Target;
import io.github.edgewise.metric.Dice;
import io.github.edgewise.net.Model;
import io.github.edgewise.net.UNet;
import io.github.edgewise.phantom.Phantom;
import io.github.edgewise.predict.Segmenter;
import io.github.edgewise.schedule.Balance;
import io.github.edgewise.schedule.TrainingTime;
import io.github.edgewise.schedule.Ramp;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {
    private static final Phantom PHANTOM = new Phantom(Grid.of(Shape.of(48, 48)), 2, 0.03, 1);

    @TempDir
    static Path folder;
    private static Split split = new Split(List.of(), List.of());

    @BeforeAll
    static void draw() throws IOException {
        for (int i = 0; i < 8; i++) {
            Phantom.Scan scan = PHANTOM.make(i);
            Volumes.write(folder.resolve("data/images/p" + i + ".nii.gz"), scan.image());
            Volumes.write(folder.resolve("data/labels/p" + i + ".nii.gz"), scan.labels());
        }
        split = Dataset.open(folder.resolve("data")).split(0.25, 1);
    }

    private static Recipe recipe(int epochs) {
        return new Recipe().with(new UNet(4, 2))
                .with(new GeneralizedDiceLoss().plus(new Ramp(0.01, 0.1), new BoundaryLoss()))
                .with(new Recipe.Length(epochs, 6, 0))
                .with(new Recipe.Machine(1, 1, NumericPrecision.FLOAT32));
    }

    @Test
    void a_run_that_was_stopped_and_resumed_has_the_history_of_one_that_was_not() throws IOException {
        Path whole = folder.resolve("whole");
        Recipe recipe = recipe(4)
                .with(new GeneralizedDiceLoss().plus(new Balance(0.1, 0.3), new BoundaryLoss()));
        Trainer.train(recipe, split, whole, _ -> {}).close();
        Path stopped = folder.resolve("stopped");
        var steps = new ArrayList<Progress>();
        assertThatThrownBy(() -> Trainer.train(recipe, split, stopped, progress -> {
            if (progress instanceof Progress.Step s && s.epoch() == 3 && s.step() == 4) {
                throw new IllegalStateException("stopped in the middle of an epoch");
            }
            steps.add(progress);
        })).hasMessageContaining("in the middle");
        Trainer.resume(split, stopped, _ -> {}).close();
        assertThat(withoutTime(stopped)).hasSize(4).isEqualTo(withoutTime(whole));
        assertThat(steps).isNotEmpty();
    }

    private static List<History.Entry> withoutTime(Path run) throws IOException {
        return new RunFolder(run).history().entries().stream().map(History.Entry::withoutTime).toList();
    }

    @Test
    void a_run_ends_early_when_its_score_has_not_risen_and_so_does_a_resumed_one() throws IOException {
        Path run = folder.resolve("patient");
        var told = new ArrayList<Progress>();
        Recipe recipe = recipe(40).patience(2)
                .with(Recipe.Optimisation.USUAL.learningRate(0.02).weightDecay(0).average(0));
        Trainer.train(recipe, split, run, told::add).close();
        History history = new RunFolder(run).history();
        int best = history.best().orElseThrow().epoch();
        assertThat(history.entries()).as("epochs").hasSizeLessThan(40).hasSize(best + 2);
        assertThat(told.getLast()).isEqualTo(new Progress.Stalled(best + 2, 2, best));
        assertThat(new RunFolder(run).recipe()).isEqualTo(recipe);
        told.clear();
        Trainer.resume(split, run, told::add).close();
        assertThat(told.getLast()).isInstanceOf(Progress.Stalled.class);
        assertThat(withoutTime(run)).hasSize(best + 2);
    }

    @Test
    void images_that_vanish_once_they_are_read_do_not_matter() throws IOException {
        Path copy = folder.resolve("vanishing");
        for (int i = 0; i < 4; i++) {
            Phantom.Scan scan = PHANTOM.make(i);
            Volumes.write(copy.resolve("images/p" + i + ".nii.gz"), scan.image());
            Volumes.write(copy.resolve("labels/p" + i + ".nii.gz"), scan.labels());
        }
        Path run = folder.resolve("vanished");
        Trainer.train(recipe(2), Dataset.open(copy).split(0.25, 1), run, progress -> {
            if (!(progress instanceof Progress.Started)) return;
            for (int i = 0; i < 4; i++) {
                copy.resolve("images/p" + i + ".nii.gz").toFile().delete();
            }
        }).close();
        assertThat(withoutTime(run)).hasSize(2);
    }

    @Test
    void an_epoch_tells_scores_of_the_border_per_class_and_a_step_its_terms_and_pace() throws IOException {
        var steps = new ArrayList<Progress.Step>();
        Trainer.train(recipe(1), split, folder.resolve("tells"), progress -> {
            if (progress instanceof Progress.Step s) steps.add(s);
        }).close();
        History.Entry epoch = new RunFolder(folder.resolve("tells")).history().entries().getFirst();
        assertThat(epoch.scores().perClass().keySet()).containsExactly("dice", "nsd", "boundary_iou", "hd95");
        assertThat(epoch.scores().perClass().values()).allMatch(classes -> classes.size() == 1);
        assertThat(epoch.score().orElseThrow()).isBetween(0., 1.);
        assertThat(epoch.waiting()).isBetween(0., 1.);
        assertThat(steps).hasSize(6).allMatch(s -> s.terms().size() == 2)
                .allMatch(s -> s.pace().stepsPerSecond() > 0 && s.pace().waiting() < 1);
    }

    /// Pulls class 1 down, whatever is true.
    public record NothingThere() implements Loss {
        @Override
        public Tensor value(Prediction prediction, Target target, TrainingTime moment) {
            Tensor z = prediction.logits();
            return z.select(1, 1).sub(z.select(1, 0)).mean();
        }
    }

    @Test
    void a_guarded_run_goes_back_and_lowers_the_weight_when_a_class_collapses() throws IOException {
        Recipe recipe = recipe(16)
                .with(new GeneralizedDiceLoss().plus(new Ramp(0, 3000, 8), new NothingThere()))
                .with(Recipe.Optimisation.USUAL.learningRate(0.02).weightDecay(0).average(0).guard(true))
                .with(new Recipe.Length(16, 20, 0));
        Path run = folder.resolve("guarded");
        Trainer.train(recipe, split, run, _ -> {}).close();
        History history = new RunFolder(run).history();
        List<History.Entry> epochs = history.entries();
        int collapses = 0;
        for (int e = 1; e < epochs.size(); e++) {
            if (CollapseGuard.isCollapse(history.first(e - 1), epochs.get(e - 1))) collapses++;
            double planned = new Ramp(0, 3000, 8).at(new TrainingTime(e, e / 15.));
            assertThat(epochs.get(e).weights().getLast())
                    .isCloseTo(planned * Math.pow(0.1, collapses), within(1e-9 * 3000));
        }
        assertThat(collapses).as("collapses").isPositive();
        assertThat(history.best().orElseThrow().scores().mean("dice").orElseThrow()).as("Dice before")
                .isGreaterThan(0.05);
    }

    @Test
    void an_adaptive_alpha_follows_what_the_epoch_before_measured() throws IOException {
        Path run = folder.resolve("adaptive");
        Trainer.train(
                recipe(3).with(new GeneralizedDiceLoss().plus(new Balance(0.2, 0.2), new BoundaryLoss())),
                split, run, _ -> {}).close();
        List<History.Entry> epochs = new RunFolder(run).history().entries();
        assertThat(epochs.getFirst().weights().getLast()).as("from the steps themselves").isPositive();
        for (int e = 1; e < 3; e++) {
            List<Double> before = epochs.get(e - 1).telemetry().gradients();
            assertThat(epochs.get(e).weights().getLast())
                    .isCloseTo(0.2 * before.getFirst() / before.getLast(), within(1e-9));
            Telemetry seen = epochs.get(e).telemetry();
            assertThat(seen.ratio(epochs.get(e).weights())).as("pull").isBetween(0.05, 0.8);
            assertThat(seen.cosine()).isBetween(-1., 1.);
            assertThat(seen.predicted()).hasSize(2);
            assertThat(seen.present().getLast()).as("share of the lesions").isBetween(0.001, 0.5);
        }
    }

    @Test
    void the_network_learns_and_scores_cases_it_never_saw() throws IOException {
        try (Segmenter model = Trainer.train(recipe(20), split, folder.resolve("learns"), _ -> {})) {
            History history = new RunFolder(folder.resolve("learns")).history();
            double first = history.entries().getFirst().terms().getFirst();
            assertThat(history.entries().getLast().terms().getFirst()).as("Dice loss")
                    .isLessThan(first - 0.03);
            assertThat(model.evaluate(split.held(), new Dice()).rows()).hasSize(split.held().size());
            assertThat(history.entries().getLast().weights()).containsExactly(1., 0.1);
        }
        assertThat(new RunFolder(folder.resolve("learns")).held()).isEqualTo(split.held().stream()
                .map(c -> new Case(c.name(), c.patient(),
                        c.images().stream().map(p -> p.toAbsolutePath().normalize()).toList(),
                        c.mask().map(p -> p.toAbsolutePath().normalize()), c.rule()))
                .toList());
        try (var files = Files.list(folder.resolve("learns"))) {
            assertThat(files.map(f -> f.getFileName().toString())).contains("recipe.yaml", "plan.yaml",
                    "history.jsonl", "best.safetensors", "last.safetensors")
                    .noneMatch(name -> name.endsWith(".part"));
        }
    }

    @Test
    void the_loss_counts_half_as_much_at_every_coarser_stage() {
        assertThat(Step.share(0, 1)).isEqualTo(1);
        assertThat(new double[]{Step.share(0, 3), Step.share(1, 3), Step.share(2, 3)})
                .containsExactly(4 / 7., 2 / 7., 1 / 7.);
    }

    @Test
    void a_network_supervised_at_several_stages_learns_and_resumes() throws IOException {
        Path run = folder.resolve("stages");
        Recipe recipe = recipe(10).with(new UNet(4, 2, 2));
        Trainer.train(recipe, split, run, _ -> {}).close();
        List<History.Entry> epochs = new RunFolder(run).history().entries();
        assertThat(epochs.getLast().terms().getFirst()).as("Dice loss of the finest stage")
                .isLessThan(epochs.getFirst().terms().getFirst() - 0.02);
        assertThat(new RunFolder(run).recipe().network()).isEqualTo(new UNet(4, 2, 2));
        Trainer.resume(split, run, _ -> {}).close();
    }

    @Test
    void a_2d_network_trains_on_slices_of_volumes_and_segments_whole_ones() throws IOException {
        var volumes = new Phantom(Grid.of(Shape.of(6, 32, 32), new Spacing(3, 1, 1)), 2, 0.03, 1);
        for (int i = 0; i < 6; i++) {
            Phantom.Scan scan = volumes.make(i);
            Volumes.write(folder.resolve("volumes/images/p" + i + ".nii.gz"), scan.image());
            Volumes.write(folder.resolve("volumes/labels/p" + i + ".nii.gz"), scan.labels());
        }
        Split parts = Dataset.open(folder.resolve("volumes")).split(0.25, 1);
        Recipe usual = recipe(4);
        Recipe.Sampling s = usual.sampling();
        Recipe recipe = usual.with(s.batch(0).slices(Slices.MAP_OF_VOLUME)).with(new UNet(4, 2, 2));
        Path run = folder.resolve("slices");
        try (Segmenter model = Trainer.train(recipe, parts, run, _ -> {})) {
            assertThat(model.description().patch()).isEqualTo(Shape.of(32, 32));
            Volume image = parts.held().getFirst().image();
            assertThat(model.segment(image).grid()).isEqualTo(image.grid());
        }
        assertThat(new RunFolder(run).recipe()).isEqualTo(recipe);
    }

    @Test
    void patches_are_deformed_only_where_the_loss_has_an_end_and_the_run_says_so() throws IOException {
        Recipe.Sampling s = recipe(2).sampling();
        var bent = new Augmentation(true, true, new Deformation(0.5, 20, 0.2, 0.1), Intensity.USUAL);
        Recipe endless = recipe(2)
                .with(s.batch(0).augmentation(bent).slices(Slices.NONE));
        Recipe clipped = endless.with(new GeneralizedDiceLoss().plus(0.01, new BoundaryLoss(List.of(), 8)));
        var told = new ArrayList<Progress>();
        Trainer.train(endless, split, folder.resolve("endless"), told::add).close();
        assertThat(told).anyMatch(p -> p instanceof Progress.Undeformed(var why)
                && why.contains("boundary:clipMm=20"));
        Trainer.train(endless.undeformed(), split, folder.resolve("undeformed"), _ -> {}).close();
        assertThat(withoutTime(folder.resolve("endless")))
                .isEqualTo(withoutTime(folder.resolve("undeformed")));
        assertThat(new RunFolder(folder.resolve("endless")).recipe()).isEqualTo(endless);
        told.clear();
        Trainer.train(clipped, split, folder.resolve("deformed"), told::add).close();
        assertThat(told).noneMatch(Progress.Undeformed.class::isInstance);
        Trainer.train(clipped.undeformed(), split, folder.resolve("straight"), _ -> {}).close();
        assertThat(withoutTime(folder.resolve("deformed"))).hasSize(2)
                .isNotEqualTo(withoutTime(folder.resolve("straight")));
    }

    @Test
    void three_patients_are_all_trained_on_and_the_last_epoch_is_the_best() throws IOException {
        Path run = folder.resolve("few");
        var few = new Split(split.train().subList(0, 3), split.held());
        Trainer.train(recipe(2), few, run, _ -> {}).close();
        assertThat(new RunFolder(run).plan().validation()).isEmpty();
        assertThat(new RunFolder(run).plan().train()).hasSize(3);
        List<History.Entry> epochs = new RunFolder(run).history().entries();
        assertThat(epochs).hasSize(2).allSatisfy(e -> assertThat(e.scores()).isEqualTo(EpochScores.NONE));
        try (var _ = new PointerScope()) {
            assertThat(Checkpoint.read(run.resolve("best.safetensors")).number("epoch")).isEqualTo(2);
        }
    }

    @Test
    void a_second_run_in_one_folder_and_a_resume_of_none_are_refused() throws IOException {
        Path run = folder.resolve("twice");
        Trainer.train(recipe(1), split, run, _ -> {}).close();
        assertThatThrownBy(() -> Trainer.train(recipe(1), split, run, _ -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("holds a run already");
        assertThatThrownBy(() -> Trainer.resume(split, folder.resolve("no run"), _ -> {}))
                .isInstanceOf(IOException.class).hasMessageContaining("no run in");
        Split other = new Split(split.held(), split.train());
        assertThatThrownBy(() -> Trainer.resume(other, run, _ -> {}))
                .hasMessageContaining("started on other cases");
    }

    @Test
    void two_hundred_steps_keep_native_memory_flat() throws IOException {
        Engine.start(1, 1);
        Phantom.Scan scan = PHANTOM.make(0);
        var sample = new Sample("p", Normalisation.of(scan.image()), scan.labels(),
                new TargetSpec(8, Slices.NONE));
        Model model = new UNet(8, 2).build(Plans.of(Shape.of(48, 48), 1, 2));
        var step = new Step(model, Optimiser.ADAMW.over(model, 1e-3, 0),
                new GeneralizedDiceLoss().plus(0.01, new BoundaryLoss(List.of(), 8)), Engine.supportsBf16(),
                1, 1);
        try (var loader = new Loader(List.of(sample), new Patches(Shape.of(48, 48), 0.5,
                new Recipe().sampling().augmentation()), 8, 1, 0, 2)) {
            long early = 0;
            for (int i = 0; i < 200; i++) {
                Batch batch = loader.next();
                step.take(List.of(batch), TrainingTime.START, List.of());
                if (i == 50) early = collected();
            }
            // a step without its scope leaks about 10 MiB here, 1,500 in all
            assertThat(collected() - early).isLessThan(150);
        }
    }

    /// Resident MiB after a collection.
    private static long collected() throws IOException {
        System.gc();
        return Resident.mebibytes();
    }
}
