package io.github.edgewise.export;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.export.OnnxGraph.Attribute;
import io.github.edgewise.model.ModelDescription;
import io.github.edgewise.prepare.Normalisation;
import io.github.edgewise.prepare.Normalisation.Of;
import io.github.edgewise.prepare.Preparation;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Size;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/// What lies around a network in a file that takes values as they were read: it normalises them as
/// [Normalisation] does, adds zeros on both sides and cuts them off again, as a sliding window does with a
/// small image.
///
/// Mean and deviation are computed in double precision: sums of millions of large values in float32 are wrong
/// in the third digit. If every channel is normalised with numbers of the data set, the input is a window of
/// any size; windows smaller than a patch become one patch, larger ones whole steps of the stride. Otherwise
/// it is a whole image that fits one patch; a larger one fails.
///
/// @param stride of the network
record RawInput(ModelDescription description, Size stride) {
    private static final int FLOAT = 1;
    private static final int DOUBLE = 11;
    private static final String BEFORE = "zeros_before";
    private static final String SIZE = "size_as_given";

    /// Fails where the file would give other probabilities than Edgewise.
    ///
    /// @param ofSlices whether the images are slices of volumes
    /// @throws InvalidInputException saying why
    void require(boolean ofSlices) {
        Preparation preparation = description.preparation();
        if (preparation.crops()) {
            refuse("images are cut down to their content first, which a network cannot do");
        }
        if (preparation.size() > 0 || preparation.resampling() != Preparation.Axes.NONE) {
            refuse("images are resampled after they are normalised, which a network cannot do");
        }
        if (ofSlices && !isOfDataSet()) {
            refuse("a slice is normalised with the values of its whole volume, which a network of slices "
                    + "does not see");
        }
    }

    private static void refuse(String why) {
        throw new InvalidInputException(
                "--input raw would give other results for this run, because " + why + "; leave it out");
    }

    private boolean isOfDataSet() {
        return description.preparation().channels().stream().allMatch(n -> n.of() == Of.DATA_SET);
    }

    /// The images for the network, from those that are given.
    String prepared(OnnxGraph graph, String images) {
        List<Normalisation> channels = description.preparation().channels();
        List<String> each = channels.size() == 1
                ? List.of(images)
                : graph.node("Split", List.of(images), channels.size(), Attribute.of("axis", 1));
        var normalised = new ArrayList<String>();
        for (int c = 0; c < channels.size(); c++) {
            normalised.add(normalised(graph, each.get(c), channels.get(c), c));
        }
        String all = channels.size() == 1
                ? normalised.getFirst()
                : graph.node("Concat", normalised, Attribute.of("axis", 1));
        return padded(graph, all);
    }

    private String normalised(OnnxGraph graph, String x, Normalisation n, int channel) {
        String zero = graph.scalar("zero", 0.0);
        String odd = graph.node("Or", List.of(graph.node("IsNaN", List.of(x)),
                graph.node("IsInf", List.of(x))));
        String values = graph.node("Where",
                List.of(odd, zero, graph.node("Cast", List.of(x), Attribute.of("to", DOUBLE))));
        String unseen = n.of() == Of.NONZERO // what is not finite is 0 by now
                ? graph.node("Equal", List.of(values, zero))
                : odd;
        String shifted = switch (n.of()) {
            case DATA_SET -> ofDataSet(graph, values, n, channel);
            case RANGE -> ofRange(graph, values, unseen);
            case IMAGE, NONZERO -> ofImage(graph, values, unseen);
        };
        return graph.node("Cast", List.of(graph.node("Where", List.of(unseen, zero, shifted))),
                Attribute.of("to", FLOAT));
    }

    private static String ofDataSet(OnnxGraph graph, String values, Normalisation n, int channel) {
        String of = "channel" + channel + "_";
        String clipped = graph.node("Clip", List.of(values, graph.scalar(of + "low", n.low()),
                graph.scalar(of + "high", n.high())));
        return scaled(graph, graph.node("Sub", List.of(clipped, graph.scalar(of + "mean", n.mean()))),
                graph.scalar(of + "mean", n.mean()), graph.scalar(of + "deviation", n.deviation()));
    }

    private String ofRange(OnnxGraph graph, String values, String unseen) {
        String least = extreme(graph, "ReduceMin", values, unseen, Double.POSITIVE_INFINITY);
        String most = extreme(graph, "ReduceMax", values, unseen, Double.NEGATIVE_INFINITY);
        return scaled(graph, graph.node("Sub", List.of(values, least)), least,
                graph.node("Sub", List.of(most, least)));
    }

