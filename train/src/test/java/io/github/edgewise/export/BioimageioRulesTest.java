package io.github.edgewise.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.model.ModelDescription;
import io.github.edgewise.predict.ModelMetadata;
import io.github.edgewise.predict.PostProcessing;
import io.github.edgewise.prepare.Normalisation;
import io.github.edgewise.prepare.Preparation;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Size;
import io.github.edgewise.volume.Spacing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// A package that keeps all rules, and one that breaks each.
class BioimageioRulesTest {
    private static final int[] SIZE = {16, 24};

    @TempDir
    private Path folder = Path.of("");

    private ObjectNode tree = new YAMLMapper().createObjectNode();

    private static ModelMetadata metadata() {
        var ct = new Normalisation(Normalisation.Of.DATA_SET, -100, 300, 50, 80);
        var other = new Normalisation(Normalisation.Of.DATA_SET, 0, 5, 1, 2);
        var preparation = new Preparation(false, List.of(ct, other), Preparation.Axes.NONE, Spacing.UNIT);
        return new ModelMetadata("eNet", 1,
                new ModelDescription(2, 3, Shape.of(SIZE[0], SIZE[1]), preparation, List.of()),
                new Size(1, 8, 8), List.of("background", "tumour core", "1"), PostProcessing.NONE);
    }

    @BeforeEach
    void write() throws IOException {
        Files.writeString(folder.resolve("README.md"), "# A model\n## Validation\nBy hand, in µm.\n");
        Files.writeString(folder.resolve("cover.png"), "a picture");
        Files.writeString(folder.resolve("network.onnx"), "one");
        Files.writeString(folder.resolve("weights.pt"), "the other");
        tensor("test_input.npy", 2, 50);
        tensor("test_output.npy", 3, 0.9f);
        var sums = new HashMap<String, String>();
        for (String name : List.of("network.onnx", "weights.pt", "test_input.npy", "test_output.npy")) {
            sums.put(name, BioimageioPackage.sha256(folder.resolve(name)));
        }
        var about = new About("Some model (1)", "", List.of("Ada Example"), "CC-BY-4.0", "",
                List.of(new About.Citation("A paper", "10.1000/1")));
        tree = new BioimageioDescription(about, metadata(), Instant.EPOCH, sums, 0.9).tree();
    }

    private void tensor(String name, int channels, float most) throws IOException {
        float[] values = new float[channels * SIZE[0] * SIZE[1]];
        values[5] = most;
        new NpyFile(List.of(1, channels, SIZE[0], SIZE[1]), values).write(folder.resolve(name));
    }

    private List<String> faults() throws IOException {
        Files.writeString(folder.resolve("rdf.yaml"), BioimageioPackage.yaml(tree));
        return BioimageioRules.faults(folder);
    }

    @Test
    void a_package_of_ours_keeps_all_rules() throws IOException {
        assertThat(faults()).isEmpty();
        assertThat(BioimageioSchema.faults(folder.resolve("rdf.yaml"))).isEmpty();
        assertThat(Files.readString(folder.resolve("rdf.yaml"))).contains("format_version: \"0.5.7\"")
                .contains("\"tumour_core\"").contains("\"class2\"").contains("id: \"edgewise-some-model-1\"")
                .doesNotContain("E-");
    }

    /// Changes the description.
    @FunctionalInterface
    interface Change {
        void in(ObjectNode root);
    }

    private static ObjectNode at(ObjectNode root, String pointer) { return (ObjectNode) root.at(pointer); }

    private static final String IN = "/inputs/0";
    private static final String OUT = "/outputs/0";

