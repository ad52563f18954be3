package io.github.edgewise.export;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.prepare.Normalisation;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.ToDoubleFunction;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The normalisation of images in the words of bioimage.io. Of its words, only those are used that JDLL
/// (Fiji) and QuPath both understand; what QuPath does not know, it leaves out silently.
final class BioimageioPreprocessing {
    static final String CHANNEL = "channel";
    /// What is added to a deviation or a range, so that constant images are no division by zero.
    private static final double EPSILON = 1e-6;

    private final ArrayNode steps = JsonNodeFactory.instance.arrayNode();
    private final List<Normalisation> channels;
    private final List<String> axes;

    private BioimageioPreprocessing(List<Normalisation> channels, List<String> axes) {
        this.channels = channels;
        this.axes = axes;
    }

    /// The steps that give what [Normalisation] gives, except for an epsilon of 1e-6 beside each image's
    /// deviation or range, and values that are not finite.
    ///
    /// @param axes the names of the axes in space
    /// @throws InvalidInputException where there are no such words: for images normalised without their
    ///     zeros, and channels of different kinds
    static ArrayNode of(List<Normalisation> channels, List<String> axes) {
        var words = new BioimageioPreprocessing(channels, axes);
        List<Normalisation.Of> kinds = channels.stream().map(Normalisation::of).distinct().toList();
        if (kinds.contains(Normalisation.Of.NONZERO)) {
            throw new InvalidInputException("this network needs images that are normalised without their "
                    + "zeros, which bioimage.io has no word for; export it with -o FILE.onnx, and use that file "
                    + "with edgewise predict or with the command Segment with Edgewise Model in Fiji");
        }
        if (kinds.size() > 1) {
            throw new InvalidInputException("the channels of this network are normalised in different ways, "
                    + kinds + ", which bioimage.io cannot say; export it with -o FILE.onnx");
        }
        switch (kinds.getFirst()) {
            case DATA_SET -> words.addFixed();
            case RANGE -> words.withAxes(words.step("scale_range")).set("min_percentile", number(0))
                    .set("max_percentile", number(100)).set("eps", number(EPSILON));
            default -> words.withAxes(words.step("zero_mean_unit_variance")).set("eps", number(EPSILON));
        }
        return words.steps;
    }

    /// Adds a step and returns its settings.
    private ObjectNode step(String id) { return steps.addObject().put("id", id).putObject("kwargs"); }

    private ObjectNode withAxes(ObjectNode settings) {
        axes.forEach(settings.putArray("axes")::add);
        return settings;
    }

    /// Bounds are equal for all channels in bioimage.io. Where they differ, channels are brought to the range
    /// from 0 to 1 first.
    private void addFixed() {
        boolean isCommon = channels.stream().map(n -> List.of(n.low(), n.high())).distinct().count() == 1;
        Normalisation first = channels.getFirst();
        if (isCommon) {
            addClip(first.low(), first.high());
            addLinear(n -> 1 / n.deviation(), n -> -n.mean() / n.deviation());
        } else {
            addLinear(n -> 1 / range(n), n -> -low(n) / range(n));
            addClip(0, 1);
            addLinear(n -> range(n) / n.deviation(), n -> (low(n) - n.mean()) / n.deviation());
        }
    }

    private void addClip(double low, double high) {
        ObjectNode clip = step("clip");
        clip.set("min", number(finite(low)));
        clip.set("max", number(finite(high)));
    }

    /// Adds `gain * x + offset`, unless it changes nothing.
    private void addLinear(ToDoubleFunction<Normalisation> gain, ToDoubleFunction<Normalisation> offset) {
        if (channels.stream().allMatch(n -> gain.applyAsDouble(n) == 1 && offset.applyAsDouble(n) == 0))
            return;
        ObjectNode settings = step("scale_linear").put("axis", CHANNEL);
        ArrayNode gains = settings.putArray("gain");
        ArrayNode offsets = settings.putArray("offset");
        for (Normalisation n : channels) {
            gains.add(number(gain.applyAsDouble(n)));
            offsets.add(number(offset.applyAsDouble(n)));
        }
    }

    private static double low(Normalisation n) { return finite(n.low()); }

    private static double range(Normalisation n) { return finite(n.high()) - finite(n.low()); }

    /// The bound itself, or where there is none, the largest float.
    private static double finite(double bound) {
        return Math.clamp(bound, -Float.MAX_VALUE, Float.MAX_VALUE);
    }

    /// A number as every YAML reader takes it for a real one: with a point and without an exponent.
    static tools.jackson.databind.JsonNode number(double value) {
        var decimal = new BigDecimal(Double.toString(value));
        return JsonNodeFactory.instance.numberNode(decimal.scale() < 1 ? decimal.setScale(1) : decimal);
    }
}
