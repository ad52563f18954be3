package io.github.edgewise.dataset;

import io.github.edgewise.distance.SignedDistance;
import io.github.edgewise.distance.Skeleton;
import io.github.edgewise.statistics.Quantile;
import io.github.edgewise.volume.Components;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// The objects of one class of a data set: how many there are, how large, and how long for their width. An
/// object is a connected component; neighbours share a face, an edge or a corner.
///
/// @param classIndex the class
/// @param cases how many have an object
/// @param perCase objects in the median case that has one
/// @param voxels of the median object
/// @param elongation median over the cases of the length of an object divided by its width, see [#of]
/// @param emptySlices share of the slices of all cases without the class; in 2-D the share of the images
public record ObjectSummary(int classIndex, int cases, double perCase, double voxels, double elongation,
        double emptySlices) {
    private static final double THIN = 40;

    /// True for lines, such as vessels and cracks: an elongation of 40 and more.
    public boolean isThin() { return elongation >= THIN; }

    /// What is needed of one class of one case.
    ///
    /// @param sizes voxels of every object
    /// @param elongation length divided by width, see [ObjectSummary#of]; 0 without an object
    /// @param slices of the image
    /// @param empty slices without the class
    public record OfCase(int classIndex, List<Integer> sizes, double elongation, int slices, int empty) {
        /// Every class of a label map but the background.
        public static List<OfCase> of(LabelMap labels) {
            return IntStream.range(1, labels.classes()).mapToObj(k -> of(labels, k)).toList();
        }

        private static OfCase of(LabelMap labels, int k) {
            int slices = labels.grid().shape().depth();
            if (labels.count(k) == 0) return new OfCase(k, List.of(), 0, slices, slices);
            int[] sizes = Components.of(labels, k).sizes();
            int empty = (int) IntStream.range(0, slices)
                    .filter(z -> slices > 1 && labels.slice(z).count(k) == 0).count();
            return new OfCase(k, Arrays.stream(sizes).boxed().toList(), elongation(labels, k, sizes.length),
                    slices, empty);
        }

        private static double elongation(LabelMap labels, int k, int objects) {
            boolean[] skeleton = Skeleton.of(labels, k);
            float[] phi = SignedDistance.of(labels).forClass(k).mm();
            int count = 0;
            double depth = 0;
            for (int i = 0; i < skeleton.length; i++) {
                if (!skeleton[i]) continue;
                count++;
                depth -= phi[i];
            }
            double width = 2 * depth / count;
            return count * step(labels.grid().shape(), labels.grid().spacing()) / objects / width;
        }

        /// The mean spacing, the length of a step along a line of voxels.
        private static double step(Shape s, Spacing w) {
            return s.axes() == 2 ? (w.y() + w.x()) / 2 : (w.z() + w.y() + w.x()) / 3;
        }
    }

    /// Summarises a class.
    ///
    /// The length of the objects of a case is that of its skeleton ([Skeleton]), as the number of voxels
    /// times the mean spacing, divided by the number of objects. The width is twice the mean distance of the
    /// skeleton to the surface. So a disc or a ball has an elongation of about 2 or less, a bar of 10 x 2
    /// pixels 5, the halves of a hippocampus 12 and 23, and trees of vessels 100 and more.
    ///
    /// @param all cases; those of other classes are left out
    public static ObjectSummary of(int classIndex, List<OfCase> all) {
        List<OfCase> its = all.stream().filter(one -> one.classIndex() == classIndex).toList();
        List<OfCase> with = its.stream().filter(one -> !one.sizes().isEmpty()).toList();
        double slices = its.stream().mapToInt(OfCase::slices).sum();
        double empty = its.stream().mapToInt(OfCase::empty).sum();
        var sizes = new ArrayList<Integer>();
        with.forEach(one -> sizes.addAll(one.sizes()));
        return new ObjectSummary(classIndex, with.size(),
                median(with.stream().mapToDouble(one -> one.sizes().size()).toArray()),
                median(sizes.stream().mapToDouble(Integer::doubleValue).toArray()),
                median(with.stream().mapToDouble(OfCase::elongation).toArray()),
                slices == 0 ? 0 : empty / slices);
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values.length == 0 ? 0 : Quantile.lower(0.5, values);
    }
}
