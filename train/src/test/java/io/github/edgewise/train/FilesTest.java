package io.github.edgewise.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
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
                .isEqualTo("generalizedDice + crossEntropy + 0.01*boundary:clipMm=planned");
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
}
