package io.github.edgewise.loss;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.stack;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.distance.DistanceMap;
import io.github.edgewise.distance.SignedDistance;
import io.github.edgewise.distance.SubVoxelDistance;
import io.github.edgewise.engine.Tensors;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/// The truth about a batch: the classes as one-hot numbers and, for losses that need them, the signed
/// distances.
///
/// Both have the shape of the logits. Distances are in mm, negative inside. Losses that measure distances
/// themselves take the spacing from here. It is 1 mm unless [#with(List)] sets another one.
public final class Target {
    private final Tensor oneHot;
    private final Optional<Tensor> distances;
    private final Optional<Tensor> extents;
    private final List<Spacing> spacings;

    private Target(Tensor oneHot, Optional<Tensor> distances, Optional<Tensor> extents,
            List<Spacing> spacings) {
        this.oneHot = oneHot;
        this.distances = distances;
        this.extents = extents;
        this.spacings = spacings;
    }

    /// A target without distances.
    public static Target of(Tensor oneHot) {
        return new Target(oneHot, Optional.empty(), Optional.empty(), List.of());
    }

    /// A target with distances of whole images. Their largest values become [#extents()].
    public static Target of(Tensor oneHot, Tensor distances) {
        return new Target(oneHot, Optional.of(distances), Optional.empty(), List.of());
    }

    /// A target with distances that were cut from the maps of larger images.
    ///
    /// @param extents see [#extents()]
    public static Target of(Tensor oneHot, Tensor distances, Tensor extents) {
        return new Target(oneHot, Optional.of(distances), Optional.of(extents), List.of());
    }

    /// The target of a batch of label maps on equal grids, with the exact distance maps of each.
    ///
    /// @throws IllegalArgumentException where the batch is empty, or shapes or numbers of classes differ
    public static Target of(List<LabelMap> batch) {
        if (batch.isEmpty()) throw new InvalidInputException("a batch needs at least one label map");
        Shape shape = batch.getFirst().grid().shape();
        int classes = batch.getFirst().classes();
        int n = shape.voxels();
        float[] oneHot = new float[Math.multiplyExact(Math.multiplyExact(batch.size(), classes), n)];
        float[] distances = new float[oneHot.length];
        for (int b = 0; b < batch.size(); b++) {
            LabelMap labels = batch.get(b);
            if (!labels.grid().shape().equals(shape) || labels.classes() != classes) {
                throw new InvalidInputException(
                        "label maps of one batch must have the same shape and number "
                                + "of classes, but number " + b + " is " + labels.grid().shape() + " with "
                                + labels.classes() + " classes, and number 0 is " + shape + " with "
                                + classes);
            }
            for (int i = 0; i < n; i++) {
                oneHot[(b * classes + labels.at(i)) * n + i] = 1;
            }
            List<DistanceMap> maps = SignedDistance.of(labels).forClasses();
            for (int k = 0; k < classes; k++) {
                System.arraycopy(maps.get(k).mm(), 0, distances, (b * classes + k) * n, n);
            }
        }
        long[] size = shape.axes() == 2
                ? new long[]{batch.size(), classes, shape.height(), shape.width()}
                : new long[]{batch.size(), classes, shape.depth(), shape.height(), shape.width()};
        return new Target(Tensors.of(oneHot, size), Optional.of(Tensors.of(distances, size)),
                Optional.empty(), batch.stream().map(labels -> labels.grid().spacing()).toList());
    }

    /// The target of soft labels, with the maps of their 0.5 level sets ([SubVoxelDistance]). Experimental.
    ///
    /// With three or more classes, a voxel may have less than 1/2 of each class. Then it lies outside of all
    /// of them.
    ///
    /// @param fractions the share of every voxel that belongs to each class, `[B, K, D, H, W]`
    /// @param spacings one per image of the batch
    /// @throws IllegalArgumentException where a fraction is not a number from 0 to 1, or spacings are missing
    public static Target ofFractions(Tensor fractions, List<Spacing> spacings) {
        List<Grid> grids = of(fractions).with(spacings).grids();
        float[] f = Tensors.floats(fractions);
        int n = grids.getFirst().voxels();
        int classes = Math.toIntExact(fractions.size(1));
        float[] mm = new float[f.length];
        for (int i = 0; i < f.length / n; i++) {
            float[] one = Arrays.copyOfRange(f, i * n, (i + 1) * n);
            DistanceMap map = SubVoxelDistance.of(grids.get(i / classes), one).map();
            System.arraycopy(map.mm(), 0, mm, i * n, n);
        }
        return of(fractions, Tensors.of(mm, Tensors.shape(fractions))).with(spacings);
    }

    /// The same target with voxels of these spacings.
    ///
    /// @param spacings one per image of the batch
    /// @throws IllegalArgumentException where the number of spacings is not the number of images
    public Target with(List<Spacing> spacings) {
        if (spacings.size() != oneHot.size(0)) {
            throw new InvalidInputException("a batch of " + oneHot.size(0)
                    + " images needs one spacing per image, but got " + spacings.size());
        }
        return new Target(oneHot, distances, extents, List.copyOf(spacings));
    }

    public Tensor oneHot() { return oneHot; }

    /// The signed distances, in mm.
    ///
    /// @throws IllegalArgumentException where there are none
    public Tensor distances() {
        return distances.orElseThrow(() -> new InvalidInputException(
                "this loss needs signed distances beside the one-hot target; make them with SignedDistance"));
    }

    /// The extremes of every class's map in the whole image, in mm: the largest depth inside and the largest
    /// distance outside, both at least 0. Shape `[B, K, 2]`.
    public Tensor extents() {
        if (extents.isPresent()) return extents.get();
        Tensor phi = distances().flatten(2, -1); // [B,K,N]
        Tensor deepest = phi.amin(new long[]{2}, false).mul(new Scalar(-1));
        Tensor farthest = phi.amax(new long[]{2}, false);
        return stack(new TensorVector(deepest, farthest), 2).clamp_min(new Scalar(0));
    }

    /// Every class of every image as a separate image with two classes: everything else, and the class.
    Target perClass() {
        Tensor g = PerClassSigmoid.apart(oneHot);
        Tensor both = cat(new TensorVector(g.mul(new Scalar(-1)).add(new Scalar(1)), g), 1);
        Optional<Tensor> maps = distances.map(PerClassSigmoid::apart)
                .map(phi -> cat(new TensorVector(phi.mul(new Scalar(-1)), phi), 1));
        Optional<Tensor> reach = extents.map(PerClassSigmoid::apart)
                .map(e -> cat(new TensorVector(e.flip(2), e), 1)); // inside one is outside the other
        int classes = Math.toIntExact(oneHot.size(1));
        return new Target(both, maps, reach,
                spacings.stream().flatMap(w -> Collections.nCopies(classes, w).stream()).toList());
    }

    /// The grid of every image of the batch.
    List<Grid> grids() {
        int[] n = LongStream.of(Tensors.shape(oneHot)).mapToInt(Math::toIntExact).toArray();
        Shape shape = n.length == 4 ? Shape.of(n[2], n[3]) : Shape.of(n[2], n[3], n[4]);
        return IntStream.range(0, n[0])
                .mapToObj(b -> Grid.of(shape, spacings.isEmpty() ? Spacing.UNIT : spacings.get(b)))
                .toList();
    }
}
