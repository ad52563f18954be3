package io.github.edgewise.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.checkpoint.StateDict;
import io.github.edgewise.engine.Engine;
import io.github.edgewise.engine.Tensors;
import io.github.edgewise.net.ENet;
import io.github.edgewise.net.Model;
import io.github.edgewise.net.Network;
import io.github.edgewise.net.Networks;
import io.github.edgewise.net.ReferenceUNet;
import io.github.edgewise.net.UNet;
import io.github.edgewise.plan.Plan;
import io.github.edgewise.plan.Plans;
import io.github.edgewise.predict.ModelMetadata;
import io.github.edgewise.predict.OnnxNetworks;
import io.github.edgewise.predict.PatchLogits;
import io.github.edgewise.predict.PostProcessing;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Size;
import io.github.edgewise.volume.Spacing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.onnx.global.onnx;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NetworkFileTest {
    private static final double CLOSE = 1e-4;
    private static final int PASSES = 30;
    private static final Plan FLAT = Plans.of(Shape.of(32, 24), 3, 4);

    @TempDir
    private Path folder = Path.of("");

    static Stream<Arguments> designs() {
        var cubes = Plans.of(Shape.of(16, 8, 24), 1, 3);
        var slices = Plans.of(Shape.of(8, 32, 16), new Spacing(7.5, 0.5, 0.5), 2, 2);
        return Stream.of(Arguments.of(new ENet(), FLAT), Arguments.of(new ReferenceUNet(3), FLAT),
                Arguments.of(new UNet(5, 0), FLAT), Arguments.of(new UNet(5, 1), cubes),
                Arguments.of(new UNet(3, 0, 2), slices),
                Arguments.of(new UNet(5, 0, 1, false, UNet.Down.POOLED), FLAT),
                Arguments.of(new UNet(5, 0, 2, false, UNet.Down.POOLED), slices),
                Arguments.of(new UNet(5, 0, 3, true, UNet.Down.STRIDED), FLAT),
                Arguments.of(new UNet(5, 0, 2, true, UNet.Down.STRIDED), cubes),
                Arguments.of(new UNet(3, 0, 1, true, UNet.Down.POOLED), slices));
    }

    @BeforeEach
    void start() { Engine.start(1, 5); }

    /// Random weights and scales, and the statistics that belong to them: a fresh residual block has a last
    /// scale of 0, so a forgotten shortcut would not show.
    static Model random(Network network, Plan plan) {
        Model model = network.build(plan);
        try (var _ = new PointerScope(); var _ = new NoGradGuard()) {
            for (long i = 0; i < model.parameters().size(); i++) {
                Tensor weight = model.parameters().get(i);
                weight.add_(torch.randn_like(weight), new Scalar(0.1));
            }
            Shape s = plan.patch();
            model.train(true);
            for (int pass = 0; pass < PASSES; pass++) { // moves the running statistics
                model.forward(Tensors.of(new float[2 * plan.channels() * s.voxels()],
                        PatchLogits.shape(2 * plan.channels() * s.voxels(), 2, s)).normal_());
            }
            model.eval();
        }
        return model;
    }

    private static ModelMetadata metadata(Network network, Plan plan, int networks, Size stride) {
        return new ModelMetadata(Networks.text(network), networks, plan.description(), stride, List.of(),
                PostProcessing.NONE);
    }

    /// The official checker; it throws where it finds a fault.
    static void check(Path file) {
        String platform = Loader.getPlatform();
        assumeTrue(!"macosx-arm64".equals(platform), "the ONNX checker has no build for " + platform);
        onnx.check_model(file.toString(), true, false, true);
    }

    @ParameterizedTest
    @MethodSource("designs")
    void onnx_and_torchscript_give_the_engines_probabilities(Network network, Plan plan) throws IOException {
        try (Model model = random(network, plan)) {
            ModelMetadata metadata = metadata(network, plan, 1, model.stride());
            var expected = OutputComparison.of(List.of(model), metadata);
            Path file = folder.resolve("net.onnx");
            OnnxFile.write(file, List.of(model), metadata, true);
            assertThat(expected.fromOnnx(file)).isLessThan(CLOSE);
            check(file);
            Path script = folder.resolve("net.ts");
            ScriptFile.of(model, false).save(script);
            assertThat(expected.fromTorchScript(script)).isLessThan(CLOSE);
        }
    }

    @Test
    void other_weights_are_found_to_differ() throws IOException {
        try (Model one = random(new UNet(4, 1), FLAT); Model other = random(new UNet(4, 1), FLAT)) {
            ModelMetadata metadata = metadata(new UNet(4, 1), FLAT, 1, one.stride());
            Path file = folder.resolve("net.onnx");
            OnnxFile.write(file, List.of(other), metadata, true);
            double difference = OutputComparison.of(List.of(one), metadata).fromOnnx(file);
            assertThat(difference).isGreaterThan(0.01);
            assertThatThrownBy(() -> OutputComparison.required(difference, file))
                    .isInstanceOf(IOException.class).hasMessageContaining("net.onnx was not written");
            assertThatThrownBy(() -> OutputComparison.required(Double.NaN, file))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void several_networks_in_one_file_are_averaged() throws IOException {
        try (Model one = random(new UNet(4, 1), FLAT); Model other = random(new UNet(4, 1), FLAT)) {
            ModelMetadata metadata = metadata(new UNet(4, 1), FLAT, 2, one.stride());
            Path file = folder.resolve("net.onnx");
            OnnxFile.write(file, List.of(one, other), metadata, true);
            assertThat(OutputComparison.of(List.of(one, other), metadata).fromOnnx(file)).isLessThan(CLOSE);
            check(file);
        }
    }

    @Test
    void half_the_bytes_hold_the_rounded_weights() throws IOException {
        try (Model model = random(new UNet(16, 2), FLAT)) {
            ModelMetadata metadata = metadata(new UNet(16, 2), FLAT, 1, model.stride());
            OnnxFile.write(folder.resolve("whole.onnx"), List.of(model), metadata, true);
            Path file = folder.resolve("half.onnx");
            OnnxFile.write(file, List.of(model), metadata.with(ModelMetadata.Weights.FLOAT16), true);
            assertThat((double) Files.size(file) / Files.size(folder.resolve("whole.onnx"))).isBetween(0.45,
                    0.6);
            assertThat(OutputComparison.of(List.of(model), metadata).fromOnnx(file)).isBetween(1e-6, 0.02);
            check(file);
        }
    }

    @Test
    void the_official_checker_refuses_a_misspelt_operator() throws IOException {
        try (Model model = random(new UNet(4, 1), FLAT)) {
            Path file = folder.resolve("net.onnx");
            OnnxFile.write(file, List.of(model), metadata(new UNet(4, 1), FLAT, 1, model.stride()), true);
            String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
            Files.writeString(file, bytes.replace("LeakyRelu", "LeakyRelo"), StandardCharsets.ISO_8859_1);
            assertThatThrownBy(() -> check(file))
                    .hasMessageContaining("LeakyRelo");
        }
    }

    @Test
    void torchscript_can_be_trained_and_gives_probabilities() throws IOException {
        try (Model model = random(new ENet(), FLAT); var _ = new PointerScope()) {
            var script = ScriptFile.of(model, false);
            assertThat(script.parameters().size()).isEqualTo(model.parameters().size());
            script.module().train(true);
            Tensor images = Tensors.of(new float[2 * 3 * 32 * 24], 2, 3, 32, 24).normal_();
            script.forward(images).square().sum().backward();
            Tensor gradient = script.parameters().get(0).grad();
            assertThat(gradient.abs().sum().item_double()).isPositive();
            var packed = ScriptFile.of(model, true);
            packed.module().eval();
            assertThat(Tensors.doubles(packed.forward(images).sum(1)))
                    .allSatisfy(sum -> assertThat(sum).isCloseTo(1, within(1e-5)));
        }
    }

    @Test
    void a_signal_while_onnx_runtime_computes_ends_the_process_in_order() throws Exception {
        Path file = folder.resolve("net.onnx");
        Plan wide = Plans.of(Shape.of(256, 256), 1, 2);
        try (Model model = random(new UNet(24, 3), wide)) {
            OnnxFile.write(file, List.of(model), metadata(new UNet(24, 3), wide, 1, model.stride()), true);
        }
        for (int round = 0; round < 3; round++) {
            Process process = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED", "-XX:ErrorFile=" + folder.resolve("crash"),
                    "-XX:-CreateCoredumpOnCrash", "-Xmx512m", "-cp", System.getProperty("java.class.path"),
                    Computing.class.getName(), file.toString()).redirectErrorStream(true).start();
            try (var said = process.inputReader()) {
                while (!"computing".equals(said.readLine())) {
                    assertThat(process.isAlive()).isTrue();
                }
                Thread.sleep(60L * round);
                process.toHandle().destroy(); // SIGTERM; that of the process would close the stream
                String rest = said.lines().collect(Collectors.joining("\n"));
                assertThat(process.waitFor()).as(rest).isEqualTo(143);
                assertThat(folder.resolve("crash")).doesNotExist();
            }
        }
    }

    /// Computes with a file until it is killed.
    static final class Computing {
        private Computing() {}

        public static void main(String[] arguments) throws IOException {
            PatchLogits network = OnnxNetworks.open(Path.of(arguments[0]), 2).network(0, Size.ONE);
            Shape patch = Shape.of(256, 256);
            float[] images = new float[2 * patch.voxels()];
            network.logits(images, 2, patch);
            System.out.println("computing");
            while (true) {
                network.logits(images, 2, patch);
            }
        }
    }

    @Test
    void a_network_of_engine_operations_alone_is_refused() {
        try (Model own = new UNet(4, 1).build(FLAT);
                Model opaque = Network.built(() -> new Model() {
                    @Override
                    public Tensor forward(Tensor images) { return own.forward(images); }

                    @Override
                    public Size stride() { return own.stride(); }
                })) {
            assertThatThrownBy(() -> OnnxFile.write(folder.resolve("net.onnx"), List.of(opaque),
                    metadata(new UNet(4, 1), FLAT, 1, own.stride()), true))
                    .isInstanceOf(InvalidInputException.class).hasMessageContaining("cannot be exported");
        }
    }
}