    private String extreme(OnnxGraph graph, String type, String values, String unseen, double otherwise) {
        String beyond = graph.scalar(type + "_of_none", otherwise);
        return graph.node(type, List.of(graph.node("Where", List.of(unseen, beyond, values))),
                Attribute.of("axes", spaceAxes()));
    }

    private String ofImage(OnnxGraph graph, String values, String unseen) {
        String zero = graph.scalar("zero", 0.0);
        String one = graph.scalar("one", 1.0);
        String count = graph.node("Max", List.of(one,
                sum(graph, graph.node("Where", List.of(unseen, zero, one)))));
        String mean = graph.node("Div", List.of(sum(graph, values), count)); // unseen values are 0
        String shifted = graph.node("Where", List.of(unseen, zero, graph.node("Sub", List.of(values, mean))));
        String variance = graph.node("Div",
                List.of(sum(graph, graph.node("Mul", List.of(shifted, shifted))), count));
        return scaled(graph, shifted, mean, graph.node("Sqrt", List.of(variance)));
    }

    private String sum(OnnxGraph graph, String values) {
        return graph.node("ReduceSum", List.of(values, graph.constant("space_axes", spaceAxes())));
    }

    /// Divided by the deviation; 0 where that is nothing beside the mean, as [Normalisation] does.
    private static String scaled(OnnxGraph graph, String shifted, String mean, String deviation) {
        String zero = graph.scalar("zero", 0.0);
        String least = graph.node("Mul",
                List.of(graph.node("Abs", List.of(mean)), graph.scalar("least_deviation", 1e-8)));
        String isOne = graph.node("And", List.of(graph.node("Greater", List.of(deviation, least)),
                graph.node("Greater", List.of(deviation, zero))));
        String scale = graph.node("Where", List.of(isOne,
                graph.node("Div", List.of(graph.scalar("one", 1.0), deviation)), zero));
        return graph.node("Mul", List.of(shifted, scale));
    }

    /// With zeros on both sides.
    private String padded(OnnxGraph graph, String x) {
        int axes = description.patch().axes();
        Shape patch = description.patch();
        String least = graph.constant("patch",
                axes == 2
                        ? new long[]{patch.height(), patch.width()}
                        : new long[]{patch.depth(), patch.height(), patch.width()});
        String shape = graph.node("Shape", List.of(x));
        graph.named(SIZE, "Slice", List.of(shape, graph.constant("two", 2), graph.constant("end", axes + 2)));
        String wanted = graph.node("Max", List.of(least, isOfDataSet() ? wholeSteps(graph) : SIZE));
        String missing = graph.node("Sub", List.of(wanted, SIZE));
        graph.named(BEFORE, "Div", List.of(missing, graph.constant("two", 2)));
        String none = graph.constant("no_zeros", 0, 0);
        String zeros = graph.node("Concat", List.of(none, BEFORE, none,
                graph.node("Sub", List.of(missing, BEFORE))), Attribute.of("axis", 0));
        String padded = graph.node("Pad", List.of(x, zeros), Attribute.of("mode", "constant"));
        if (isOfDataSet()) return padded;
        long[] fits = LongStream.concat(LongStream.of(0, description.channels()), // fails where it is larger
                Arrays.stream(new Size(patch.depth(), patch.height(), patch.width()).along(axes))).toArray();
        return graph.node("Reshape", List.of(padded, graph.constant("one_patch", fits)));
    }

    private String wholeSteps(OnnxGraph graph) {
        long[] steps = stride.along(description.patch().axes());
        String step = graph.constant("step", steps);
        String rest = graph.constant("step_less_one", Arrays.stream(steps).map(n -> n - 1).toArray());
        String count = graph.node("Div", List.of(graph.node("Add", List.of(SIZE, rest)), step));
        return graph.node("Mul", List.of(count, step));
    }

    /// Cuts the zeros off again.
    void crop(OnnxGraph graph, String padded, String result) {
        graph.named(result, "Slice", List.of(padded, BEFORE,
                graph.node("Add", List.of(BEFORE, SIZE)), graph.constant("space_axes", spaceAxes())));
    }

    private long[] spaceAxes() { return LongStream.range(2, description.patch().axes() + 2L).toArray(); }
}
