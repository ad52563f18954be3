package io.github.edgewise.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.checkpoint.TorchScript;
import io.github.edgewise.engine.Engine;
import io.github.edgewise.engine.Tensors;
import io.github.edgewise.model.ModelDescription;
import io.github.edgewise.net.ENet;
import io.github.edgewise.net.Model;
import io.github.edgewise.net.Network;
import io.github.edgewise.net.Networks;
import io.github.edgewise.net.UNet;
import io.github.edgewise.plan.Plan;
import io.github.edgewise.plan.Plans;
import io.github.edgewise.predict.ModelMetadata;
import io.github.edgewise.predict.OnnxNetworks;
import io.github.edgewise.predict.PatchLogits;
import io.github.edgewise.predict.PostProcessing;
import io.github.edgewise.prepare.Normalisation;
import io.github.edgewise.prepare.Preparation;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

class BioimageioPackageTest {
    private static final Normalisation CT = new Normalisation(Normalisation.Of.DATA_SET, -900, 1300, 60, 250);
    private static final Normalisation DOSE = new Normalisation(Normalisation.Of.DATA_SET, 0, 0.004, 0.001,
            5e-4);

    @TempDir
    private Path folder = Path.of("");

    static Stream<Arguments> networks() {
        var flat = Plans.of(Shape.of(32, 24), 1, 4);
        var cubes = Plans.of(Shape.of(16, 8, 24), new Spacing(0.004, 0.001, 0.002), 2, 2);
        return Stream.of(Arguments.of(new ENet(), flat, List.of(Normalisation.IMAGE)),
                Arguments.of(new UNet(4, 1), flat, List.of(Normalisation.RANGE)),
                Arguments.of(new UNet(4, 1), flat, List.of(CT)),
                Arguments.of(new UNet(4, 1), cubes, List.of(CT, CT)),
                Arguments.of(new UNet(4, 0, 1, true, UNet.Down.STRIDED), cubes, List.of(CT, DOSE)));
    }

    @BeforeEach
    void start() { Engine.start(1, 5); }

    private static ModelMetadata metadata(Network network, Plan plan, int networks, Model model,
            List<Normalisation> channels) {
        var preparation = new Preparation(true, channels, Preparation.Axes.ALL, plan.spacing());
        var description = new ModelDescription(plan.channels(), plan.classes(), plan.patch(), preparation,
                List.of());
        return new ModelMetadata(Networks.text(network), networks, description, model.stride(), List.of(),
                PostProcessing.parse("fill"));
    }

    private static BioimageioPackage of(List<Model> models, ModelMetadata metadata, About about) {
        return new BioimageioPackage(models, metadata, about, Instant.EPOCH);
    }

