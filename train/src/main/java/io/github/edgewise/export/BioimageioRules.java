package io.github.edgewise.export;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The rules for a package of bioimage.io that the JSON schema of the format does not contain: those of its
/// official validator, and what JDLL and QuPath need. A test checks the schema itself.
final class BioimageioRules {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final List<String> STEPS = List.of("binarize", "clip", "scale_linear", "scale_range",
            "sigmoid",
            "zero_mean_unit_variance"); // what both readers know
    private static final double SMALL = 1e-4;

    private final Path folder;
    private final JsonNode root;
    private final List<String> faults = new ArrayList<>();
    private final Map<String, NpyFile> tensors = new HashMap<>();

    private BioimageioRules(Path folder, JsonNode root) {
        this.folder = folder;
        this.root = root;
    }

    /// What is wrong with a package; nothing if it keeps all rules.
    ///
    /// @param folder the unpacked package, or the root of its zip file
    /// @throws IOException where it has no description in YAML, or a file cannot be read
    static List<String> faults(Path folder) throws IOException {
        try {
            var rules = new BioimageioRules(folder,
                    YAML.readTree(Files.readString(folder.resolve(BioimageioDescription.FILE))));
            rules.checkTexts();
            rules.checkFiles(rules.root, "");
            rules.checkDocumentation();
            rules.checkWeights();
            rules.checkIds();
            for (JsonNode tensor : rules.all()) {
                rules.checkAxes(tensor);
                rules.readTensor(tensor);
            }
            for (JsonNode tensor : rules.all()) {
                rules.checkSizes(tensor);
            }
            for (JsonNode input : rules.root.path("inputs")) {
                for (JsonNode step : input.path("preprocessing")) {
                    rules.checkStep(step, input);
                }
            }
            rules.checkOutputs();
            return List.copyOf(rules.faults);
        } catch (JacksonException e) {
            throw new IOException(BioimageioDescription.FILE + " is not YAML: " + e.getOriginalMessage(), e);
        }
    }

    private void require(boolean holds, String fault) {
        if (!holds) faults.add(fault);
    }

    private List<JsonNode> all() {
        var all = new ArrayList<>(root.path("inputs").values());
        all.addAll(root.path("outputs").values());
        return all;
    }

    private static String text(JsonNode node, String key) { return node.path(key).asString(""); }

    /// JDLL takes these for texts, whatever they are.
    private void checkTexts() {
        require(root.path("format_version").isString(), "format_version is not a text in quotes");
        require(!text(root, "id").isEmpty(), "the model has no id");
        require(About.isName(text(root, "name")), "the name \"" + text(root, "name")
                + "\" has other characters than letters, digits, blanks and _+-(), or not 5 to 128");
        JsonNode licence = root.path("license");
        require(licence.isMissingNode() || Licences.isKnown(licence.asString("")),
                "the licence " + licence + " is not in the SPDX list");
        require(root.path("documentation").isString(), "documentation is not the name of a file");
        for (JsonNode cover : root.path("covers")) {
            require(cover.isString() && Files.exists(folder.resolve(cover.asString())),
                    "the cover " + cover + " is not a file of the package");
        }
    }

