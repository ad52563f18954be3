package io.github.edgewise.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.checkpoint.StateDict;
import io.github.edgewise.checkpoint.TorchScript;
import io.github.edgewise.engine.Engine;
import io.github.edgewise.engine.Tensors;
import io.github.edgewise.model.ModelDescription;
import io.github.edgewise.net.Model;
import io.github.edgewise.net.Network;
import io.github.edgewise.net.Networks;
import io.github.edgewise.net.UNet;
import io.github.edgewise.plan.Plan;
import io.github.edgewise.plan.Plans;
import io.github.edgewise.predict.ModelMetadata;
import io.github.edgewise.predict.PostProcessing;
import io.github.edgewise.prepare.Normalisation;
import io.github.edgewise.prepare.Preparation;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Bundles of MONAI and repositories of Triton.
class FolderPackageTest {
    private static final Plan SLICES = Plans.of(Shape.of(8, 32, 16), new Spacing(7.5, 0.5, 0.5), 2, 3);
    private static final About ABOUT = new About("Some model (1)", "What it does.", List.of("Ada Example"),
            "MIT", "",
            List.of(new About.Citation("A paper", "10.1000/1")));

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void start() { Engine.start(1, 5); }

    private static ModelMetadata metadata(Network network, Plan plan, int networks, Model model,
            Normalisation normalisation) {
        var preparation = new Preparation(true, Collections.nCopies(plan.channels(), normalisation),
                Preparation.Axes.ALL, plan.spacing(), 0, plan.patch().axes() == 3 ? "RAS" : "");
        var description = new ModelDescription(plan.channels(), plan.classes(), plan.patch(), preparation,
                List.of());
        return new ModelMetadata(Networks.text(network), networks, description, model.stride(),
                List.of("background", "edema"), PostProcessing.NONE);
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .sorted().toList();
        }
    }

    private Path bundle(Network network, Plan plan, Model model, Normalisation normalisation)
            throws IOException {
        Path target = folder.resolve("bundle");
        double difference = new MonaiBundle(model, metadata(network, plan, 1, model, normalisation), ABOUT)
                .write(target);
        assertThat(difference).isBetween(0., 1e-4);
        return target;
    }

    @Test
    void a_plain_unet_becomes_a_dynunet_with_every_weight_twice() throws IOException {
        var design = new UNet(3, 2, 2);
        try (Model model = NetworkFileTest.random(design, SLICES); var _ = new PointerScope()) {
            Path bundle = bundle(design, SLICES, model, Normalisation.NONZERO);
            assertThat(names(bundle)).containsExactly("LICENSE", "configs/inference.json",
                    "configs/metadata.json",
                    "docs/README.md", "docs/license.txt", "models/model.onnx", "models/model.pt",
                    "models/model.ts");
            StateDict own = StateDict.of(model);
            StateDict renamed = StateDict.read(bundle.resolve("models/model.pt"));
            DynUnetNames names = DynUnetNames.of(design, OnnxFile.topology(model)).orElseThrow();
            long heads = own.tensors().keySet().stream().filter(name -> name.startsWith("head")).count();
            assertThat(heads).isEqualTo(4); // a weight and a bias of two
            assertThat(renamed.tensors()).hasSize(2 * (own.tensors().size() - 4) + 2);
            for (var weight : own.tensors().entrySet()) {
                List<String> there = names.of(weight.getKey());
                assertThat(there).hasSize(weight.getKey().startsWith("head1")
                        ? 0
                        : weight.getKey().startsWith("head.") ? 1 : 2);
                for (String name : there) {
                    assertThat(renamed.tensors()).containsKey(name);
                    Tensor found = renamed.tensors().getOrDefault(name, new Tensor());
                    assertThat(Tensors.floats(found)).isEqualTo(Tensors.floats(weight.getValue()));
                }
            }
            assertThat(names.of("down0.conv2.weight")).containsExactly("input_block.conv2.conv.weight",
                    "skip_layers.downsample.conv2.conv.weight");
            assertThat(names.of("down1.norm1.bias")).containsExactly("downsamples.0.norm1.bias",
                    "skip_layers.next_layer.downsample.norm1.bias");
            assertThat(names.of("down2.conv1.weight")).containsExactly("bottleneck.conv1.conv.weight",
                    "skip_layers.next_layer.next_layer.conv1.conv.weight");
            assertThat(names.of("up1.weight")).containsExactly("upsamples.0.transp_conv.conv.weight",
                    "skip_layers.next_layer.upsample.transp_conv.conv.weight");
            assertThat(names.of("merge0.norm2.weight")).containsExactly("upsamples.1.conv_block.norm2.weight",
                    "skip_layers.upsample.conv_block.norm2.weight");
            assertThat(names.of("head.bias")).containsExactly("output_block.conv.conv.bias");
            JsonNode inference = json(bundle, "inference");
            assertThat(inference.at("/network_def/strides").toString())
                    .isEqualTo("[[1,1,1],[1,2,2],[1,2,2]]");
            assertThat(inference.at("/network_def/upsample_kernel_size").toString())
                    .isEqualTo("[[1,2,2],[1,2,2]]");
            assertThat(inference.at("/network_def/kernel_size").toString())
                    .isEqualTo("[[1,3,3],[1,3,3],[1,3,3]]");
            assertThat(inference.at("/network_def/filters").toString()).isEqualTo("[3,6,12]");
            assertThat(inference.at("/network_def/out_channels").asInt()).isEqualTo(3);
            assertThat(inference.at("/inferer/roi_size").toString()).isEqualTo("[8,32,16]");
            assertThat(inference.at("/preprocessing/transforms").values().stream()
                    .map(step -> step.path("_target_").asString())).containsExactly("LoadImaged",
                            "EnsureChannelFirstd", "Orientationd", "CropForegroundd", "NormalizeIntensityd",
                            "Spacingd",
                            "Transposed", "EnsureTyped");
            assertThat(inference.at("/preprocessing/transforms/5/pixdim").toString())
                    .isEqualTo("[0.5,0.5,7.5]");
        }
    }

    private static JsonNode json(Path bundle, String name) throws IOException {
        return new JsonMapper().readTree(Files.readString(bundle.resolve("configs/" + name + ".json")));
    }

    @Test
    void the_metadata_have_all_mandatory_keys() throws IOException {
        var flat = Plans.of(Shape.of(32, 24), 1, 3);
        try (Model model = NetworkFileTest.random(new UNet(4, 2), flat)) {
            Path bundle = bundle(new UNet(4, 2), flat, model,
                    new Normalisation(Normalisation.Of.DATA_SET, -100, 300, 50, 100));
            JsonNode metadata = json(bundle, "metadata");
            assertThat(metadata.propertyNames()).contains("version", "monai_version", "pytorch_version",
                    "numpy_version", "required_packages_version", "optional_packages_version", "task",
                    "description",
                    "authors", "copyright", "network_data_format");
            for (String tensor : List.of("inputs/image", "outputs/pred")) {
                assertThat(metadata.at("/network_data_format/" + tensor).propertyNames()).contains("type",
                        "format",
                        "modality", "num_channels", "spatial_shape", "dtype", "value_range", "is_patch_data",
                        "channel_def");
            }
            assertThat(metadata.at("/network_data_format/inputs/image/spatial_shape").toString())
                    .isEqualTo("[\"4*n\",\"4*n\"]");
            assertThat(metadata.at("/network_data_format/outputs/pred/channel_def/1").asString())
                    .isEqualTo("edema");
            JsonNode window = json(bundle, "inference").at("/preprocessing/transforms/3");
            assertThat(window.path("b_min").asDouble()).isEqualTo(-1.5);
            assertThat(window.path("b_max").asDouble()).isEqualTo(2.5);
            assertThat(Files.readString(bundle.resolve("LICENSE"))).isEqualTo("MIT\n");
        }
    }

    @Test
    void another_network_is_a_bundle_of_torchscript() throws IOException {
        var design = new UNet(3, 0, 1, true, UNet.Down.STRIDED);
        try (Model model = NetworkFileTest.random(design, SLICES)) {
            Path bundle = bundle(design, SLICES, model, Normalisation.IMAGE);
            assertThat(names(bundle)).contains("models/model.ts").doesNotContain("models/model.pt");
            assertThat(json(bundle, "inference").path("network_def").asString()).contains("torch.jit.load");
            assertThat(Files.readString(bundle.resolve("docs/README.md"))).contains("MONAI has no class");
            assertThat(TorchScript.load(bundle.resolve("models/model.ts")).parameters().size()).isPositive();
            assertThat(DynUnetNames.of(new UNet(3, 1), OnnxFile.topology(model))).isEmpty(); // too shallow
        }
    }

    @Test
    void a_triton_repository_has_a_version_and_its_settings() throws IOException {
        Path target = folder.resolve("new/repository");
        var design = new UNet(3, 1);
        try (Model one = NetworkFileTest.random(design, SLICES);
                Model other = NetworkFileTest.random(design, SLICES)) {
            double difference = new TritonRepository(List.of(one, other),
                    metadata(design, SLICES, 2, one, Normalisation.IMAGE), "Some model (1)").write(target);
            assertThat(difference).isBetween(0., 1e-4);
        }
        assertThat(names(target)).containsExactly("README.md", "Some-model-1/1/model.onnx",
                "Some-model-1/config.pbtxt");
        assertThat(Files.readString(target.resolve("Some-model-1/config.pbtxt"))).isEqualTo("""
                name: "Some-model-1"
                platform: "onnxruntime_onnx"
                max_batch_size: 8
                input [ { name: "images" data_type: TYPE_FP32 dims: [ 2, -1, -1, -1 ] } ]
                output [ { name: "probabilities" data_type: TYPE_FP32 dims: [ 3, -1, -1, -1 ] } ]
                dynamic_batching { }
                """);
    }

    @Test
    void what_cannot_be_written_leaves_nothing() throws IOException {
        try (Model model = NetworkFileTest.random(new UNet(3, 2), SLICES)) {
            ModelMetadata metadata = metadata(new UNet(3, 2), SLICES, 1, model, Normalisation.IMAGE);
            Path used = Files.createDirectory(folder.resolve("used"));
            Files.writeString(used.resolve("other"), "");
            assertThatThrownBy(() -> new TritonRepository(List.of(model), metadata, "m").write(used))
                    .isInstanceOf(IOException.class).hasMessageContaining("is not empty");
            assertThatThrownBy(() -> new MonaiBundle(model, metadata, ABOUT).write(used))
                    .isInstanceOf(IOException.class).hasMessageContaining("is not empty");
            var mixed = new ModelDescription(2, 3, SLICES.patch(), new Preparation(false,
                    List.of(Normalisation.IMAGE, Normalisation.RANGE), Preparation.Axes.NONE, Spacing.UNIT),
                    List.of());
            assertThatThrownBy(() -> new MonaiBundle(model, new ModelMetadata(metadata.network(), 1, mixed,
                    model.stride(), List.of(), PostProcessing.NONE), ABOUT).write(folder.resolve("new")))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("MONAI's transforms cannot");
            assertThat(names(folder)).containsExactly("used/other");
        }
    }
}
