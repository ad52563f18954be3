package io.github.edgewise.data;

import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// What the cases of a data set have in common.
///
/// @param cases how many there are
/// @param channels channels of every image
/// @param classes classes of every label map, background included
/// @param median median voxels along each axis
/// @param spacing median spacing along each axis, in mm
/// @param foreground the share of all voxels that are not background
public record Fingerprint(int cases, int channels, int classes, Shape median, Spacing spacing,
        double foreground) {
    /// The fingerprint of these samples.
    ///
    /// @throws IllegalArgumentException where there is none, or where they differ in axes, channels or
    ///     classes
    public static Fingerprint of(List<Sample> samples) {
        if (samples.isEmpty())
            throw new IllegalArgumentException("a data set needs at least one case, but has none");
        Sample first = samples.getFirst();
        long foreground = 0;
        long voxels = 0;
        for (Sample sample : samples) {
            requireAlike(first, sample);
            LabelMap labels = sample.labels();
            foreground += labels.grid().voxels() - labels.count(0);
            voxels += labels.grid().voxels();
        }
        int axes = first.grid().shape().axes();
        Shape median = new Shape(axes, (int) median(samples, s -> s.grid().shape().depth()),
                (int) median(samples, s -> s.grid().shape().height()),
                (int) median(samples, s -> s.grid().shape().width()));
        Spacing spacing = new Spacing(median(samples, s -> s.grid().spacing().z()),
                median(samples, s -> s.grid().spacing().y()), median(samples, s -> s.grid().spacing().x()));
        return new Fingerprint(samples.size(), first.image().channels(), first.labels().classes(), median,
                spacing,
                (double) foreground / voxels);
    }

    private static void requireAlike(Sample first, Sample other) {
        require(first, other, "axes", first.grid().shape().axes(), other.grid().shape().axes());
        require(first, other, "channels", first.image().channels(), other.image().channels());
        require(first, other, "classes", first.labels().classes(), other.labels().classes());
    }

    private static void require(Sample first, Sample other, String what, int expected, int came) {
        if (expected != came) {
            throw new IllegalArgumentException(
                    "all cases must have equally many " + what + ", but " + first.name()
                            + " has " + expected + " and " + other.name() + " has " + came);
        }
    }

    private static double median(List<Sample> samples, ToDoubleFunction<Sample> of) {
        double[] sorted = samples.stream().mapToDouble(of).sorted().toArray();
        return Arrays.stream(sorted).skip((sorted.length - 1) / 2).findFirst().orElseThrow();
    }
}