    static Stream<Arguments> changes() {
        return Stream.of(change("other characters", root -> root.put("name", "a/b:c")),
                change("other characters", root -> root.put("name", "four")),
                change("not in the SPDX list", root -> root.put("license", "My own")),
                change("has no id", root -> root.remove("id")),
                change("not a text in quotes", root -> root.put("format_version", 5.7)),
                change("not the name of a file",
                        root -> root.putObject("documentation").put("source", "README.md")
                                .put("sha256", "")),
                change("cover \"no.png\" is not a file", root -> root.putArray("covers").add("no.png")),
                change("2 weights have no parent", root -> at(root, "/weights/onnx").remove("parent")),
                change("0 weights have no parent",
                        root -> at(root, "/weights/torchscript").put("parent", "onnx")),
                change("the parent keras_hdf5 of onnx",
                        root -> at(root, "/weights/onnx").put("parent", "keras_hdf5")),
                change("two tensors have the id images", root -> at(root, OUT).put("id", "images")),
                change("two axes of images have the id y", root -> at(root, IN + "/axes/3").put("id", "y")),
                change("an axis of images has no id", root -> at(root, IN + "/axes/2").remove("id")),
                change("which does not exist", root -> at(root, OUT + "/axes/2/size").put("axis_id", "z")),
                change("another unit", root -> at(root, IN + "/axes/2").put("unit", "millimeter")),
                change("no identifier or stands twice",
                        root -> at(root, IN + "/axes/1").putArray("channel_names").add("a").add("a")),
                change("no identifier", root -> at(root, IN + "/axes/1").putArray("channel_names").add("a b")
                        .add("c")),
                change("images has no channel names",
                        root -> at(root, IN + "/axes/1").remove("channel_names")),
                change("has 2 along axis channel",
                        root -> at(root, IN + "/axes/1").putArray("channel_names").add("a")),
                change("the halo of axis y", root -> at(root, OUT + "/axes/2").put("halo", 8)),
                change("has 16 along axis y", root -> at(root, IN + "/axes/2/size").put("min", 17)),
                change("has 16 along axis y",
                        root -> at(root, IN + "/axes/2/size").put("min", 12).put("step", 8)),
                change("has 16 along axis y", root -> at(root, OUT + "/axes/2/size").put("axis_id", "x")),
                change("4 axes instead of 3", root -> ((ArrayNode) root.at(IN + "/axes")).remove(3)),
                change("sha256 of network.onnx",
                        root -> at(root, "/weights/onnx").put("sha256", "0".repeat(64))),
                change("sha256 of test_input.npy", root -> at(root, IN + "/test_tensor").remove("sha256")),
                change("gone.pt, which is missing",
                        root -> at(root, "/weights/torchscript").put("source", "gone.pt")),
                change("more than 1 %", root -> at(root, "/config/bioimageio/reproducibility_tolerance/0")
                        .put("absolute_tolerance", 0.01)),
                change("do not both know the step softmax",
                        root -> at(root, IN + "/preprocessing/0").put("id", "softmax")),
                change("has no kwargs", root -> at(root, IN + "/preprocessing/0").remove("kwargs")),
                change("names the axis \"t\"",
                        root -> at(root, IN + "/preprocessing/0/kwargs").putArray("axes")
                                .add("t")),
                change("names the axis \"t\"",
                        root -> at(root, IN + "/preprocessing/0/kwargs").put("axis", "t")),
                change("single numbers without an axis",
                        root -> at(root, IN + "/preprocessing/0/kwargs").remove("axis")),
                change("one offset for each channel",
                        root -> at(root, IN + "/preprocessing/0/kwargs").putArray("gain").add(2.5)),
                change("changes nothing",
                        root -> at(root, IN + "/preprocessing/0/kwargs").removeAll().put("gain", 1.0)),
                change("both percentiles",
                        root -> at(root, IN + "/preprocessing/0").put("id", "scale_range")));
    }

    private static Arguments change(String fault, Change change) { return Arguments.of(fault, change); }

    @ParameterizedTest
    @MethodSource("changes")
    void a_description_that_breaks_a_rule_is_found(String fault, Change change) throws IOException {
        change.in(tree);
        assertThat(faults()).anySatisfy(each -> assertThat(each).contains(fault));
    }

    @Test
    void a_readme_needs_its_heading_in_utf8() throws IOException {
        Files.writeString(folder.resolve("README.md"), "# A model\nValidation was done.\n");
        assertThat(faults()).singleElement().asString().contains("no heading with \"Validation\"");
        Files.writeString(folder.resolve("README.md"), "## Validation\nin µm\n", StandardCharsets.ISO_8859_1);
        assertThat(faults()).singleElement().asString().contains("not UTF-8");
        Files.delete(folder.resolve("README.md"));
        assertThat(faults()).singleElement().asString().contains("documentation README.md is missing");
    }

    @Test
    void test_tensors_have_numbers() throws IOException {
        tensor("test_output.npy", 3, 0.00005f);
        at(tree, OUT + "/test_tensor").put("sha256",
                BioimageioPackage.sha256(folder.resolve("test_output.npy")));
        assertThat(faults()).anySatisfy(fault -> assertThat(fault).contains("all but zero"));
        tensor("test_output.npy", 3, Float.NaN);
        assertThat(faults()).anySatisfy(fault -> assertThat(fault).contains("NaN"));
        Files.writeString(folder.resolve("test_output.npy"), "text");
        assertThat(faults()).anySatisfy(fault -> assertThat(fault).contains("cannot be read"));
    }

    @Test
    void the_schema_refuses_what_the_format_does_not_know() throws IOException {
        tree.put("wings", 2);
        assertThat(faults()).isEmpty();
        assertThat(BioimageioSchema.faults(folder.resolve("rdf.yaml"))).anyMatch(f -> f.contains("wings"));
    }
}
