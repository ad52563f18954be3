package io.github.edgewise.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.engine.Engine;
import io.github.edgewise.model.ModelDescription;
import io.github.edgewise.net.ENet;
import io.github.edgewise.net.Model;
import io.github.edgewise.net.Network;
import io.github.edgewise.net.Networks;
import io.github.edgewise.net.TorchPatchLogits;
import io.github.edgewise.net.UNet;
import io.github.edgewise.plan.Plan;
import io.github.edgewise.plan.Plans;
import io.github.edgewise.predict.ModelFile;
import io.github.edgewise.predict.ModelMetadata;
import io.github.edgewise.predict.ModelMetadata.Input;
import io.github.edgewise.predict.OnnxNetworks;
import io.github.edgewise.predict.PatchLogits;
import io.github.edgewise.predict.PostProcessing;
import io.github.edgewise.predict.Segmenter;
import io.github.edgewise.predict.SlidingWindow;
import io.github.edgewise.prepare.Normalisation;
import io.github.edgewise.prepare.Preparation;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Size;
import io.github.edgewise.volume.Spacing;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RawInputTest {
    private static final Normalisation CT = new Normalisation(Normalisation.Of.DATA_SET, -120.5, 310, 45, 70);
    private static final Normalisation FLUORESCENCE = new Normalisation(Normalisation.Of.DATA_SET, 3, 250, 80,
            31);
    private static final Shape FLAT = Shape.of(32, 24);
    private static final Shape SOLID = Shape.of(16, 8, 24);
    private static final double CLOSE = 1e-4;

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void start() { Engine.start(1, 5); }

    static Stream<Arguments> images() {
        return Stream.of(Arguments.of(new UNet(4, 0), FLAT, List.of(Normalisation.IMAGE)),
                Arguments.of(new UNet(4, 0), SOLID, List.of(Normalisation.IMAGE, Normalisation.NONZERO)),
                Arguments.of(new UNet(4, 0), FLAT, List.of(Normalisation.NONZERO)),
                Arguments.of(new ENet(), FLAT, List.of(Normalisation.RANGE)),
                Arguments.of(new UNet(4, 0), SOLID, List.of(CT)),
                Arguments.of(new UNet(4, 0), FLAT, List.of(CT, FLUORESCENCE)),
                Arguments.of(new UNet(4, 0), FLAT, List.of(FLUORESCENCE, Normalisation.RANGE, CT)));
    }

    private static Plan plan(Shape patch, List<Normalisation> channels) {
        return Plans.of(patch, channels.size(), 3);
    }

    private static ModelMetadata metadata(Network design, Plan plan, Preparation preparation, Model model) {
        var description = new ModelDescription(plan.channels(), 3, plan.patch(), preparation, List.of());
        return new ModelMetadata(Networks.text(design), 1, description, model.stride(), List.of(),
                PostProcessing.NONE).with(Input.RAW);
    }

    private static Preparation normalised(List<Normalisation> channels) {
        return new Preparation(false, channels, Preparation.Axes.NONE, Spacing.UNIT);
    }

    /// What a file makes of one image.
    private static float[] run(Path file, float[] values, Shape shape) throws IOException {
        try (PatchLogits opened = OnnxNetworks.open(file, 1).output("probabilities")) {
            return opened.logits(values, 1, shape);
        }
    }

    /// What Edgewise makes of one image.
    private static float[] expected(Model model, ModelMetadata metadata, float[] values, Shape shape) {
        var segmenter = new Segmenter(new TorchPatchLogits(model, false), metadata.description(),
                SlidingWindow.OVERLAP); // is not closed: the model is another's
        return segmenter.probabilities(new Volume(Grid.of(shape), values.clone())).values();
    }

    @ParameterizedTest
    @MethodSource("images")
    void values_as_they_are_read_give_the_probabilities_of_edgewise(Network design, Shape patch,
            List<Normalisation> channels) throws IOException {
        Plan plan = plan(patch, channels);
        try (Model model = NetworkFileTest.random(design, plan)) {
            ModelMetadata metadata = metadata(design, plan, normalised(channels), model);
            Path file = folder.resolve("raw.onnx");
            OnnxFile.write(file, List.of(model), metadata, false);
            NetworkFileTest.check(file);
            assertThat(OutputComparison.ofRaw(List.of(model), metadata).fromOnnx(file)).isLessThan(CLOSE);
        }
    }

    @Test
    void images_without_contrast_or_without_any_number_become_zero() throws IOException {
        for (Normalisation each : List.of(Normalisation.IMAGE, Normalisation.NONZERO, Normalisation.RANGE)) {
            Plan plan = plan(FLAT, List.of(each));
            try (Model model = NetworkFileTest.random(new UNet(4, 0), plan)) {
                ModelMetadata metadata = metadata(new UNet(4, 0), plan, normalised(List.of(each)), model);
                Path file = folder.resolve("raw.onnx");
                OnnxFile.write(file, List.of(model), metadata, false);
                for (float value : new float[]{0, 7, 30_000.5f, Float.NaN, Float.POSITIVE_INFINITY}) {
                    float[] values = new float[FLAT.voxels()];
                    Arrays.fill(values, value);
                    assertThat(run(file, values, FLAT)).containsExactly(
                            expected(model, metadata, values, FLAT),
                            within(1e-4f));
                }
            }
        }
    }

    @Test
    void an_image_of_several_windows_is_refused_where_its_mean_counts() throws IOException {
        Plan plan = plan(FLAT, List.of(Normalisation.IMAGE));
        try (Model model = NetworkFileTest.random(new UNet(4, 0), plan)) {
            Path file = folder.resolve("raw.onnx");
            OnnxFile.write(file, List.of(model),
                    metadata(new UNet(4, 0), plan, normalised(List.of(Normalisation.IMAGE)), model), false);
            for (Shape larger : List.of(Shape.of(32, 25), Shape.of(64, 24), Shape.of(64, 12))) {
                assertThatThrownBy(() -> run(file, new float[larger.voxels()], larger))
                        .isInstanceOf(InvalidInputException.class).hasMessageContaining("cannot compute");
            }
        }
    }

    @Test
    void windows_of_a_data_set_may_be_larger_and_need_not_be_whole_steps() throws IOException {
        Plan plan = plan(FLAT, List.of(CT));
        try (Model model = NetworkFileTest.random(new UNet(4, 0), plan)) {
            ModelMetadata metadata = metadata(new UNet(4, 0), plan, normalised(List.of(CT)), model);
            Path file = folder.resolve("raw.onnx");
            OnnxFile.write(file, List.of(model), metadata, false);
            Size stride = model.stride();
            Shape whole = Shape.of(32 + stride.y(), 24 + 2 * stride.x());
            Shape odd = Shape.of(whole.height() - 1, whole.width() - 3);
            float[] values = new float[odd.voxels()];
            var random = new Random(3);
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (45 + 90 * random.nextGaussian());
            }
            float[] normalised = Normalisation.of(new Volume(Grid.of(odd), values.clone()), List.of(CT))
                    .values();
            float[] padded = new float[whole.voxels()]; // nothing before, one row; one column before, two behind
            for (int y = 0; y < odd.height(); y++) {
                System.arraycopy(normalised, y * odd.width(), padded, y * whole.width() + 1, odd.width());
            }
            float[] wanted = OutputComparison.probabilities(List.of(model), padded, 1, whole, 3);
            float[] found = run(file, values, odd);
            for (int k = 0; k < 3; k++) {
                for (int y = 0; y < odd.height(); y++) {
                    int at = (k * odd.height() + y) * odd.width();
                    int in = (k * whole.height() + y) * whole.width() + 1;
                    assertThat(Arrays.copyOfRange(found, at, at + odd.width()))
                            .containsExactly(Arrays.copyOfRange(wanted, in, in + odd.width()), within(1e-4f));
                }
            }
        }
    }

    private static void assertRefused(Preparation preparation, boolean ofSlices, String why) {
        var description = new ModelDescription(1, 2, FLAT, preparation, List.of());
        assertThatThrownBy(() -> new RawInput(description, new Size(1, 8, 8)).require(ofSlices))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("--input raw would give other")
                .hasMessageContaining(why);
    }

    @Test
    void what_a_file_cannot_do_by_itself_is_refused_with_the_reason() {
        List<Normalisation> image = List.of(Normalisation.IMAGE);
        assertRefused(new Preparation(true, image, Preparation.Axes.NONE, Spacing.UNIT), false, "cut down");
        assertRefused(new Preparation(false, image, Preparation.Axes.ALL, Spacing.UNIT), false, "resampled");
        assertRefused(new Preparation(false, List.of(CT), Preparation.Axes.IN_PLANE, Spacing.UNIT), false,
                "resampled");
        assertRefused(new Preparation(false, image, Preparation.Axes.NONE, Spacing.UNIT, 64), false,
                "resampled");
        assertRefused(normalised(image), true, "whole volume");
        var slices = new ModelDescription(1, 2, FLAT, normalised(List.of(CT)), List.of());
        new RawInput(slices, new Size(1, 8, 8)).require(true); // constants are the same for a slice
    }

    @Test
    void edgewise_does_not_normalise_twice() throws IOException {
        Plan plan = plan(FLAT, List.of(Normalisation.IMAGE));
        Model model = NetworkFileTest.random(new UNet(4, 0), plan);
        try (var export = new ModelExport(List.of(model),
                metadata(new UNet(4, 0), plan, normalised(List.of(Normalisation.IMAGE)), model)
                        .with(Input.PREPARED),
                false)) {
            Path file = folder.resolve("raw.onnx");
            assertThat(export.writeRawOnnx(file, false).stored()).isLessThan(CLOSE);
            ModelMetadata said = ModelFile.describe(file).metadata();
            assertThat(said.input()).isEqualTo(Input.RAW);
            assertThat(said.properties()).containsEntry("edgewise.format", "2");
            assertThatThrownBy(() -> ModelFile.open(file)).isInstanceOf(IOException.class)
                    .hasMessageContaining("raw.onnx normalises images itself");
            Path small = folder.resolve("small.onnx");
            ModelExport.Difference half = export.writeRawOnnx(small, true);
            assertThat(half.stored()).isLessThan(CLOSE);
            assertThat(half.trained()).isGreaterThan(half.stored());
            assertThat(ModelFile.describe(small).metadata().weights())
                    .isEqualTo(ModelMetadata.Weights.FLOAT16);
        }
    }
}
