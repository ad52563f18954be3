package io.github.edgewise.export;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.Version;
import io.github.edgewise.model.ModelDescription;
import io.github.edgewise.predict.ModelMetadata;
import io.github.edgewise.predict.SlidingWindow;
import io.github.edgewise.prepare.Normalisation;
import io.github.edgewise.prepare.Preparation;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Size;
import io.github.edgewise.volume.Spacing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// The two configurations of a MONAI bundle.
///
/// @param metadata of the network
/// @param about what people say about it
/// @param arguments of the class `DynUNet`; nothing if the bundle loads TorchScript
record MonaiSettings(ModelMetadata metadata, About about, Optional<Map<String, Object>> arguments) {
    /// The versions with which such bundles were tried.
    private static final String MONAI = "1.3.0";
    private static final String PYTORCH = "1.13.1";
    private static final String NUMPY = "1.24.2";
    private static final String BUNDLE = "0.1.0";
    private static final String IMAGE = "image";
    private static final String PREDICTION = "pred";

    private ModelDescription description() { return metadata.description(); }

    /// `configs/metadata.json`: what is in the bundle.
    Map<String, Object> contents() {
        String authors = about.authors().isEmpty() ? "unknown" : String.join(", ", about.authors());
        Map<String, Object> all = ordered("version", BUNDLE);
        all.put("changelog", ordered(BUNDLE, "written by Edgewise " + Version.current()));
        all.put("monai_version", MONAI);
        all.put("pytorch_version", PYTORCH);
        all.put("numpy_version", NUMPY);
        all.put("required_packages_version", Map.of());
        all.put("optional_packages_version", Map.of()); // its name in older versions
        all.put("name", about.name());
        all.put("task", "Semantic segmentation into " + description().classes() + " classes");
        all.put("description", about.description().isEmpty()
                ? "A network for semantic segmentation, trained with Edgewise."
                : about.description());
        all.put("authors", authors);
        all.put("copyright", about.authors().isEmpty() ? "unknown" : "Copyright (c) " + authors);
        all.put("references", about.cite().stream().map(one -> one.doi().isEmpty()
                ? one.text()
                : one.text() + ", doi " + one.doi()).toList());
        all.put("network_data_format", ordered("inputs",
                ordered(IMAGE, tensor("image", "magnitude", description().channels(), List.of(),
                        IntStream.range(0, description().channels()).mapToObj(c -> "channel " + c).toList())),
                "outputs",
                ordered(PREDICTION, tensor("probabilities", "segmentation", description().classes(),
                        List.of(0, 1), BioimageioDescription.classNames(metadata)))));
        return all;
    }

    private Map<String, Object> tensor(String type, String format, int channels, List<Integer> range,
            List<String> names) {
        Size stride = metadata.stride();
        var shape = new ArrayList<String>();
        for (long n : stride.along(description().patch().axes())) {
            shape.add(n + "*n");
        }
        var channelNames = new LinkedHashMap<String, Object>();
        for (int c = 0; c < names.size(); c++) {
            channelNames.put(String.valueOf(c), names.get(c));
        }
        return ordered("type", type, "format", format, "modality", "n/a", "num_channels", channels,
                "spatial_shape", shape, "dtype", "float32", "value_range", range, "is_patch_data", true,
                "channel_def", channelNames);
    }

    /// `configs/inference.json`: how images are segmented.
    ///
    /// @throws InvalidInputException where channels are normalised in different ways
    Map<String, Object> inference() {
        Map<String, Object> all = ordered("imports", List.of("$import glob", "$import torch"));
        all.put("bundle_root", ".");
        all.put("dataset_dir", "$@bundle_root + '/images'");
        all.put("output_dir", "$@bundle_root + '/eval'");
        all.put("datalist", "$list(sorted(glob.glob(@dataset_dir + '/*')))");
        all.put("device", "$torch.device('cuda:0' if torch.cuda.is_available() else 'cpu')");
        all.put("network_def", arguments.<Object>map(given -> {
            Map<String, Object> made = ordered("_target_", "DynUNet");
            made.putAll(given);
            return made;
        }).orElse("$torch.jit.load(@bundle_root + '/models/model.ts', map_location=@device)"));
        all.put("network", "$@network_def.to(@device)");
        all.put("preprocessing", ordered("_target_", "Compose", "transforms", preparation()));
        all.put("dataset",
                ordered("_target_", "Dataset", "data", "$[{'image': i} for i in @datalist]", "transform",
                        "@preprocessing"));
        all.put("dataloader",
                ordered("_target_", "DataLoader", "dataset", "@dataset", "batch_size", 1, "shuffle",
                        false, "num_workers", 0));
        all.put("inferer",
                ordered("_target_", "SlidingWindowInferer", "roi_size", patch(), "sw_batch_size", 2,
                        "overlap", SlidingWindow.OVERLAP, "mode", "gaussian"));
        all.put("postprocessing", ordered("_target_", "Compose", "transforms", List.of(
                ordered("_target_", "Activationsd", "keys", PREDICTION, "softmax", true),
                ordered("_target_", "Invertd", "keys", PREDICTION, "transform", "@preprocessing", "orig_keys",
                        IMAGE,
                        "nearest_interp", false, "to_tensor", true),
                ordered("_target_", "AsDiscreted", "keys", PREDICTION, "argmax", true),
                ordered("_target_", "SaveImaged", "keys", PREDICTION, "output_dir", "@output_dir"))));
        all.put("handlers", arguments.isEmpty()
                ? List.of()
                : List.of(ordered("_target_", "CheckpointLoader", "load_path",
                        "$@bundle_root + '/models/model.pt'",
                        "load_dict", ordered("model", "@network"))));
        all.put("evaluator",
                ordered("_target_", "SupervisedEvaluator", "device", "@device", "val_data_loader",
                        "@dataloader", "network", "@network", "inferer", "@inferer", "postprocessing",
                        "@postprocessing",
                        "val_handlers", "@handlers"));
        all.put("run", List.of("$@evaluator.run()"));
        return all;
    }

