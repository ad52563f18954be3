package io.github.edgewise.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.checkpoint.StateDict;
import io.github.edgewise.dataset.Case;
import io.github.edgewise.engine.Engine;
import io.github.edgewise.engine.Tensors;
import io.github.edgewise.format.LabelRule;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.net.Layer;
import io.github.edgewise.net.Model;
import io.github.edgewise.net.Network;
import io.github.edgewise.net.Networks;
import io.github.edgewise.net.TorchPatchLogits;
import io.github.edgewise.net.UNet;
import io.github.edgewise.plan.Plan;
import io.github.edgewise.plan.Plans;
import io.github.edgewise.predict.Ensemble;
import io.github.edgewise.predict.ModelFile;
import io.github.edgewise.predict.ModelMetadata;
import io.github.edgewise.predict.ModelMetadata.Weights;
import io.github.edgewise.predict.PostProcessing;
import io.github.edgewise.predict.Segmenter;
import io.github.edgewise.predict.SlidingWindow;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class Int8FileTest {
    private static final Plan SQUARE = Plans.of(Shape.of(32, 32), 1, 2);
    private static final Network DESIGN = new UNet(6, 1);
    private static final List<float[]> WAVES = IntStream.range(10, 14)
            .mapToObj(seed -> waves(SQUARE.patch(), seed)).toList();

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void start() { Engine.start(1, 5); }

    static Stream<Arguments> designs() { return NetworkFileTest.designs(); }

    private static ModelMetadata metadata(Network design, Plan plan, int networks, Model model) {
        return new ModelMetadata(Networks.text(design), networks, plan.description(), model.stride(),
                List.of(),
                PostProcessing.NONE);
    }

    private static List<float[]> windows(Plan plan, double deviation) {
        var random = new Random(7);
        var windows = new ArrayList<float[]>();
        for (int w = 0; w < 4; w++) {
            float[] values = new float[plan.patch().values(plan.channels())];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (deviation * random.nextGaussian());
            }
            windows.add(values);
        }
        return windows;
    }

    /// An image of soft waves, whatever its size: mean 0, deviation about 1.
    private static float[] waves(Shape shape, long seed) {
        var random = new Random(seed);
        double[] phase = {random.nextDouble() * 6, random.nextDouble() * 6};
        float[] values = new float[shape.voxels()];
        for (int i = 0; i < values.length; i++) {
            int row = i / shape.width();
            double y = Math.sin(row / 5.0 + phase[0]);
            double x = Math.cos(i % shape.width() / 4.0 + phase[1]);
            values[i] = (float) (x + y);
        }
        return values;
    }

    /// A network of random weights that says foreground of most voxels, so that few of them are undecided.
    ///
    /// @param loudness factor of the weights before a normalisation, which takes it away again
    private static Model decided(double loudness) {
        Model model = NetworkFileTest.random(DESIGN, SQUARE);
        try (var _ = new PointerScope(); var _ = new NoGradGuard()) {
            var weights = StateDict.of(model).tensors();
            Objects.requireNonNull(weights.get("head.bias")).add_(Tensors.of(new float[]{0, 2}, 2));
            Objects.requireNonNull(weights.get("down0.conv2.weight")).mul_(new Scalar(loudness));
        }
        return model;
    }

    /// A case whose labels are what the network itself says.
    private Case easy(String name, Model model, ModelMetadata metadata, long seed) throws IOException {
        var grid = Grid.of(Shape.of(48, 40));
        var image = new Volume(grid, waves(grid.shape(), seed));
        LabelMap labels = new Segmenter(new TorchPatchLogits(model, false), metadata.description(),
                SlidingWindow.OVERLAP).segment(image); // is not closed: the model is another's
        Path images = folder.resolve(name + ".nii");
        Path masks = folder.resolve(name + "-labels.nii");
        Volumes.write(images, image);
        Volumes.write(masks, labels);
        return new Case(name, name, List.of(images), Optional.of(masks), LabelRule.EXACT);
    }

    private static int count(String text, String word) {
        return (int) Pattern.compile(word).matcher(text).results().count();
    }

    @ParameterizedTest
    @MethodSource("designs")
    void all_convolutions_between_the_first_and_the_head_are_rounded(Network design, Plan plan)
            throws IOException {
        try (Model model = NetworkFileTest.random(design, plan)) {
            ModelMetadata metadata = metadata(design, plan, 1, model);
            List<float[]> windows = windows(plan, 1);
            var ranges = ActivationRanges.of(model, plan.description(), windows, 1).layers();
            List<String> convolutions = OnnxFile.topology(model).layers().stream()
                    .filter(Layer.Convolution.class::isInstance).map(Layer::name)
                    .filter(name -> !name.startsWith("head")).toList();
            assertThat(ranges.keySet()).hasSize(convolutions.size() - 1)
                    .doesNotContain(convolutions.getFirst())
                    .allSatisfy(name -> assertThat(convolutions).contains(name));
            byte[] bytes = OnnxFile.bytes(new OnnxGraph(false, new Int8Convolutions(ranges)), List.of(model),
                    metadata.with(Weights.INT8), true);
            Path file = Files.write(folder.resolve("int8.onnx"), bytes);
            NetworkFileTest.check(file);
            assertThat(count(new String(bytes, StandardCharsets.ISO_8859_1), "DequantizeLinear_\\d+\"\u0010"))
                    .isGreaterThan(2 * ranges.size());
            assertThat(OutputComparison.of(List.of(model), metadata).fromOnnx(file)).isBetween(1e-3, 0.9);
        }
    }

    @Test
    void a_file_is_measured_and_then_opened_like_any_other() throws IOException {
        Model model = decided(1);
        ModelMetadata metadata = metadata(DESIGN, SQUARE, 1, model);
        Case one = easy("one", model, metadata, 1);
        Case two = easy("two", model, metadata, 2);
        var data = new Int8Data(WAVES, List.of(one, two), PostProcessing.NONE);
        var scored = new ArrayList<String>();
        try (var export = new ModelExport(List.of(model), metadata, false)) {
            Path file = folder.resolve("int8.onnx");
            Int8Effect effect = export.writeInt8Onnx(file, List.of(data),
                    (name, done, all) -> scored.add(name + " " + done + "/" + all));
            assertThat(scored).containsExactly("one 0/4", "two 1/4", "one 2/4", "two 3/4");
            assertThat(effect.cases()).isEqualTo(2);
            assertThat(effect.windows()).isEqualTo(4);
            assertThat(effect.dice().float32()).isEqualTo(1); // the labels are its own
            assertThat(effect.dice().int8()).isBetween(0.98, 0.99999);
            assertThat(effect.average()).isBetween(1e-5, 0.02);
            assertThat(effect.largest()).isBetween(effect.average(), 1.0);
            assertThat(effect.windowMillis().int8()).isPositive();
            assertThat(ModelFile.describe(file).metadata().weights()).isEqualTo(Weights.INT8);
            try (Ensemble opened = ModelFile.open(file)) {
                byte[] labels = opened.segment(one.image()).labels();
                assertThat(labels).isNotEqualTo(one.labels(2, one.image()).labels()).contains(0, 1);
            }
        }
    }

    @Test
    void nothing_is_written_where_rounding_costs_too_much() throws IOException {
        Model model = decided(1);
        ModelMetadata metadata = metadata(DESIGN, SQUARE, 1, model);
        var misled = new Int8Data(windows(SQUARE, 0), List.of(easy("one", model, metadata, 1)),
                PostProcessing.NONE); // windows without contrast: real values do not fit into their ranges
        try (var export = new ModelExport(List.of(model), metadata, false)) {
            Path file = folder.resolve("int8.onnx");
            assertThatThrownBy(() -> export.writeInt8Onnx(file, List.of(misled), (name, done, all) -> {}))
                    .isInstanceOf(InvalidInputException.class).hasMessageContaining(
                            "int8.onnx was not written, because in int8 the mean Dice of 1 cases falls from 1.0000");
            assertThat(folder).isDirectoryNotContaining("glob:**int8*");
            Path empty = folder.resolve("empty-labels.nii");
            Volumes.write(empty, new LabelMap(Grid.of(Shape.of(48, 40)), 2, new byte[48 * 40]));
            Case one = misled.cases().getFirst();
            var nothing = new Int8Data(WAVES,
                    List.of(new Case("x", "x", one.images(), Optional.of(empty), LabelRule.EXACT)),
                    PostProcessing.parse("smallest=1e9"));
            assertThatThrownBy(() -> export.writeInt8Onnx(file, List.of(nothing), (name, done, all) -> {}))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("no class occurs in the 1");
        }
    }

    @Test
    void every_network_of_a_file_has_ranges_of_its_own() throws IOException {
        Model quiet = decided(1);
        Model loud = decided(50);
        ModelMetadata metadata = metadata(DESIGN, SQUARE, 2, quiet);
        var data = List.of(
                new Int8Data(WAVES, List.of(easy("one", quiet, metadata, 1)), PostProcessing.NONE),
                new Int8Data(WAVES, List.of(easy("two", loud, metadata, 2)), PostProcessing.NONE));
        try (var export = new ModelExport(List.of(quiet, loud), metadata, false)) {
            Path file = folder.resolve("int8.onnx");
            Int8Effect effect = export.writeInt8Onnx(file, data, (name, done, all) -> {});
            assertThat(effect.dice().float32()).isEqualTo(1);
            assertThat(effect.dice().int8()).isGreaterThan(0.98);
            NetworkFileTest.check(file);
            assertThat(OutputComparison.of(List.of(quiet, loud), metadata).fromOnnx(file)).isLessThan(0.3);
        }
    }

    @Test
    void ranges_cover_all_windows_and_a_network_without_inner_convolutions_is_refused() throws IOException {
        try (Model model = NetworkFileTest.random(DESIGN, SQUARE)) {
            List<float[]> windows = windows(SQUARE, 1);
            var all = ActivationRanges.of(model, SQUARE.description(), windows, 1).layers();
            var each = new HashMap<String, ActivationRanges.Range>();
            for (float[] window : windows) {
                ActivationRanges.of(model, SQUARE.description(), List.of(window), 1).layers()
                        .forEach((name, around) -> each.merge(name, around.after(),
                                ActivationRanges.Range::and));
            }
            assertThat(each).isNotEmpty().allSatisfy(
                    (name, range) -> assertThat(Objects.requireNonNull(all.get(name)).after())
                            .isEqualTo(range));
        }
        assertThatThrownBy(() -> new Int8Data(List.of(), List.of(), PostProcessing.NONE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("0 training windows and 0 other");
    }
}
