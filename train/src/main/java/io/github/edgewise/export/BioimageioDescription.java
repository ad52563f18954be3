package io.github.edgewise.export;

import io.github.edgewise.engine.Engine;
import io.github.edgewise.model.ModelDescription;
import io.github.edgewise.predict.ModelMetadata;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Size;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The description `rdf.yaml` of a bioimage.io package, format version 0.5.7.
///
/// What the format leaves open is written as JDLL (Fiji) and QuPath read it: every axis in space has a name,
/// every channel too, files are named by plain text, and all settings of a step are written out.
///
/// @param about what people say about the model
/// @param metadata of the networks
/// @param written when the package is written
/// @param sums SHA-256 of the files in the package by their names
/// @param highest the largest number in the test output
record BioimageioDescription(About about, ModelMetadata metadata, Instant written, Map<String, String> sums,
        double highest) {
    static final String VERSION = "0.5.7";
    static final String FILE = "rdf.yaml";
    static final String README = "README.md";
    static final String COVER = "cover.png";
    static final String LICENCE = "LICENSE";
    static final String ONNX = "network.onnx";
    /// QuPath looks for a name that ends in `.pt`.
    static final String SCRIPT = "weights.pt";
    static final String INPUT = "test_input.npy";
    static final String OUTPUT = "test_output.npy";

    private static final String IMAGES = "images";
    private static final String PROBABILITIES = "probabilities";
    private static final int OPERATORS = 17;
    private static final int LONGEST_NOTE = 128;
    /// The share of a window at its edges that readers leave out where windows overlap.
    private static final int SHARE_OF_HALO = 8;
    private static final double TOLERANCE = 1e-3;

    /// The description as a tree.
    ObjectNode tree() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("format_version", VERSION).put("type", "model").put("id", id()).put("name", about.name())
                .put("description", about.description().isEmpty() ? usualDescription() : about.description());
        ArrayNode authors = root.putArray("authors");
        about.authors().forEach(author -> authors.addObject().put("name", author));
        ArrayNode cite = root.putArray("cite");
        for (About.Citation one : about.cite()) {
            ObjectNode entry = cite.addObject().put("text", one.text());
            if (!one.doi().isEmpty()) entry.put("doi", one.doi());
        }
        if (!about.licence().isEmpty()) root.put("license", about.licence());
        root.put("documentation", README).putArray("covers").add(COVER);
        root.putArray("tags").add("segmentation").add("semantic-segmentation").add(network())
                .add(description().patch().axes() + "d").add("edgewise");
        root.put("timestamp", written.truncatedTo(ChronoUnit.SECONDS).toString().replace("Z", "+00:00"));
        addInput(root.putArray("inputs").addObject());
        addOutput(root.putArray("outputs").addObject());
        addWeights(root.putObject("weights"));
        ObjectNode config = root.putObject("config");
        ObjectNode tolerance = config.putObject("bioimageio").putArray("reproducibility_tolerance")
                .addObject();
        tolerance.set("absolute_tolerance",
                BioimageioPreprocessing.number(Math.min(TOLERANCE, highest / 100)));
        tolerance.set("relative_tolerance", BioimageioPreprocessing.number(TOLERANCE));
        ObjectNode own = config.putObject("edgewise");
        metadata.properties().forEach((key, value) -> own.put(key.substring("edgewise.".length()), value));
        return root;
    }

    private ModelDescription description() { return metadata.description(); }

    private String id() {
        String words = about.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$",
                "");
        return words.startsWith("edgewise") ? words : "edgewise-" + words;
    }

    /// `unet` of `uNet:width=16`.
    private String network() {
        return metadata.network().replaceAll("[^A-Za-z0-9].*", "").toLowerCase(Locale.ROOT);
    }

    private String usualDescription() {
        return "Semantic segmentation of " + description().patch().axes() + "-D images into "
                + description().classes() + " classes, trained with Edgewise.";
    }

    private void addInput(ObjectNode tensor) {
        tensor.put("id", IMAGES).put("description", note("image as it was acquired" + resampled()));
        ArrayNode axes = tensor.putArray("axes");
        axes.addObject().put("type", "batch");
        addChannels(axes, IntStream.range(0, description().channels()).mapToObj(c -> "channel" + c).toList());
        for (Axis axis : space()) {
            axes.addObject().put("type", "space").put("id", axis.name).putObject("size")
                    .put("min", axis.patch).put("step", axis.step);
        }
        addFile(tensor, INPUT).putObject("data").put("type", "float32");
        tensor.set("preprocessing", BioimageioPreprocessing.of(description().preparation().channels(),
                space().stream().map(Axis::name).toList()));
    }

    private String resampled() {
        var preparation = description().preparation();
        var w = preparation.spacing();
        return switch (preparation.resampling()) {
            case NONE -> preparation.size() > 0
                    ? ", resized to " + preparation.size() + " rows and columns"
                    : "";
            case IN_PLANE -> ", rows and columns resampled to " + w.y() + " x " + w.x() + " mm (y, x)";
            case ALL -> description().patch().axes() == 2
                    ? ", resampled to " + w.y() + " x " + w.x() + " mm (y, x)"
                    : ", resampled to " + w.z() + " x " + w.y() + " x " + w.x() + " mm (z, y, x)";
        };
    }

    private static String note(String text) {
        return text.length() <= LONGEST_NOTE ? text : text.substring(0, LONGEST_NOTE);
    }

    private void addOutput(ObjectNode tensor) {
        tensor.put("id", PROBABILITIES).put("description", "probability of every class");
        ArrayNode axes = tensor.putArray("axes");
        axes.addObject().put("type", "batch");
        addChannels(axes, classNames(metadata));
        for (Axis axis : space()) {
            ObjectNode one = axes.addObject().put("type", "space").put("id", axis.name);
            one.putObject("size").put("tensor_id", IMAGES).put("axis_id", axis.name);
            if (axis.patch >= SHARE_OF_HALO) one.put("halo", axis.patch / SHARE_OF_HALO);
        }
        addFile(tensor, OUTPUT).putObject("data").put("type", "float32").putArray("range")
                .add(BioimageioPreprocessing.number(0)).add(BioimageioPreprocessing.number(1));
    }

    private static void addChannels(ArrayNode axes, List<String> names) {
        names.forEach(axes.addObject().put("type", "channel").putArray("channel_names")::add);
    }

    private ObjectNode addFile(ObjectNode tensor, String file) {
        tensor.putObject("test_tensor").put("source", file).put("sha256", sum(file));
        return tensor;
    }

    private String sum(String file) {
        String sum = sums.get(file);
        if (sum == null) throw new IllegalStateException("there is no checksum of " + file);
        return sum;
    }

    private void addWeights(ObjectNode weights) {
        boolean isScript = sums.containsKey(SCRIPT);
        if (isScript) {
            weights.putObject("torchscript").put("source", SCRIPT).put("sha256", sum(SCRIPT))
                    .put("pytorch_version", Engine.version().replaceAll("-.*", ""));
        }
        ObjectNode onnx = weights.putObject("onnx").put("source", ONNX).put("sha256", sum(ONNX));
        if (isScript) onnx.put("parent", "torchscript");
        onnx.put("opset_version", OPERATORS);
    }

    /// An axis in space.
    private record Axis(String name, int patch, int step) {}

    private List<Axis> space() {
        Shape patch = description().patch();
        Size stride = metadata.stride();
        return List.of(new Axis("z", patch.depth(), stride.z()), new Axis("y", patch.height(), stride.y()),
                new Axis("x", patch.width(), stride.x())).subList(3 - patch.axes(), 3);
    }

    /// The classes as names of variables in Python, which the format asks for: `tumour_core` for `tumour
    /// core`, `class2` where nothing is left of a name, or another class has it.
    static List<String> classNames(ModelMetadata metadata) {
        var names = new ArrayList<String>();
        for (int k = 0; k < metadata.description().classes(); k++) {
            String given = k < metadata.classNames().size() ? metadata.classNames().get(k) : "";
            String name = given.strip().replaceAll("[^A-Za-z0-9_]+", "_").replaceAll("^[_0-9]+|_+$", "");
            String usual = k == 0 ? "background" : "class" + k;
            boolean isFree = name.length() > 1 && !names.contains(name) && !name.equals("class")
                    && !name.matches("background|class\\d+");
            names.add(isFree ? name : usual);
        }
        return List.copyOf(names);
    }
}