    /// The unpacked files.
    private Path unpacked(Path zip) throws IOException {
        Path out = Files.createDirectory(folder.resolve("unpacked"));
        try (FileSystem files = FileSystems.newFileSystem(zip);
                Stream<Path> all = Files.list(files.getPath("/"))) {
            for (Path file : all.toList()) {
                Files.copy(file, out.resolve(String.valueOf(file.getFileName())));
            }
        }
        return out;
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(file -> String.valueOf(file.getFileName())).sorted().toList();
        }
    }

    /// What a reader makes of the test input, by the words in the description alone.
    private static float[] prepared(JsonNode input, NpyFile image) {
        float[] values = image.values().clone();
        int channels = image.shape().get(1);
        int voxels = values.length / channels;
        for (JsonNode step : input.path("preprocessing")) {
            JsonNode settings = step.path("kwargs");
            for (int c = 0; c < channels; c++) {
                var channel = new ArrayList<Double>();
                for (int i = c * voxels; i < (c + 1) * voxels; i++) {
                    channel.add((double) values[i]);
                }
                double mean = channel.stream().mapToDouble(v -> v).average().orElseThrow();
                double deviation = Math
                        .sqrt(channel.stream().mapToDouble(v -> (v - mean) * (v - mean)).average()
                                .orElseThrow());
                double least = channel.stream().mapToDouble(v -> v).min().orElseThrow();
                double most = channel.stream().mapToDouble(v -> v).max().orElseThrow();
                double eps = settings.path("eps").asDouble(0);
                for (int i = 0; i < voxels; i++) {
                    double v = channel.get(i);
                    values[c * voxels + i] = (float) switch (step.path("id").asString()) {
                        case "zero_mean_unit_variance" -> (v - mean) / (deviation + eps);
                        case "scale_range" -> (v - least) / (most - least + eps);
                        case "clip" ->
                            Math.clamp(v, settings.path("min").asDouble(), settings.path("max").asDouble());
                        case "scale_linear" -> v * settings.path("gain").get(c).asDouble()
                                + settings.path("offset").get(c).asDouble();
                        default -> throw new IllegalStateException(step.toString());
                    };
                }
            }
        }
        return values;
    }

    @ParameterizedTest
    @MethodSource("networks")
    void both_networks_make_the_test_output_of_the_test_input(Network network, Plan plan,
            List<Normalisation> channels) throws IOException {
        Path zip = folder.resolve("new/model.zip");
        try (Model model = NetworkFileTest.random(network, plan)) {
            double difference = of(List.of(model), metadata(network, plan, 1, model, channels),
                    About.folder("run"))
                    .write(zip);
            assertThat(difference).isBetween(0., 1e-4);
        }
        Path out = unpacked(zip);
        assertThat(names(out)).containsExactly("README.md", "cover.png", "network.onnx", "rdf.yaml",
                "test_input.npy", "test_output.npy", "weights.pt");
        assertThat(names(folder.resolve("new"))).containsExactly("model.zip");
        assertThat(BioimageioSchema.faults(out.resolve("rdf.yaml"))).isEmpty();
        assertThat(BioimageioRules.faults(out)).isEmpty();
        JsonNode description = new YAMLMapper().readTree(Files.readString(out.resolve("rdf.yaml")));
        float[] seen = prepared(description.at("/inputs/0"), NpyFile.read(out.resolve("test_input.npy")));
        NpyFile expected = NpyFile.read(out.resolve("test_output.npy"));
        try (PatchLogits onnx = OnnxNetworks.open(out.resolve("network.onnx"), 1).output("probabilities")) {
            assertThat(onnx.logits(seen, 1, plan.patch())).containsExactly(expected.values(), within(1e-4f));
        }
        TorchScript script = TorchScript.load(out.resolve("weights.pt"));
        try (var _ = new PointerScope()) {
            long[] shape = NpyFile.read(out.resolve("test_input.npy")).shape().stream().mapToLong(n -> n)
                    .toArray();
            Tensor found = script.forward(Tensors.of(seen, shape));
            assertThat(Tensors.floats(found)).containsExactly(expected.values(), within(1e-4f));
        }
        BufferedImage cover = Objects.requireNonNull(ImageIO.read(out.resolve("cover.png").toFile()));
        assertThat(cover.getWidth()).isEqualTo(2 * cover.getHeight());
    }

    @Test
    void two_networks_are_one_onnx_file() throws IOException {
        Plan plan = Plans.of(Shape.of(32, 24), 1, 3);
        Path zip = folder.resolve("model.zip");
        var about = new About("Model of ours", "What it does.", List.of("Ada Example"), "MIT",
                "Do what you like.",
                List.of());
        try (Model one = NetworkFileTest.random(new UNet(4, 1), plan);
                Model other = NetworkFileTest.random(new UNet(4, 1), plan)) {
            of(List.of(one, other), metadata(new UNet(4, 1), plan, 2, one, List.of(Normalisation.IMAGE)),
                    about)
                    .write(zip);
        }
        Path out = unpacked(zip);
        assertThat(names(out)).contains("LICENSE").doesNotContain("weights.pt");
        assertThat(BioimageioSchema.faults(out.resolve("rdf.yaml"))).isEmpty();
        assertThat(Files.readString(out.resolve("README.md"))).contains("2 networks", "## Validation",
                "What it does.", "32 x 24 voxels", "`fill`", "Resample images to 1.0 x 1.0 mm",
                "MIT, see `LICENSE`");
    }

    @Test
    void what_bioimageio_cannot_say_is_refused_before_anything_is_written() {
        Plan plan = Plans.of(Shape.of(32, 24), 2, 3);
        try (Model model = NetworkFileTest.random(new UNet(4, 1), plan)) {
            for (List<Normalisation> channels : List.of(List.of(Normalisation.NONZERO, Normalisation.NONZERO),
                    List.of(Normalisation.IMAGE, CT))) {
                assertThatThrownBy(
                        () -> of(List.of(model), metadata(new UNet(4, 1), plan, 1, model, channels),
                                About.folder("run")).write(folder.resolve("new/model.zip")))
                        .isInstanceOf(InvalidInputException.class).hasMessageContaining("-o FILE.onnx");
            }
        }
        assertThat(folder).isEmptyDirectory();
    }
}
