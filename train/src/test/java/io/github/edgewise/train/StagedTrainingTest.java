package io.github.edgewise.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.checkpoint.Checkpoint;
import io.github.edgewise.dataset.Dataset;
import io.github.edgewise.dataset.Split;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.loss.BoundaryLoss;
import io.github.edgewise.loss.CrossEntropyLoss;
import io.github.edgewise.loss.DiceLoss;
import io.github.edgewise.loss.Loss;
import io.github.edgewise.loss.Prediction;
import io.github.edgewise.loss.Target;
import io.github.edgewise.net.UNet;
import io.github.edgewise.phantom.Phantom;
import io.github.edgewise.schedule.Balance;
import io.github.edgewise.schedule.Ramp;
import io.github.edgewise.schedule.TrainingTime;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagedTrainingTest {
    @TempDir
    static Path folder;
    private static Split split = new Split(List.of(), List.of());

    @BeforeAll
    static void draw() throws IOException {
        var phantom = new Phantom(Grid.of(Shape.of(32, 32)), 2, 0.05, 1);
        for (int i = 0; i < 8; i++) {
            Volumes.write(folder.resolve("data/images/p" + i + ".nii"), phantom.make(i).image());
            Volumes.write(folder.resolve("data/labels/p" + i + ".nii"), phantom.make(i).labels());
        }
        split = Dataset.open(folder.resolve("data")).split(0.25, 1);
    }

    /// Three epochs with Dice, then two with a sum of two terms.
    private static Recipe recipe() {
        Loss second = new DiceLoss().plus(new Ramp(0.01, 0.5), new BoundaryLoss(List.of(), 8));
        Recipe recipe = new Recipe().with(new UNet(2, 1)).with(new Recipe.Length(5, 4, 0))
                .with(new Recipe.Machine(1, 1, NumericPrecision.FLOAT32))
                .with(Recipe.Optimisation.USUAL.learningRate(0.02).average(0.9));
        return recipe.with(new StagedLoss(new DiceLoss(), Optional.of(new LateStage(second, 0.4, 0.25))));
    }

    private static Recipe then(Loss loss) {
        return recipe().with(new StagedLoss(new DiceLoss(), Optional.of(new LateStage(loss, 0.4, 0.25))));
    }

    private static List<History.Entry> entries(Path run) throws IOException {
        return new RunFolder(run).history().entries().stream().map(History.Entry::withoutTime).toList();
    }

    @Test
    void the_last_share_of_the_epochs_has_the_second_loss_a_rate_and_a_time_of_its_own() throws IOException {
        Path run = folder.resolve("two");
        var told = new ArrayList<Progress>();
        Trainer.train(recipe(), split, run, told::add).close();
        List<History.Entry> epochs = entries(run);
        assertThat(epochs).extracting(History.Entry::stage).containsExactly(1, 1, 1, 2, 2);
        assertThat(epochs).extracting(e -> e.terms().size()).containsExactly(1, 1, 1, 2, 2);
        assertThat(epochs.get(3).weights().getLast()).as("a ramp begins anew").isEqualTo(0.01);
        assertThat(epochs.get(4).weights().getLast()).as("and ends").isEqualTo(0.5);
        assertThat(epochs.get(2).learningRate()).as("at the end of the first stage")
                .isCloseTo(0.02 * Decay.COSINE.at((2 + 3.5 / 4) / 3), within(1e-12));
        assertThat(epochs.get(3).learningRate()).as("a quarter, from the beginning of the half cosine")
                .isCloseTo(0.25 * 0.02 * Decay.COSINE.at(3.5 / 4 / 2), within(1e-12));
        int best = new RunFolder(run).history().first(3).best().orElseThrow().epoch();
        assertThat(told).contains(new Progress.StageBegun(3, best, recipe().then().orElseThrow()));
        assertThat(told.getLast()).isInstanceOf(Progress.StageDone.class);
        assertThat(new RunFolder(run).recipe()).isEqualTo(recipe());
    }

    @Test
    void it_begins_with_the_best_weights_of_the_first_stage() throws IOException {
        Path run = folder.resolve("best");
        var before = new AtomicInteger();
        Recipe still = recipe().with(new StagedLoss(new DiceLoss(),
                Optional.of(new LateStage(new CrossEntropyLoss(), 0.4, 1e-12))));
        Trainer.train(still, split, run, p -> {
            if (p instanceof Progress.StageBegun s) before.set(s.best());
        }).close();
        List<History.Entry> epochs = entries(run);
        // weights that hardly move score as those they began with
        assertThat(epochs.get(3).scores()).isEqualTo(epochs.get(before.get() - 1).scores());
        assertThat(new RunFolder(run).history().best().orElseThrow().epoch())
                .as("equal is not better").isEqualTo(before.get());
    }

    /// A network that is stopped in each epoch, one after the other.
    @Test
    void a_run_that_is_stopped_in_every_epoch_has_the_history_and_weights_of_one_that_was_not()
            throws IOException {
        Recipe recipe = then(new DiceLoss().plus(new Balance(0.1, 0.3), new BoundaryLoss(List.of(), 8)));
        Path whole = folder.resolve("whole");
        Trainer.train(recipe, split, whole, _ -> {}).close();
        Path stopped = folder.resolve("stopped");
        for (int epoch = 1; epoch <= 5; epoch++) {
            int at = epoch;
            assertThatThrownBy(() -> {
                if (at == 1) Trainer.train(recipe, split, stopped, p -> stop(p, at)).close();
                else Trainer.resume(split, stopped, p -> stop(p, at)).close();
            }).hasMessage("stopped");
        }
        Trainer.resume(split, stopped, _ -> {}).close();
        assertThat(entries(stopped)).hasSize(5).isEqualTo(entries(whole));
        for (String file : List.of("best.safetensors", "last.safetensors")) {
            assertThat(stopped.resolve(file)).hasSameBinaryContentAs(whole.resolve(file));
        }
    }

    private static void stop(Progress progress, int epoch) {
        if (progress instanceof Progress.Step s && s.epoch() == epoch && s.step() == 2) {
            throw new IllegalStateException("stopped");
        }
    }

    @Test
    void the_weight_of_a_term_adapts_to_what_its_own_stage_measured() throws IOException {
        Path run = folder.resolve("adaptive");
        Loss first = new DiceLoss().plus(new Balance(0.5, 0.5), new CrossEntropyLoss());
        Loss second = new DiceLoss().plus(new Balance(0.2, 0.2), new BoundaryLoss(List.of(), 8));
        Trainer.train(recipe().with(new StagedLoss(first, Optional.of(new LateStage(second, 0.4, 1)))), split,
                run, _ -> {}).close();
        List<History.Entry> epochs = entries(run);
        List<Double> measured = epochs.get(3).telemetry().gradients();
        assertThat(epochs.get(4).weights().getLast())
                .isCloseTo(0.2 * measured.getFirst() / measured.getLast(), within(1e-9));
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
    void a_second_stage_that_is_worse_is_not_kept() throws IOException {
        Path run = folder.resolve("worse");
        var told = new ArrayList<Progress>();
        Recipe longer = recipe().with(new Recipe.Length(20, 8, 0));
        Trainer.train(longer.with(new StagedLoss(new DiceLoss(),
                Optional.of(new LateStage(new NothingThere(), 0.1, 20)))), split, run, told::add).close();
        History history = new RunFolder(run).history();
        assertThat(history.best().orElseThrow().score().orElseThrow()).as("something learnt").isPositive();
        assertThat(history.best().orElseThrow().stage()).isEqualTo(1);
        try (var _ = new PointerScope()) {
            assertThat(Checkpoint.read(run.resolve("best.safetensors")).number("epoch"))
                    .isEqualTo(history.best().orElseThrow().epoch());
        }
        assertThat(told.getLast()).isEqualTo(
                new Progress.StageDone(LateStage.outcome(history).orElseThrow()));
        assertThat(LateStage.outcome(history).orElseThrow()).startsWith("began after epoch 18")
                .endsWith("so the weights of the first stage are kept");
    }

    @Test
    void a_stage_that_has_begun_goes_on_when_the_run_becomes_longer() throws IOException {
        Path run = folder.resolve("longer");
        Trainer.train(recipe(), split, run, _ -> {}).close();
        List<History.Entry> before = entries(run);
        Trainer.resume(recipe().epochs(8), split, run, Optional.empty(), _ -> {}).close();
        assertThat(entries(run)).startsWith(before.toArray(History.Entry[]::new))
                .extracting(History.Entry::stage).containsExactly(1, 1, 1, 2, 2, 2, 2, 2);
    }

    @Test
    void without_validation_cases_the_second_stage_goes_on_from_the_last_epoch_and_is_kept()
            throws IOException {
        Path run = folder.resolve("few");
        var told = new ArrayList<Progress>();
        Trainer.train(recipe(), new Split(split.train().subList(0, 3), split.held()), run, told::add).close();
        assertThat(told).contains(new Progress.StageBegun(3, 3, recipe().then().orElseThrow()));
        assertThat(LateStage.outcome(new RunFolder(run).history()))
                .contains("began after epoch 3 and is kept, "
                        + "because there are no scores on validation cases to compare");
    }

    @Test
    void by_the_clock_each_stage_has_an_epoch_however_short_the_time() throws IOException {
        Path run = folder.resolve("clock");
        Trainer.train(recipe().minutes(1e-6), split, run, _ -> {}).close();
        assertThat(entries(run)).extracting(History.Entry::stage).containsExactly(1, 2);
    }

    @Test
    void a_first_stage_out_of_patience_is_followed_by_the_second() throws IOException {
        Path run = folder.resolve("patient");
        var told = new ArrayList<Progress>();
        Recipe recipe = recipe().with(new Recipe.Length(60, 4, 0, 2));
        Trainer.train(recipe, split, run, told::add).close();
        History history = new RunFolder(run).history();
        assertThat(history.begun(2)).isLessThan(36);
        assertThat(told).anyMatch(Progress.StageBegun.class::isInstance);
        History first = history.first(history.begun(2));
        assertThat(first.entries().getLast().epoch()).isEqualTo(first.best().orElseThrow().epoch() + 2);
    }

    @Test
    void the_history_says_how_many_patches_lack_a_class() throws IOException {
        Path run = folder.resolve("absent");
        var told = new ArrayList<Progress>();
        Trainer.train(recipe().with(recipe().sampling().foregroundShare(0)), split, run, told::add).close();
        for (History.Entry epoch : entries(run)) {
            assertThat(epoch.absent()).hasSize(2);
            assertThat(epoch.absent().getLast()).isBetween(0., 1.);
        }
        assertThat(told.stream().filter(Progress.Absent.class::isInstance)).hasSizeLessThan(2);
        assertThat(Files.readString(run.resolve("history.jsonl"))).contains("\"stage\":2,\"absent\":[0.0,");
    }
}
