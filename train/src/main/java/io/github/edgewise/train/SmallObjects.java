package io.github.edgewise.train;

import io.github.edgewise.loss.Loss;
import io.github.edgewise.loss.LossWrapper;
import io.github.edgewise.loss.ScnpLoss;
import io.github.edgewise.loss.WeightedSum;
import io.github.edgewise.sample.Sample;
import io.github.edgewise.statistics.Quantile;
import io.github.edgewise.volume.Components;
import io.github.edgewise.volume.LabelMap;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Whether the objects of a data set are too small for [ScnpLoss]: smaller than its window, where its paper
/// found more errors with it than without.
final class SmallObjects {
    private SmallObjects() {}

    /// The finding where half of the objects of all classes have fewer voxels than the largest window of a
    /// loss; empty where they do not, where there is no object, or no such loss.
    static Optional<Progress.Specks> finding(Loss loss, List<Sample> cases) {
        int width = WeightedSum.of(loss).terms().stream().mapToInt(term -> width(term.loss())).max()
                .orElse(0);
        if (width == 0) return Optional.empty();
        int axes = cases.getFirst().supervision().isSliced() ? 2 : cases.getFirst().grid().shape().axes();
        int window = axes == 2 ? width * width : width * width * width;
        double median = Quantile.lower(0.5,
                cases.stream().flatMapToDouble(SmallObjects::sizes).sorted().toArray());
        return median < window ? Optional.of(new Progress.Specks((int) median, window)) : Optional.empty();
    }

    /// The width of the window, of a wrapper inside of others too; 0 where there is none.
    private static int width(Loss loss) {
        return switch (loss) {
            case ScnpLoss(var inner, int width, _) -> Math.max(width, width(inner));
            case LossWrapper wrapper -> width(wrapper.loss());
            default -> 0;
        };
    }

    /// The voxels of every object of a case, or of each of its slices where slices are trained on.
    private static DoubleStream sizes(Sample one) {
        LabelMap labels = one.labels();
        return (one.supervision().isSliced() ? slices(labels) : Stream.of(labels))
                .flatMapToDouble(map -> IntStream.range(1, map.classes())
                        .flatMap(k -> Arrays.stream(Components.of(map, k).sizes())).asDoubleStream());
    }

    private static Stream<LabelMap> slices(LabelMap labels) {
        return IntStream.range(0, labels.grid().shape().depth()).mapToObj(labels::slice);
    }
}
