package io.github.edgewise.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.plan.Plan;
import io.github.edgewise.plan.Plans;
import io.github.edgewise.sample.Augmentation;
import io.github.edgewise.optimiser.Adam;
import io.github.edgewise.engine.Engine;
import io.github.edgewise.checkpoint.StateDict;
import io.github.edgewise.engine.Tensors;
import io.github.edgewise.dataset.Case;
import io.github.edgewise.dataset.Dataset;
import io.github.edgewise.dataset.Split;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.loss.GeneralizedDiceLoss;
import io.github.edgewise.net.ENet;
import io.github.edgewise.net.Model;
import io.github.edgewise.net.UNet;
import io.github.edgewise.phantom.Phantom;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.InvalidInputException;
import io.github.edgewise.volume.Lengths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
    @TempDir
    static Path folder;
    private static Split split = new Split(List.of(), List.of());

    @BeforeAll
    static void draw() throws IOException {
        var phantom = new Phantom(Grid.of(Shape.of(32, 32)), 2, 0.05, 1);
        for (int i = 0; i < 6; i++) {
            Volumes.write(folder.resolve("data/images/p" + i + ".nii.gz"), phantom.make(i).image());
            Volumes.write(folder.resolve("data/labels/p" + i + ".nii.gz"), phantom.make(i).labels());
        }
        split = Dataset.open(folder.resolve("data")).split(0.25, 1);
    }

    private static Recipe recipe(Optimiser optimiser) {
        return new Recipe().with(new UNet(2, 1)).with(new GeneralizedDiceLoss())
                .with(new Recipe.Length(2, 2, 0)).with(new Recipe.Machine(1, 1, NumericPrecision.FLOAT32))
                .with(Recipe.Optimisation.USUAL.optimiser(optimiser).learningRate(1e-2).average(0));
    }

    private static Map<String, List<Double>> numbers(StateDict dict) {
        var numbers = new LinkedHashMap<String, List<Double>>();
        dict.tensors().forEach((name, tensor) -> numbers.put(name, Tensors.doubles(tensor)));
        return numbers;
    }

    private static Trainer.StartFrom from(StateDict weights) {
        return Trainer.StartFrom.NOTHING.weights(weights);
    }

    private static Model fresh(long seed) {
        Engine.start(1, seed);
        return new UNet(2, 1).build(Plans.of(Shape.of(64, 64), 1, 2));
    }

    @Test
    void a_run_from_given_weights_begins_with_them_also_after_a_stop_in_its_first_epoch()
            throws IOException {
        StateDict given = StateDict.of(fresh(99)).copy();
        Path whole = folder.resolve("whole");
        Trainer.train(recipe(Optimiser.SGD), from(given), split, whole, _ -> {}).close();
        Path stopped = folder.resolve("stopped");
        assertThatThrownBy(() -> Trainer.train(recipe(Optimiser.SGD), from(given), split, stopped,
                progress -> {
                    if (progress instanceof Progress.Step) throw new IllegalStateException("stopped");
                })).hasMessage("stopped");
        assertThat(numbers(StateDict.read(stopped.resolve("first.safetensors")))).isEqualTo(numbers(given));
        Trainer.resume(split, stopped, _ -> {}).close();
        StateDict last = StateDict.read(whole.resolve("last.safetensors"));
        assertThat(numbers(StateDict.read(stopped.resolve("last.safetensors")))).isEqualTo(numbers(last));
        Path random = folder.resolve("random");
        Trainer.train(recipe(Optimiser.SGD), split, random, _ -> {}).close();
        assertThat(numbers(StateDict.read(random.resolve("last.safetensors")))).isNotEqualTo(numbers(last));
        assertThat(random.resolve("first.safetensors")).doesNotExist();
    }

    @Test
    void a_run_goes_on_with_more_epochs_and_its_page_says_that_schedules_changed() throws IOException {
        Path run = folder.resolve("longer");
        Recipe two = recipe(Optimiser.ADAMW);
        Trainer.train(two, split, run, _ -> {}).close();
        assertThat(new RunFolder(run).extensions()).isEmpty();
        var steps = new ArrayList<Integer>();
        Trainer.resume(two.epochs(4).patience(9), split, run, Optional.empty(), progress -> {
            if (progress instanceof Progress.Epoch(var entry, _)) steps.add(entry.epoch());
        }).close();
        var kept = new RunFolder(run);
        assertThat(steps).containsExactly(3, 4);
        assertThat(kept.recipe()).isEqualTo(two.epochs(4).patience(9));
        assertThat(kept.history().entries()).hasSize(4);
        assertThat(kept.history().entries().get(2).learningRate()).as("of the third of four epochs")
                .isCloseTo(1e-2 * Decay.COSINE.at(2.75 / 4), within(1e-12));
        assertThat(kept.extensions()).containsExactly(
                new Extension(2, new Recipe.Length(2, 2, 0), new Recipe.Length(4, 2, 0, 9)));
        assertThat(kept.extensions().getFirst().text()).isEqualTo(
                "after epoch 2 with 4 instead of 2 epochs, patience 9 instead of 0; from there on, schedules and the "
                        + "learning rate are those of the longer run");
        Trainer.resume(split, run, _ -> {}).close();
        assertThat(kept.extensions()).as("nothing new").hasSize(1);
    }

    @Test
    void a_run_goes_on_with_no_other_recipe_than_a_longer_one() throws IOException {
        Path run = folder.resolve("same");
        Recipe two = recipe(Optimiser.ADAMW);
        Trainer.train(two, split, run, _ -> {}).close();
        for (Recipe other : List.of(two.epochs(1), two.minutes(5), two.steps(3), two.seed(2),
                two.learningRate(1),
                two.epochs(4).threads(2))) {
            assertThatThrownBy(() -> Trainer.resume(other, split, run, Optional.empty(), _ -> {}))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("was started with another recipe; it can go on with more epochs");
        }
        assertThat(two.canGoOnAs(two.patience(1))).isTrue();
        assertThat(two.minutes(5).canGoOnAs(two.minutes(6))).isTrue();
        assertThat(two.minutes(5).canGoOnAs(two.minutes(4))).isFalse();
        assertThat(two.minutes(5).canGoOnAs(two.minutes(5).epochs(9))).isFalse();
        assertThat(new Extension(3, two.minutes(5).length(), two.minutes(6).length()).text())
                .startsWith("after epoch 3 with 6.0 instead of 5.0 minutes; from there on");
        assertThat(new Extension(3, two.length(), two.patience(1).length()).text())
                .isEqualTo("after epoch 3 with patience 1 instead of 0");
        assertThat(new RunFolder(run).recipe()).isEqualTo(two);
    }

    @Test
    void a_fresh_run_does_not_go_on_with_what_an_older_one_left() throws IOException {
        Path run = folder.resolve("reused");
        Trainer.train(recipe(Optimiser.ADAMW), split, run, _ -> {}).close();
        Map<String, List<Double>> first = numbers(StateDict.read(run.resolve("last.safetensors")));
        Files.delete(run.resolve("plan.yaml"));
        Trainer.train(recipe(Optimiser.ADAMW), split, run, _ -> {}).close();
        assertThat(numbers(StateDict.read(run.resolve("last.safetensors")))).isEqualTo(first);
        assertThat(new RunFolder(run).history().entries()).hasSize(2);
        assertThat(numbers(StateDict.read(run.resolve("last.safetensors.old-1")))).isEqualTo(first);
    }

    @Test
    void what_lay_in_the_folder_of_a_new_run_is_kept_under_another_name() throws IOException {
        Path run = folder.resolve("taken");
        Files.createDirectories(run.resolve("cache"));
        for (String name : List.of("best.safetensors", "recipe.yaml", "history.jsonl", "history.jsonl.old-1",
                "cache/thesis.tex", "trial")) {
            Files.writeString(run.resolve(name), "mine: " + name);
        }
        Trainer.train(recipe(Optimiser.ADAMW), split, run, _ -> {}).close();
        for (String name : List.of("best.safetensors.old-1", "recipe.yaml.old-1", "history.jsonl.old-2")) {
            assertThat(run.resolve(name)).hasContent("mine: " + name.replaceFirst("\\.old-\\d", ""));
        }
        for (String name : List.of("history.jsonl.old-1", "cache/thesis.tex", "trial")) {
            assertThat(run.resolve(name)).hasContent("mine: " + name);
        }
    }

    @Test
    void two_trainings_of_one_run_in_one_process_do_not_mix() throws IOException {
        Path run = folder.resolve("twice");
        var refused = new ArrayList<String>();
        Trainer.train(recipe(Optimiser.ADAMW), split, run, progress -> {
            if (!(progress instanceof Progress.Epoch)) return;
            assertThatThrownBy(() -> Trainer.resume(split, run, _ -> {})).isInstanceOf(IOException.class)
                    .satisfies(e -> refused.add(String.valueOf(e.getMessage())));
        }).close();
        assertThat(refused).hasSize(2).allMatch(text -> text.startsWith(run + " is in use by process "
                + ProcessHandle.current().pid() + " on "));
        assertThat(new RunFolder(run).history().entries()).hasSize(2);
        assertThat(run.resolve(".lock")).doesNotExist();
        Trainer.resume(split, run, _ -> {}).close();
    }

    @Test
    void a_run_among_its_images_or_masks_is_refused() {
        for (String place : List.of("images", "labels", "labels/../images")) {
            Path run = folder.resolve("data").resolve(place);
            assertThatThrownBy(() -> Trainer.train(recipe(Optimiser.ADAMW), split, run, _ -> {}))
                    .isInstanceOf(IOException.class).hasMessageContaining(run + " holds inputs");
            assertThat(run.resolve("recipe.yaml")).doesNotExist();
        }
    }

    @Test
    void a_plan_of_an_earlier_version_has_the_lengths_of_images_in_mm() throws IOException {
        Path run = folder.resolve("earlier");
        Trainer.train(recipe(Optimiser.ADAMW), split, run, _ -> {}).close();
        Path file = run.resolve("plan.yaml");
        String text = Files.readString(file);
        String old = text.replaceFirst("  lengths:\\R    unitMm: 1.0\\R    toleranceMm: 1.0\\R", "");
        assertThat(old).isNotEqualTo(text).doesNotContain("lengths");
        Files.writeString(file, old);
        assertThat(new RunFolder(run).plan().plan().lengths()).isEqualTo(Lengths.OF_MILLIMETRES);
        assertThat(RunPlan.plan(file).lengths()).isEqualTo(Lengths.OF_MILLIMETRES);
    }

    @Test
    void the_plan_has_the_classes_of_held_cases_and_the_mirrors_that_the_recipe_allows() throws IOException {
        Path run = folder.resolve("more");
        var given = Trainer.StartFrom.NOTHING.classes(4);
        Recipe usual = recipe(Optimiser.ADAMW);
        Recipe still = usual.with(usual.sampling().augmentation(Augmentation.NONE));
        Trainer.train(still, given, split, run, _ -> {}).close();
        Plan plan = new RunFolder(run).plan().plan();
        assertThat(plan.classes()).isEqualTo(4);
        assertThat(plan.mirrors().axes()).isEmpty();
        Path other = folder.resolve("batch");
        Recipe three = usual.batch(3);
        Trainer.train(three, Trainer.StartFrom.NOTHING.plan(plan), split, other,
                _ -> {})
                .close();
        assertThat(new RunFolder(other).plan().plan().batch()).isEqualTo(3);
    }

    @Test
    void weights_that_do_not_fit_are_refused_before_anything_is_written() {
        Path run = folder.resolve("misfit");
        Engine.start(1, 1);
        StateDict wider = StateDict.of(new UNet(4, 1).build(Plans.of(Shape.of(64, 64), 1, 2)));
        assertThatThrownBy(() -> Trainer.train(recipe(Optimiser.ADAM), from(wider), split, run, _ -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("down0.conv1.weight has shape [4, 1, 3, 3] instead of [2, 1, 3, 3]")
                .hasMessageEndingWith("more");
        assertThat(run).doesNotExist();
    }

    @Test
    void a_damaged_last_checkpoint_is_named_with_what_to_do() throws IOException {
        Path run = folder.resolve("damaged");
        Trainer.train(recipe(Optimiser.ADAMW), split, run, _ -> {}).close();
        Path last = run.resolve("last.safetensors");
        byte[] bytes = Files.readAllBytes(last);
        bytes[bytes.length - 5] ^= 1;
        Files.write(last, bytes);
        assertThatThrownBy(() -> Trainer.resume(split, run, _ -> {})).isInstanceOf(IOException.class)
                .hasMessage(last + " is damaged: its checksum does not match; delete " + last
                        + " to train this run from its first epoch again, or begin a new one from its best: "
                        + "train --weights " + run.resolve("best.safetensors"));
        Files.delete(last);
        var started = new ArrayList<Progress.Started>();
        Trainer.resume(split, run, progress -> {
            if (progress instanceof Progress.Started s) started.add(s);
        }).close();
        assertThat(started).hasSize(1).first().matches(s -> s.epoch() == 0, "from the first epoch");
        assertThat(new RunFolder(run).history().entries()).hasSize(2);
    }

    @Test
    void the_best_file_holds_the_network_alone_and_the_last_one_its_optimiser_too() throws IOException {
        var run = new RunFolder(Files.createDirectories(folder.resolve("files")));
        Model model = fresh(5);
        var rule = Adam.decoupled(model, 1e-3, 0);
        run.saveBest(model, 3);
        run.saveLast(model, rule, Optional.empty(), 4);
        Model other = fresh(6);
        assertThat(run.resume(other, Adam.decoupled(other, 1e-3, 0), Optional.empty())).isEqualTo(4);
        assertThat(numbers(StateDict.of(other))).isEqualTo(numbers(StateDict.of(model)));
        Model third = fresh(7);
        run.loadBest(third);
        assertThat(numbers(StateDict.of(third))).isEqualTo(numbers(StateDict.of(model)));
        assertThat(Files.size(run.lastFile())).isGreaterThan(2 * Files.size(run.bestFile()));
        assertThatThrownBy(() -> run.resume(other, Optimiser.SGD.over(other, 1e-3, 0), Optional.empty()))
                .hasMessageContaining("do not fit the optimiser").hasMessageContaining("momentum_buffer/");
    }

    @Test
    void an_e_net_comes_back_with_its_running_means_and_counts() throws IOException {
        var run = new RunFolder(Files.createDirectories(folder.resolve("enet")));
        Engine.start(1, 5);
        Model model = new ENet().build(Plans.of(Shape.of(64, 64), 1, 2));
        model.forward(Tensors.of(new float[64 * 64], 1, 1, 64, 64));
        run.saveBest(model, 1);
        Model other = new ENet().build(Plans.of(Shape.of(64, 64), 1, 2));
        run.loadBest(other);
        Map<String, List<Double>> expected = numbers(StateDict.of(model));
        assertThat(numbers(StateDict.of(other))).isEqualTo(expected);
        assertThat(expected.keySet()).anyMatch(name -> name.endsWith("num_batches_tracked"));
    }

    @Test
    void weights_are_exported_for_python() throws IOException {
        Path run = folder.resolve("exported");
        Trainer.train(recipe(Optimiser.ADAMW), split, run, _ -> {}).close();
        var files = new RunFolder(run);
        Path pt = folder.resolve("new/w.pt");
        int tensors = files.export(pt);
        assertThat(tensors).isEqualTo(StateDict.of(fresh(1)).tensors().size());
        Map<String, List<Double>> best = numbers(StateDict.read(run.resolve("best.safetensors")));
        assertThat(numbers(StateDict.read(pt))).isEqualTo(best);
        for (String own : List.of("best.safetensors", "last.safetensors", "first.safetensors",
                "./plan.yaml")) {
            assertThatThrownBy(() -> files.export(run.resolve(own))).isInstanceOf(IOException.class)
                    .hasMessageContaining("is a file of the run");
        }
        assertThat(run.resolve("first.safetensors")).doesNotExist();
        assertThat(numbers(StateDict.read(run.resolve("best.safetensors")))).isEqualTo(best);
        assertThatThrownBy(() -> files.export(folder.resolve("w.onnx")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RunFolder(folder.resolve("none")).export(pt))
                .isInstanceOf(IOException.class).hasMessageContaining("no run in");
    }

    @Test
    void a_data_set_that_has_moved_is_found_in_its_new_place() throws IOException {
        Path before = folder.resolve("before");
        for (String part : List.of("images", "labels")) {
            Files.createDirectories(before.resolve(part));
            for (int i = 0; i < 6; i++) {
                Files.copy(folder.resolve("data").resolve(part).resolve("p" + i + ".nii.gz"),
                        before.resolve(part).resolve("p" + i + ".nii.gz"));
            }
        }
        var run = new RunFolder(folder.resolve("moving"));
        Trainer.train(recipe(Optimiser.ADAMW), Dataset.open(before).split(0.25, 1), run.folder(), _ -> {})
                .close();
        assertThat(run.moveTo(folder.resolve("data"))).as("still there").isFalse();
        Path after = Files.move(before, folder.resolve("after"));
        assertThatThrownBy(run::held).hasMessageContaining("files that are gone, such as")
                .hasMessageContaining("--data");
        assertThatThrownBy(() -> run.moveTo(folder.resolve("more"))).hasMessageContaining("no file images/p");
        assertThat(run.moveTo(after)).isTrue();
        assertThat(run.held()).allMatch(one -> one.images().getFirst().startsWith(after));
        assertThat(run.plan().isOf(Dataset.open(after).split(0.25, 1))).isTrue();
    }

    @Test
    void files_of_two_data_sets_are_never_taken_for_one() throws IOException {
        Path there = Files.createDirectories(folder.resolve("joined/images"));
        Files.createFile(there.resolve("a.png"));
        Case train = Case.unlabelled("a", List.of(Path.of("/gone/one/images/a.png")));
        Case held = Case.unlabelled("test_a", List.of(Path.of("/gone/two/images/a.png")));
        var plan = new RunPlan(Plans.of(Shape.of(64, 64), 1, 2), List.of(train), List.of(), List.of(held));
        assertThatThrownBy(() -> plan.movedTo(folder.resolve("joined")))
                .hasMessageContaining("would be both");
        assertThatThrownBy(() -> plan.movedTo(there)).as("a name alone is too little")
                .hasMessageContaining("no file images/a.png");
    }
}
