package io.github.edgewise.export;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.net.Layer;
import io.github.edgewise.net.Network;
import io.github.edgewise.net.Topology;
import io.github.edgewise.net.UNet;
import io.github.edgewise.volume.Size;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The plain U-Net as MONAI's class `DynUNet`, which has the same layers under other names.
///
/// @param levels the first convolution of every level, the finest first
/// @param classes of the output
record DynUnetNames(List<Layer.Convolution> levels, int classes) {
    private static final int FEWEST_LEVELS = 3; // DynUNet refuses fewer

    DynUnetNames {
        levels = List.copyOf(levels);
    }

    /// The names for a network; nothing where `DynUNet` is another network: residual or pooled, of fewer than
    /// three levels, or with kernels and strides that it pads otherwise.
    ///
    /// @param design of the network
    /// @param topology its layers
    static Optional<DynUnetNames> of(Network design, Topology topology) {
        if (!(design instanceof UNet unet) || unet.residual() || unet.down() != UNet.Down.STRIDED) {
            return Optional.empty();
        }
        var levels = new ArrayList<Layer.Convolution>();
        int classes = 0;
        for (Layer layer : topology.layers()) {
            if (!(layer instanceof Layer.Convolution convolution)) continue;
            if (layer.name().matches("down\\d+\\.conv1")) levels.add(convolution);
            if (layer.name().equals("head")) classes = convolution.out();
        }
        return levels.size() >= FEWEST_LEVELS && levels.stream().allMatch(DynUnetNames::isPaddedAlike)
                ? Optional.of(new DynUnetNames(levels, classes))
                : Optional.empty();
    }

    /// DynUNet pads by half of kernel - stride + 1, rounded down.
    private static boolean isPaddedAlike(Layer.Convolution convolution) {
        long[] kernel = convolution.kernel().along(convolution.axes());
        long[] stride = convolution.stride().along(convolution.axes());
        long[] padding = convolution.padding();
        for (int a = 0; a < convolution.axes(); a++) {
            if (kernel[a] + 1 < stride[a] || (kernel[a] - stride[a] + 1) / 2 != padding[a]) return false;
        }
        return true;
    }

    /// The arguments of the class by their names, in Python's and JSON's common form.
    Map<String, Object> arguments() {
        Layer.Convolution first = levels.getFirst();
        int axes = first.axes();
        List<List<Long>> strides = levels.stream().map(level -> list(level.stride(), axes)).toList();
        var arguments = new LinkedHashMap<String, Object>();
        arguments.put("spatial_dims", axes);
        arguments.put("in_channels", first.in());
        arguments.put("out_channels", classes);
        arguments.put("kernel_size", levels.stream().map(level -> list(level.kernel(), axes)).toList());
        arguments.put("strides", strides);
        arguments.put("upsample_kernel_size", strides.subList(1, strides.size()));
        arguments.put("filters", levels.stream().map(Layer.Convolution::out).toList());
        arguments.put("norm_name", List.of("INSTANCE", Map.of("affine", true)));
        var slope = new LinkedHashMap<String, Object>();
        slope.put("inplace", true);
        slope.put("negative_slope", 0.01);
        arguments.put("act_name", List.of("leakyrelu", slope));
        arguments.put("trans_bias", true);
        return arguments;
    }

    private static List<Long> list(Size size, int axes) {
        var list = new ArrayList<Long>();
        for (long n : size.along(axes)) {
            list.add(n);
        }
        return List.copyOf(list);
    }

    /// The names that `DynUNet` has for a weight such as `down0.conv1.weight`: one for the head, two for all
    /// others, because its layers stand in its state dict a second time. None for the heads of coarser
    /// stages, which only training uses.
    List<String> of(String weight) {
        int depth = levels.size() - 1;
        String part = weight.substring(0, weight.indexOf('.'));
        String rest = weight.substring(weight.indexOf('.') + 1).replaceFirst("^(conv\\d)\\.", "$1.conv.");
        if (part.equals("head")) return List.of("output_block.conv.conv." + rest);
        if (part.matches("head\\d+")) return List.of();
        int level = Integer.parseInt(part.replaceAll("\\D", ""));
        String kind = part.replaceAll("\\d", "");
        return switch (kind) {
            case "down" -> level == 0
                    ? List.of("input_block." + rest, skip(0) + "downsample." + rest)
                    : level == depth
                            ? List.of("bottleneck." + rest, skip(depth) + rest)
                            : List.of("downsamples." + (level - 1) + "." + rest,
                                    skip(level) + "downsample." + rest);
            case "up" -> up(depth - 1 - level, level, "transp_conv.conv." + rest);
            case "merge" -> up(depth - 1 - level, level, "conv_block." + rest);
            default -> throw new InvalidInputException("the weight " + weight + " is none of a plain U-Net");
        };
    }

    private static List<String> up(int number, int level, String rest) {
        return List.of("upsamples." + number + "." + rest, skip(level) + "upsample." + rest);
    }

    private static String skip(int level) { return "skip_layers." + "next_layer.".repeat(level); }
}
