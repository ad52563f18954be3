package io.github.edgewise.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.edgewise.distance.ZeroLevel;
import io.github.edgewise.dataset.Case;
import io.github.edgewise.dataset.Dataset;
import io.github.edgewise.dataset.Split;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.loss.Loss;
import io.github.edgewise.loss.Losses;
import io.github.edgewise.loss.Maps.MapOf;
import io.github.edgewise.net.ENet;
import io.github.edgewise.net.Network;
import io.github.edgewise.net.ReferenceUNet;
import io.github.edgewise.phantom.Phantom;
import io.github.edgewise.plan.Images;
import io.github.edgewise.prepare.Normalisation;
import io.github.edgewise.model.ModelDescription;
import io.github.edgewise.plan.Slices;
import io.github.edgewise.predict.Segmenter;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The recipes of the boundary loss experiments, on phantoms in the folders of the challenges.
class ReproduceTest {
    private static final List<String> MAPS = List.of("CT", "CT_CBF", "CT_CBV", "CT_MTT", "CT_Tmax");
    private static final int PATIENTS = 4;
    private static final int SIZE = 32;

    @TempDir
    Path folder;

    private static Path recipeFile(String name) {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(root.resolve("recipes"))) {
            root = Optional.ofNullable(root.getParent()).orElseThrow();
        }
        return root.resolve("recipes").resolve(name + ".yaml");
    }

    /// Small enough for a test.
    private static Recipe small(String name) throws IOException {
        Recipe recipe = RecipeFile.read(recipeFile(name));
        Network network = recipe.network() instanceof ReferenceUNet ? new ReferenceUNet(2) : recipe.network();
        return recipe.with(network).with(new Images(SIZE, recipe.images().values())).epochs(1)
                .with(new Recipe.Machine(1, 1, NumericPrecision.FLOAT32));
    }

    private static Map<String, Loss> losses(String name) throws IOException {
        var losses = new LinkedHashMap<String, Loss>();
        JsonNode file = new YAMLMapper().readTree(Files.readString(recipeFile(name)));
        file.path("losses").properties()
                .forEach(e -> losses.put(e.getKey(), Losses.parse(e.getValue().asString())));
        return losses;
    }

    private static Loss loss(String recipe, String name) throws IOException {
        return Optional.ofNullable(losses(recipe).get(name)).orElseThrow();
    }

    private static Phantom.Scan scan(int i, int classes, int depth) {
        Grid grid = Grid.of(Shape.of(depth, 24, 40), new Spacing(5, 1.5, 0.8));
        return new Phantom(grid, classes, 0.05, 1).make(i);
    }

    private void write(String file, Volume image) throws IOException {
        Volumes.write(folder.resolve(file), image);
    }

    private void write(String file, LabelMap labels) throws IOException {
        Volumes.write(folder.resolve(file), labels);
    }

    private void isles() throws IOException {
        for (int n = 1; n <= PATIENTS; n++) {
            Phantom.Scan scan = scan(n, 2, n == 1 ? 2 : 5);
            for (int c = 0; c < MAPS.size(); c++) {
                String name = "SMIR.Brain.XX.O." + MAPS.get(c) + "." + (10 * n + c);
                write("TRAINING/case_" + n + "/" + name + "/" + name + ".nii", scan.image());
            }
            String truth = "SMIR.Brain.XX.O.OT." + (10 * n + 9);
            write("TRAINING/case_" + n + "/" + truth + "/" + truth + ".nii", scan.labels());
        }
    }

    private void wmh() throws IOException {
        List<String> places = List.of("Utrecht/0", "Utrecht/2", "Singapore/50", "Amsterdam/GE3T/100");
        for (int n = 0; n < PATIENTS; n++) {
            Phantom.Scan scan = scan(n, 3, 5);
            write(places.get(n) + "/pre/FLAIR.nii.gz", scan.image());
            write(places.get(n) + "/pre/T1.nii.gz", scan.image());
            write(places.get(n) + "/orig/FLAIR.nii.gz", scan.image());
            write(places.get(n) + "/wmh.nii.gz", scan.labels());
        }
    }

    private void acdc() throws IOException {
        for (int n = 1; n <= PATIENTS; n++) {
            String place = "training/patient00" + n + "/patient00" + n;
            for (int frame = 1; frame < 13; frame += 11) {
                Phantom.Scan scan = scan(20 * n + frame, 4, 3);
                String name = place + "_frame%02d".formatted(frame);
                write(name + ".nii.gz", scan.image());
                write(name + "_gt.nii.gz", scan.labels());
            }
            Files.writeString(folder.resolve(place).resolveSibling("Info.cfg"), "ED: 1\nES: 12\n");
        }
    }

    private Split split() throws IOException { return Dataset.open(folder).fold(0, 4, 1); }

    @ParameterizedTest
    @ValueSource(strings = {"isles", "wmh", "acdc"})
    void a_recipe_says_what_the_experiments_did(String name) throws IOException {
        Recipe recipe = RecipeFile.read(recipeFile(name));
        assertThat(recipe.network()).isEqualTo(name.equals("acdc") ? new ENet() : new ReferenceUNet(64));
        assertThat(recipe.images()).isEqualTo(new Images(256, Images.Values.RANGE));
        assertThat(recipe.length()).isEqualTo(new Recipe.Length(100, 0, 0));
        Recipe.Sampling s = recipe.sampling();
        assertThat(s.batch()).isEqualTo(8);
        assertThat(s.foregroundShare()).isZero();
        assertThat(s.slices()).isEqualTo(Slices.MAP_OF_SLICE);
        assertThat(s.augmentation().flips() || s.augmentation().turns()).isFalse();
        assertThat(s.augmentation().intensity().strength()).isZero();
        assertThat(s.augmentation().deformation().share()).isZero();
        assertThat(recipe.optimisation()).isEqualTo(new Recipe.Optimisation(Optimiser.ADAM,
                name.equals("acdc") ? 5e-4 : 1e-3, 0, Decay.PLATEAU, 0, Double.POSITIVE_INFINITY, 0, 1, false,
                0.99));
        assertThat(recipe.reference()).isFalse();
        Map<String, Loss> losses = losses(name);
        assertThat(recipe.loss()).isEqualTo(losses.values().iterator().next());
        losses.forEach((key, loss) -> assertThat(loss.maps().zeroLevel()).as(key).isEqualTo(
                key.equals("rebalance-published") ? ZeroLevel.REFERENCE_TRUNCATED : ZeroLevel.FACE));
        if (name.equals("acdc")) {
            assertThat(losses).containsOnlyKeys("ce", "dice", "boundary");
        } else {
            assertThat(losses).containsOnlyKeys("gdl", "constant", "increase", "rebalance", "rebalance-3d",
                    "rebalance-3d-clipped", "hausdorff", "gdl-published", "rebalance-published");
            assertThat(loss(name, "rebalance-3d").maps().of()).isEqualTo(MapOf.VOLUME);
        }
    }

    @Test
    void strokes_train_one_pass_over_all_slices_and_come_back_to_their_own_grid() throws IOException {
        isles();
        Split split = split();
        var steps = new ArrayList<Progress.Step>();
        Loss loss = loss("isles", "rebalance-3d");
        try (Segmenter segmenter = Trainer.train(small("isles").with(loss), split, folder.resolve("run"),
                progress -> {
                    if (progress instanceof Progress.Step s) steps.add(s);
                })) {
            ModelDescription plan = segmenter.description();
            assertThat(plan.channels()).isEqualTo(5);
            assertThat(plan.patch()).isEqualTo(Shape.of(SIZE, SIZE));
            assertThat(plan.preparation().size()).isEqualTo(SIZE);
            assertThat(plan.preparation().channels()).containsOnly(Normalisation.RANGE);
            Case held = split.held().getFirst();
            Volume image = held.image();
            LabelMap made = segmenter.segment(image);
            assertThat(made.grid()).isEqualTo(image.grid());
            assertThat(made.grid().shape().height()).isEqualTo(24);
            assertThat(new RunFolder(folder.resolve("run")).plan().plan().description()).as("read back")
                    .isEqualTo(plan);
        }
        int slices = 0;
        for (Case one : split.train()) {
            slices += one.image().grid().shape().depth();
        }
        assertThat(steps).hasSize(Math.ceilDiv(slices, 8));
        assertThat(slices).isEqualTo(split.held().getFirst().name().equals("case_1") ? 15 : 12);
    }

    @Test
    void white_matter_lesions_train_as_published_and_are_scored_in_two_classes() throws IOException {
        wmh();
        Recipe recipe = small("wmh").asPublished().with(loss("wmh", "rebalance"));
        assertThat(recipe.loss().maps().zeroLevel()).isEqualTo(ZeroLevel.REFERENCE_TRUNCATED);
        try (Segmenter segmenter = Trainer.train(recipe, split(), folder.resolve("run"), _ -> {})) {
            assertThat(segmenter.description().channels()).isEqualTo(2);
            assertThat(segmenter.description().classes()).isEqualTo(2);
        }
        var run = new RunFolder(folder.resolve("run"));
        assertThat(run.recipe()).isEqualTo(recipe);
        assertThat(run.history().entries()).hasSize(1);
    }

    @Test
    void hearts_train_with_each_loss_of_the_list() throws IOException {
        acdc();
        Split split = split();
        assertThat(split.held()).hasSize(2).extracting(Case::patient)
                .containsOnly(split.held().getFirst().patient());
        for (var loss : losses("acdc").entrySet()) {
            Path run = folder.resolve("run-" + loss.getKey());
            try (Segmenter segmenter = Trainer.train(small("acdc").with(loss.getValue()), split, run, _ -> {
            })) {
                assertThat(segmenter.description().classes()).isEqualTo(4);
            }
        }
    }

    @Test
    void a_file_with_several_losses_is_checked_to_the_last() throws IOException {
        Path file = Files.writeString(folder.resolve("r.yaml"),
                "losses: {a: dice, b: dice + 0.1*bondary}\nseeds: 2\nfolds: 3\n");
        assertThatThrownBy(() -> RecipeFile.read(file)).hasMessageContaining("no loss \"bondary\"");
        Files.writeString(file, "loss: dice\nlosses: {a: boundary}\n");
        assertThat(Losses.text(RecipeFile.read(file).loss())).isEqualTo("dice");
        Files.writeString(file, "losses: [dice]\n");
        assertThatThrownBy(() -> RecipeFile.read(file))
                .hasMessageContaining("\"losses\" names at least one loss");
        Files.writeString(file, "losses: {a: 3}\n");
        assertThatThrownBy(() -> RecipeFile.read(file)).hasMessageContaining("loss \"a\" is a text");
        Files.writeString(file, "seeds: 2\nfold: 3\n");
        assertThatThrownBy(() -> RecipeFile.read(file)).hasMessageContaining("no setting \"fold\"");
        Files.writeString(file, "seeds: 2\nfolds: 3\nreference: true\nlosses: {b: boundary, a: dice}\n");
        assertThat(Losses.text(RecipeFile.read(file).loss()))
                .isEqualTo("boundary:reference=true,zeroLevel=REFERENCE_TRUNCATED");
    }
}