    private List<Long> patch() {
        Shape patch = description().patch();
        return patch.axes() == 2
                ? List.of((long) patch.height(), (long) patch.width())
                : List.of((long) patch.depth(), (long) patch.height(), (long) patch.width());
    }

    /// MONAI reads images in the order x, y, z, in which orientation and spacing are given to it. The network
    /// sees z, y, x.
    private List<Map<String, Object>> preparation() {
        Preparation preparation = description().preparation();
        boolean isFlat = description().patch().axes() == 2;
        Spacing spacing = preparation.spacing();
        var steps = new ArrayList<Map<String, Object>>();
        steps.add(step("LoadImaged"));
        steps.add(step("EnsureChannelFirstd"));
        if (!preparation.orientation().isEmpty() && !isFlat) {
            steps.add(step("Orientationd", "axcodes", preparation.orientation()));
        }
        if (preparation.crops()) {
            steps.add(step("CropForegroundd", "source_key", IMAGE, "select_fn", "$lambda x: x != 0"));
        }
        steps.add(normalisation(preparation.channels()));
        if (preparation.resampling() != Preparation.Axes.NONE) {
            boolean isInPlane = preparation.resampling() == Preparation.Axes.IN_PLANE;
            steps.add(step("Spacingd", "pixdim", isFlat
                    ? List.of(spacing.x(), spacing.y())
                    : List.of(spacing.x(), spacing.y(), isInPlane ? -1 : spacing.z()), "mode", "bilinear"));
        }
        if (preparation.size() > 0) {
            List<Integer> size = List.of(preparation.size(), preparation.size());
            steps.add(step("Resized", "spatial_size",
                    isFlat ? size : List.of(size.getFirst(), size.getLast(), -1),
                    "mode", isFlat ? "bilinear" : "trilinear"));
        }
        steps.add(step("Transposed", "indices", isFlat ? List.of(0, 2, 1) : List.of(0, 3, 2, 1)));
        steps.add(step("EnsureTyped"));
        return steps;
    }

    private static Map<String, Object> normalisation(List<Normalisation> channels) {
        if (channels.stream().distinct().count() > 1) {
            throw new InvalidInputException(
                    "the channels of this network are normalised in different ways, which "
                            + "MONAI's transforms cannot do; export it with -o FILE.onnx");
        }
        Normalisation n = channels.getFirst();
        return switch (n.of()) {
            case IMAGE -> step("NormalizeIntensityd", "channel_wise", true);
            case NONZERO -> step("NormalizeIntensityd", "nonzero", true, "channel_wise", true);
            case RANGE -> step("ScaleIntensityd", "minv", 0.0, "maxv", 1.0, "channel_wise", true);
            case DATA_SET -> Double.isInfinite(n.low()) || Double.isInfinite(n.high())
                    ? step("NormalizeIntensityd", "subtrahend", n.mean(), "divisor", n.deviation())
                    : step("ScaleIntensityRanged", "a_min", n.low(), "a_max", n.high(), "b_min",
                            (n.low() - n.mean()) / n.deviation(), "b_max",
                            (n.high() - n.mean()) / n.deviation(), "clip",
                            true);
        };
    }

    private static Map<String, Object> step(String target, Object... settings) {
        Map<String, Object> step = ordered("_target_", target, "keys", IMAGE);
        step.putAll(ordered(settings));
        return step;
    }

    /// Keys and values in turn.
    private static Map<String, Object> ordered(Object... pairs) {
        var map = new LinkedHashMap<String, Object>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(String.valueOf(pairs[i]), pairs[i + 1]);
        }
        return map;
    }
}
