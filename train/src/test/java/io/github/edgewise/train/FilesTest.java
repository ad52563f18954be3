package io.github.edgewise.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.bytedeco.pytorch.Tensor;
import io.github.edgewise.schedule.TrainingTime;
import io.github.edgewise.loss.Target;
import io.github.edgewise.loss.Prediction;
import io.github.edgewise.loss.PerClassSigmoid;
import io.github.edgewise.loss.Loss;
import io.github.edgewise.loss.BoundaryLoss;
import io.github.edgewise.dataset.Split;
import io.github.edgewise.InvalidInputException;
import io.github.edgewise.plan.Slices;
import io.github.edgewise.sample.Augmentation;
import io.github.edgewise.sample.Deformation;
import io.github.edgewise.sample.Intensity;
import io.github.edgewise.loss.DiceLoss;
import io.github.edgewise.loss.Losses;
import io.github.edgewise.net.ENet;
import io.github.edgewise.net.UNet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesTest {
    @TempDir
    Path folder;

    @Test
    void the_defaults_of_a_recipe_are_these() {
        var recipe = new Recipe();
        assertThat(recipe.network()).isEqualTo(new UNet(16, 0));
        assertThat(Losses.text(recipe.loss()))
                .isEqualTo("generalizedDice + crossEntropy");
        assertThat(recipe.length()).isEqualTo(new Recipe.Length(100, 100, 0));
        assertThat(recipe.sampling())
                .isEqualTo(new Recipe.Sampling(0, 0.5, 0.1,
                        new Augmentation(true, true, new Deformation(0.3, 15, 0.2, 0.05), Intensity.USUAL),
                        Slices.AUTO));
        assertThat(recipe.optimisation())
                .isEqualTo(new Recipe.Optimisation(Optimiser.ADAMW, 2e-3, 1e-4, Decay.COSINE, 0, 1, 0.999, 1,
                        false, 0.999));
        assertThat(recipe.machine().seed()).isEqualTo(1);
        assertThat(recipe.machine().precision()).isEqualTo(NumericPrecision.AUTO);
    }

    @Test
    void a_recipe_is_read_back_as_it_was_written() throws IOException {
        Recipe recipe = new Recipe().with(new ENet()).with(new DiceLoss()).epochs(7).seed(3).threads(1);
        Path file = Files.writeString(folder.resolve("recipe.yaml"), RecipeFile.text(recipe));
        assertThat(RecipeFile.read(file)).isEqualTo(recipe);
    }

    @Test
    void what_a_recipe_leaves_out_keeps_its_default_and_unknown_keys_are_named() throws IOException {
        Path file = Files.writeString(folder.resolve("r.yaml"), "# mine\nloss: dice\nlength:\n  epochs: 5\n");
        assertThat(RecipeFile.read(file)).isEqualTo(new Recipe().with(new DiceLoss()).epochs(5));
        Files.writeString(file, "length:\n  epoch: 5\n");
        assertThatThrownBy(() -> RecipeFile.read(file)).isInstanceOf(IOException.class)
                .hasMessageContaining("no setting \"length.epoch\"").hasMessageContaining("length.epochs");
        Files.writeString(file, "length:\n  epochs: 0\n");
        assertThatThrownBy(() -> RecipeFile.read(file)).isInstanceOf(IOException.class)
                .hasMessageContaining("at least one epoch");
        Files.writeString(file, "sampling: {augmentation: {intensity: 0.1}}");
        assertThatThrownBy(() -> RecipeFile.read(file)).isInstanceOf(IOException.class).hasMessageContaining(
                "\"sampling.augmentation.intensity\" is a group of strength, bias")
                .hasMessageContaining("not 0.1");
        Files.writeString(file, "loss:\n");
        assertThatThrownBy(() -> RecipeFile.read(file)).hasMessageContaining("no value for \"loss\"");
        Files.writeString(file, "sampling: {foregroundShare: 1.5}\n");
        assertThatThrownBy(() -> RecipeFile.read(file))
                .hasMessageContaining("foregroundShare lies in 0 to 1");
        Files.writeString(file, "loss: [");
        assertThatThrownBy(() -> RecipeFile.read(file)).isInstanceOf(IOException.class);
    }

    @Test
    void event_records_carry_the_masked_checksums_of_the_format() {
        byte[] event = HexFormat.of().parseHex("1a0d627261696e2e4576656e743a32");
        assertThat(HexFormat.of().formatHex(EventFile.record(event)))
                .isEqualTo("0f000000000000006d532b091a0d627261696e2e4576656e743a32fc985129");
        byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
        assertThat(EventFile.masked(digits, 9)).isEqualTo(0xC78AB0E5);
    }

    private String wrong(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("wrong.yaml"), text);
        String begin = "recipe " + file + ": ";
        IOException e = assertThrows(IOException.class, () -> RecipeFile.read(file));
        assertThat(e).hasMessageStartingWith(begin);
        return String.valueOf(e.getMessage()).substring(begin.length());
    }

    @Test
    void what_is_wrong_in_a_recipe_is_named_with_its_line_and_key() throws IOException {
        assertThat(wrong("loss: dice\nlength:\n  epoch: 5\n")).startsWith(
                "line 3, \"length.epoch\": no setting \"length.epoch\"; did you mean length.epochs?; there are length.epochs, ");
        assertThat(wrong("learningRate: 0.1\n")).startsWith(
                "line 1, \"learningRate\": no setting \"learningRate\"; did you mean optimisation.learningRate?");
        assertThat(wrong("# mine\noptimisation:\n  decay: COSINE\n  learningRate: -1\n"))
                .startsWith("line 4, \"optimisation.learningRate\": the learning rate must be positive");
        assertThat(wrong("network: eNet\nloss: bondary\n"))
                .startsWith("line 2, \"loss\": no loss \"bondary\"; did you mean boundary?");
        assertThat(wrong("losses:\n  a: dice\n  b: 0.1*bondary\n"))
                .startsWith("line 3, \"losses.b\": no loss \"bondary\"");
        assertThat(wrong("loss: dice\nlength: {epochs: 2}\nloss: boundary\n"))
                .isEqualTo("line 3, \"loss\": the same key stands in line 1 too; leave one out");
        assertThat(wrong("loss: dice\nlength: [\n")).startsWith("line ").contains("is not YAML");
        assertThat(wrong("dice\n")).contains("a recipe is a list of settings");
        assertThat(wrong("seeds: 0\n"))
                .isEqualTo("line 1, \"seeds\": \"seeds\" is a whole number from 1 up, not 0");
    }

    @Test
    void values_of_another_type_are_refused_and_not_turned_into_one() throws IOException {
        assertThat(wrong("length: {epochs: 3.7}"))
                .isEqualTo("line 1, \"length.epochs\": it is a whole number, not 3.7");
        assertThat(wrong("length: {epochs: many}")).contains("it is a whole number, not \"many\"");
        assertThat(wrong("length: {epochs: 3000000000}")).contains("it is a whole number, not 3000000000");
        assertThat(wrong("reference: 1")).contains("it is true or false, not 1");
        assertThat(wrong("reference: \"maybe\"")).contains("it is true or false, not \"maybe\"");
        assertThat(wrong("length: {minutes: .nan}")).contains("it is a number, not");
        assertThat(wrong("length: {minutes: .inf}")).contains("minutes");
        assertThat(wrong("optimisation: {learningRate: .inf}"))
                .contains("the learning rate must be positive");
        assertThat(wrong("optimisation: {decay: 0}")).contains("it is a text, not 0");
        assertThat(wrong("optimisation: {decay: COSINUS}"))
                .contains("it cannot be COSINUS; did you mean COSINE?; it is one of COSINE, POLYNOMIAL, ");
        assertThat(wrong("loss: 3")).contains("it is a text, not 3");
        Path file = Files.writeString(folder.resolve("r.yaml"),
                "optimisation: {decay: cosine, longestGradient: .inf, weightDecay: 1e-5}\nmachine: {precision: float32}\n");
        assertThat(RecipeFile.read(file).optimisation().longestGradient()).isInfinite();
        assertThat(RecipeFile.read(file).optimisation().weightDecay()).isEqualTo(1e-5);
        assertThat(RecipeFile.read(file).machine().precision()).isEqualTo(NumericPrecision.FLOAT32);
    }

    @Test
    void a_second_stage_is_a_group_of_settings_or_part_of_the_text_of_the_loss() throws IOException {
        StagedLoss losses = StagedLoss.parse("dice then:share=0.4,rate=0.5 dice + boundary:clipMm=20");
        Recipe recipe = new Recipe().with(losses);
        Path file = Files.writeString(folder.resolve("r.yaml"), RecipeFile.text(recipe));
        assertThat(file).content().contains("then:", "  share: 0.4");
        assertThat(RecipeFile.read(file)).isEqualTo(recipe);
        Files.writeString(file, "loss: dice\nthen: {loss: lovasz}\n");
        assertThat(RecipeFile.read(file)).isEqualTo(new Recipe().with(StagedLoss.parse("dice then lovasz")));
        Files.writeString(file, "loss: dice then:rate=0.3 lovasz\n");
        assertThat(RecipeFile.read(file).then().orElseThrow().rate()).isEqualTo(0.3);
        Files.writeString(file, "losses: {a: dice then lovasz, b: dice}\n");
        assertThat(RecipeFile.read(file).then()).isPresent();
        Files.writeString(file, RecipeFile.text(new Recipe()));
        assertThat(file).content().contains("then:", "  loss: \"none\"");
        assertThat(RecipeFile.read(file).then()).isEmpty();
        RecipeFile.requireReadable(recipe.asPublished());
    }

    @Test
    void what_is_wrong_with_a_second_stage_is_named_with_its_line() throws IOException {
        assertThat(wrong("loss: dice\nthen:\n  loss: bondary\n"))
                .startsWith("line 3, \"then.loss\": no loss \"bondary\"; did you mean boundary?");
        assertThat(wrong("then: {loss: dice,\n  share: 1}"))
                .startsWith("line 2, \"then.share\": the share of the second stage lies above 0");
        assertThat(wrong("then: {rate: 0.3}")).startsWith("line 1, \"then.rate\": there is no second stage");
        assertThat(wrong("then: dice")).contains("is a group of loss, share, rate");
        assertThat(wrong("loss: dice then lovasz\nthen: {loss: dice}\n"))
                .contains("both give a second stage");
        assertThat(wrong("length: {epochs: 1}\nthen: {loss: dice}\n")).contains("at least two epochs");
    }

    /// A loss whose text setting may have a comma.
    public record Named(String name) implements Loss {
        public Named() { this("a"); }

        @Override
        public Tensor value(Prediction prediction, Target target, TrainingTime moment) {
            return new DiceLoss().value(prediction, target, moment);
        }
    }

    @Test
    void a_recipe_that_text_cannot_hold_is_refused_before_the_first_step() {
        RecipeFile.requireReadable(new Recipe());
        RecipeFile.requireReadable(new Recipe().with(new Named("b")).asPublished());
        RecipeFile.requireReadable(
                new Recipe().with(new PerClassSigmoid(new DiceLoss().plus(0.5, new BoundaryLoss()))));
        for (String wrapper : Losses.wrappers()) {
            RecipeFile.requireReadable(
                    new Recipe().with(Losses.parse("dice + 0.5*" + wrapper + "(diceCrossEntropy)")));
        }
        RecipeFile.requireReadable(
                new Recipe().with(Recipe.Optimisation.USUAL.longestGradient(Double.POSITIVE_INFINITY)));
        Recipe comma = new Recipe().with(new Named("b,c"));
        assertThatThrownBy(
                () -> Trainer.train(comma, new Split(List.of(), List.of()), folder.resolve("run"), _ -> {}))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("the loss ").hasMessageContaining("name=b,c is not the same after");
        Loss nameless = (p, t, moment) -> new DiceLoss().value(p, t, moment);
        assertThatThrownBy(() -> RecipeFile.requireReadable(new Recipe().with(nameless)))
                .hasMessageContaining("could not be resumed");
        assertThat(folder.resolve("run")).doesNotExist();
    }
}