    /// Every `source` has its file and its right `sha256`.
    private void checkFiles(JsonNode node, String where) throws IOException {
        if (node.has("source")) {
            Path file = folder.resolve(text(node, "source"));
            if (!Files.isRegularFile(file)) {
                faults.add(where + " names the file " + text(node, "source") + ", which is missing");
            } else {
                require(BioimageioPackage.sha256(file).equals(text(node, "sha256")),
                        "the sha256 of " + text(node, "source") + " is missing or wrong");
            }
        }
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            checkFiles(entry.getValue(), where + "/" + entry.getKey());
        }
        if (node.isArray()) {
            for (JsonNode one : node) {
                checkFiles(one, where);
            }
        }
    }

    private void checkDocumentation() throws IOException {
        String name = text(root, "documentation");
        if (!Files.isRegularFile(folder.resolve(name))) {
            faults.add("the documentation " + name + " is missing");
            return;
        }
        try {
            String text = StandardCharsets.UTF_8.newDecoder()
                    .decode(java.nio.ByteBuffer.wrap(Files.readAllBytes(folder.resolve(name)))).toString();
            require(text.lines().anyMatch(line -> line.startsWith("#") && line.contains("Validation")),
                    name + " has no heading with \"Validation\"");
        } catch (CharacterCodingException e) {
            faults.add(name + " is not UTF-8");
        }
    }

    private void checkWeights() {
        JsonNode weights = root.path("weights");
        long roots = weights.values().stream().filter(one -> !one.has("parent")).count();
        require(roots == 1, roots + " weights have no parent, but exactly one may have none");
        for (Map.Entry<String, JsonNode> one : weights.properties()) {
            String parent = text(one.getValue(), "parent");
            require(parent.isEmpty() || (weights.has(parent) && !parent.equals(one.getKey())),
                    "the parent " + parent + " of " + one.getKey() + " is not among the weights");
        }
    }

    private void checkIds() {
        var ids = new HashSet<String>();
        for (JsonNode tensor : all()) {
            require(ids.add(text(tensor, "id")), "two tensors have the id " + text(tensor, "id"));
            var axes = new HashSet<String>();
            for (JsonNode axis : tensor.path("axes")) {
                require(axes.add(id(axis)), "two axes of " + text(tensor, "id") + " have the id " + id(axis));
            }
        }
    }

    private static String id(JsonNode axis) {
        String usual = text(axis, "type").equals("space") ? "" : text(axis, "type");
        return axis.path("id").asString(usual);
    }

    private void checkAxes(JsonNode tensor) {
        String where = text(tensor, "id");
        for (JsonNode axis : tensor.path("axes")) {
            require(!id(axis).isEmpty(), "an axis of " + where + " has no id");
            if (text(axis, "type").equals("channel")) {
                var names = new HashSet<String>();
                for (JsonNode name : axis.path("channel_names")) {
                    String text = name.asString("");
                    require(text.matches("[A-Za-z_][A-Za-z0-9_]*") && names.add(text),
                            "the channel name \"" + text + "\" of " + where
                                    + " is no identifier or stands twice");
                }
                require(!names.isEmpty(), where + " has no channel names");
            }
            JsonNode size = axis.path("size");
            if (!size.has("tensor_id")) continue;
            JsonNode other = axis(text(size, "tensor_id"), text(size, "axis_id"));
            if (other.isMissingNode()) {
                faults.add("the size of axis " + id(axis) + " of " + where + " is that of axis "
                        + text(size, "axis_id") + " of " + text(size, "tensor_id")
                        + ", which does not exist");
                continue;
            }
            require(text(axis, "unit").equals(text(other, "unit")),
                    "axis " + id(axis) + " of " + where
                            + " has another unit than the axis whose size it has");
            int least = other.path("size").path("min").asInt(other.path("size").asInt(1));
            int halo = axis.path("halo").asInt(0);
            require(least + size.path("offset").asInt(0) - 2 * halo >= 1,
                    "the halo of axis " + id(axis) + " of "
                            + where + " leaves nothing of " + least + " voxels");
        }
    }

    private JsonNode axis(String tensor, String axis) {
        return root.path("inputs").values().stream().filter(one -> text(one, "id").equals(tensor))
                .flatMap(one -> one.path("axes").values().stream()).filter(one -> id(one).equals(axis))
                .findFirst().orElse(YAML.missingNode());
    }

    private void readTensor(JsonNode tensor) {
        String source = text(tensor.path("test_tensor"), "source");
        try {
            tensors.put(text(tensor, "id"), NpyFile.read(folder.resolve(source)));
        } catch (IOException e) {
            faults.add("the test tensor of " + text(tensor, "id") + " cannot be read: " + e.getMessage());
        }
    }

    /// The test tensors fit the axes.
    private void checkSizes(JsonNode tensor) {
        String where = text(tensor, "id");
        NpyFile values = tensors.get(where);
        if (values == null) return;
        List<JsonNode> axes = tensor.path("axes").values().stream().toList();
        if (values.shape().size() != axes.size()) {
            faults.add("the test tensor of " + where + " has " + values.shape().size() + " axes instead of "
                    + axes.size());
            return;
        }
        for (int a = 0; a < axes.size(); a++) {
            int n = values.shape().get(a);
            JsonNode axis = axes.get(a);
            JsonNode size = axis.path("size");
            boolean fits = switch (text(axis, "type")) {
                case "batch" -> n == size.asInt(n);
                case "channel" -> n == axis.path("channel_names").size();
                default -> size.isInt()
                        ? n == size.asInt()
                        : size.has("min")
                                ? n >= size.path("min").asInt()
                                        && (n - size.path("min").asInt()) % Math.max(1, size
                                                .path("step").asInt()) == 0
                                : n == referenced(size);
            };
            require(fits, "the test tensor of " + where + " has " + n + " along axis " + id(axis)
                    + ", which does not fit");
        }
    }

    /// The length of the test tensor along the axis that a size refers to; -1 if there is none.
    private int referenced(JsonNode size) {
        NpyFile values = tensors.get(text(size, "tensor_id"));
        if (values == null) return -1;
        for (JsonNode tensor : all()) {
            if (!text(tensor, "id").equals(text(size, "tensor_id"))) continue;
            List<String> ids = StreamSupport.stream(tensor.path("axes").spliterator(), false)
                    .map(BioimageioRules::id).toList();
            int at = ids.indexOf(text(size, "axis_id"));
            if (at >= 0 && at < values.shape().size())
                return values.shape().get(at) + size.path("offset").asInt(0);
        }
        return -1;
    }

    private void checkStep(JsonNode step, JsonNode tensor) {
        String name = text(step, "id");
        JsonNode settings = step.path("kwargs");
        require(STEPS.contains(name), "JDLL and QuPath do not both know the step " + name);
        require(settings.isObject(), "the step " + name + " has no kwargs"); // QuPath fails there
        Set<String> axes = new HashSet<>();
        tensor.path("axes").forEach(axis -> axes.add(id(axis)));
        var named = new ArrayList<>(settings.path("axes").values());
        if (settings.has("axis")) named.add(settings.path("axis"));
        for (JsonNode axis : named) {
            require(axes.contains(axis.asString("")), "the step " + name + " names the axis " + axis
                    + ", which does not exist");
        }
        if (name.equals("scale_range")) {
            require(settings.has("min_percentile") && settings.has("max_percentile"),
                    "scale_range does not say both percentiles, and QuPath's usual ones are the wrong way round");
        }
        if (name.equals("scale_linear")) checkScale(settings, tensor);
    }

    private void checkScale(JsonNode settings, JsonNode tensor) {
        JsonNode gain = settings.path("gain");
        JsonNode offset = settings.path("offset");
        boolean isAlong = settings.has("axis");
        require(gain.isArray() == isAlong && offset.isArray() == isAlong,
                "scale_linear has lists with the axis channel, and single numbers without an axis");
        if (gain.isArray()) {
            int channels = tensor.path("axes").values().stream().filter(axis -> axis.has("channel_names"))
                    .mapToInt(axis -> axis.path("channel_names").size()).sum();
            require(gain.size() == channels && offset.size() == channels,
                    "scale_linear has not one gain and one offset for each channel");
        }
        boolean isNothing = numbers(gain).stream().allMatch(g -> g == 1)
                && numbers(offset).stream().allMatch(o -> o == 0);
        require(!isNothing, "scale_linear changes nothing");
    }

    private static List<Double> numbers(JsonNode node) {
        if (!node.isArray()) return node.isNumber() ? List.of(node.asDouble()) : List.of();
        return node.values().stream().map(JsonNode::asDouble).toList();
    }

    private void checkOutputs() {
        double most = 0;
        for (JsonNode output : root.path("outputs")) {
            NpyFile values = tensors.get(text(output, "id"));
            if (values == null) continue;
            for (float value : values.values()) {
                most = Math.max(most, Math.abs(value));
                if (Float.isNaN(value)) most = Double.NaN;
            }
        }
        require(most >= SMALL, "the test output is all but zero, or has NaN");
        for (JsonNode one : root.path("config").path("bioimageio").path("reproducibility_tolerance")) {
            double tolerance = one.path("absolute_tolerance").asDouble(1e-3);
            require(tolerance <= 0.01 * most + 1e-12, "the absolute tolerance " + tolerance
                    + " is more than 1 % of the highest test output, " + most);
        }
    }
}
