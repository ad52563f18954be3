package io.github.edgewise.loss;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.stack;
import static org.bytedeco.pytorch.global.torch.zeros_like;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.distance.CentreLines;
import io.github.edgewise.distance.ComponentRegions;
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
/// distances, the regions of components and the centre lines.
///
/// One-hot numbers and distances have the shape of the logits. Distances are in mm, negative inside. Losses
/// that measure distances themselves take the spacing from here. It is 1 mm unless [#with(List)] sets another
/// one. The unit of length is 1 mm too, unless [#unitMm(double)] sets another one.
public final class Target {
    private final Tensor oneHot;
    private final Parts parts;
    private final List<Spacing> spacings;
    private final double unitMm;

    /// What is made from the labels, as far as it is given.
    private record Parts(Optional<Tensor> distances, Optional<Tensor> extents, Optional<Tensor> regions,
            Optional<Tensor> centreLines) {
        static final Parts NONE = new Parts(Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty());

        Parts distances(Tensor mm) { return new Parts(Optional.of(mm), extents, regions, centreLines); }

        Parts extents(Tensor mm) { return new Parts(distances, Optional.of(mm), regions, centreLines); }

        Parts regions(Tensor numbers) {
            return new Parts(distances, extents, Optional.of(numbers), centreLines);
        }

        Parts centreLines(Tensor lines) { return new Parts(distances, extents, regions, Optional.of(lines)); }
    }

    private Target(Tensor oneHot, Parts parts, List<Spacing> spacings, double unitMm) {
        this.oneHot = oneHot;
        this.parts = parts;
        this.spacings = spacings;
        this.unitMm = unitMm;
    }

    /// A target without distances.
    public static Target of(Tensor oneHot) { return new Target(oneHot, Parts.NONE, List.of(), 1); }

    /// A target with distances of whole images. Their largest values become [#extents()].
    public static Target of(Tensor oneHot, Tensor distances) {
        return new Target(oneHot, Parts.NONE.distances(distances), List.of(), 1);
    }

    /// A target with distances that were cut from the maps of larger images.
    ///
    /// @param extents see [#extents()]
    public static Target of(Tensor oneHot, Tensor distances, Tensor extents) {
        return new Target(oneHot, Parts.NONE.distances(distances).extents(extents), List.of(), 1);
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
        return new Target(Tensors.of(oneHot, size), Parts.NONE.distances(Tensors.of(distances, size)),
                batch.stream().map(labels -> labels.grid().spacing()).toList(), 1);
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
        return new Target(oneHot, parts, List.copyOf(spacings), unitMm);
    }

    /// The same target with the regions of components, see [#regions()].
    public Target regions(Tensor numbers) {
        return new Target(oneHot, parts.regions(numbers), spacings, unitMm);
    }

    /// The same target with centre lines, see [#centreLines()].
    public Target centreLines(Tensor lines) {
        return new Target(oneHot, parts.centreLines(lines), spacings, unitMm);
    }

    /// The same target with another unit of length. Losses whose value is a length are measured in it, and
    /// lengths that were left to the data are multiples of it, so that images in µm are treated like images
    /// in mm. Distances stay in mm.
    ///
    /// @param unitMm a positive number of mm, see [io.github.edgewise.volume.Lengths]; at first 1
    public Target unitMm(double unitMm) {
        if (!(unitMm > 0) || Double.isInfinite(unitMm)) {
            throw new IllegalArgumentException(
                    "the unit of length must be a positive number of mm, but is " + unitMm);
        }
        return new Target(oneHot, parts, spacings, unitMm);
    }

    /// The unit of length in mm.
    public double unitMm() { return unitMm; }

    /// Distances in units of length.
    ///
    /// @param phi in mm
    Tensor inUnits(Tensor phi) { return unitMm == 1 ? phi : phi.div(new Scalar(unitMm)); }

    public Tensor oneHot() { return oneHot; }

    /// The signed distances, in mm.
    ///
    /// @throws IllegalArgumentException where there are none
    public Tensor distances() {
        return parts.distances().orElseThrow(() -> new InvalidInputException(
                "this loss needs signed distances beside the one-hot target; make them with SignedDistance"));
    }

    /// The extremes of every class's map in the whole image, in mm: the largest depth inside and the largest
    /// distance outside, both at least 0. Shape `[B, K, 2]`.
    public Tensor extents() {
        if (parts.extents().isPresent()) return parts.extents().get();
        Tensor phi = distances().flatten(2, -1); // [B,K,N]
        Tensor deepest = phi.amin(new long[]{2}, false).mul(new Scalar(-1));
        Tensor farthest = phi.amax(new long[]{2}, false);
        return stack(new TensorVector(deepest, farthest), 2).clamp_min(new Scalar(0));
    }

    /// The number, from 1, of the component of every class that is nearest in mm in the whole image
    /// ([ComponentRegions]): whole numbers as floats, shape `[B, K, D, H, W]`. 0 where the image lacks the
    /// class, and everywhere for the background.
    ///
    /// If a patch was cut from a larger image, they must be given. Otherwise they are made here from the
    /// labels, which takes as long as the distance maps.
    public Tensor regions() {
        if (parts.regions().isPresent()) return parts.regions().get();
        List<LabelMap> labels = labels();
        int classes = Math.toIntExact(oneHot.size(1));
        int n = labels.getFirst().grid().voxels();
        float[] numbers = new float[labels.size() * classes * n];
        for (int b = 0; b < labels.size(); b++) {
            int[][] nearest = ComponentRegions.of(labels.get(b), ComponentRegions.numbers(labels.get(b)));
            for (int k = 1; k < classes; k++) {
                for (int i = 0; i < n; i++) {
                    numbers[(b * classes + k) * n + i] = nearest[k][i];
                }
            }
        }
        return Tensors.of(numbers, Tensors.shape(oneHot));
    }

    /// 1 near a centre line of the foreground, 0 elsewhere ([CentreLines]), shape `[B, 1, D, H, W]`. Made
    /// here if they are not given.
    public Tensor centreLines() {
        if (parts.centreLines().isPresent()) return parts.centreLines().get();
        List<LabelMap> labels = labels();
        int n = labels.getFirst().grid().voxels();
        float[] lines = new float[labels.size() * n];
        for (int b = 0; b < labels.size(); b++) {
            byte[] own = CentreLines.of(labels.get(b));
            for (int i = 0; i < n; i++) {
                lines[b * n + i] = own[i];
            }
        }
        long[] shape = Tensors.shape(oneHot);
        shape[1] = 1;
        return Tensors.of(lines, shape);
    }

    /// The most probable class of every voxel of every image.
    private List<LabelMap> labels() {
        List<Grid> grids = grids();
        float[] g = Tensors.floats(oneHot);
        int classes = Math.toIntExact(oneHot.size(1));
        int n = grids.getFirst().voxels();
        return IntStream.range(0, grids.size())
                .mapToObj(b -> LabelMap.mostProbable(grids.get(b), classes, g, b * classes * n))
                .toList();
    }

    /// Every class of every image as a separate image with two classes: everything else, and the class.
    Target perClass() {
        Tensor g = PerClassSigmoid.apart(oneHot);
        Tensor both = cat(new TensorVector(g.mul(new Scalar(-1)).add(new Scalar(1)), g), 1);
        int classes = Math.toIntExact(oneHot.size(1));
        Optional<Tensor> maps = parts.distances().map(PerClassSigmoid::apart)
                .map(phi -> cat(new TensorVector(phi.mul(new Scalar(-1)), phi), 1));
        Optional<Tensor> reach = parts.extents().map(PerClassSigmoid::apart)
                .map(e -> cat(new TensorVector(e.flip(2), e), 1)); // inside one is outside the other
        Optional<Tensor> regions = parts.regions().map(PerClassSigmoid::apart)
                .map(r -> cat(new TensorVector(zeros_like(r), r), 1));
        Optional<Tensor> lines = parts.centreLines().map(
                line -> line.expand(Tensors.shape(oneHot)).flatten(0, 1).unsqueeze(1));
        return new Target(both, new Parts(maps, reach, regions, lines),
                spacings.stream().flatMap(w -> Collections.nCopies(classes, w).stream()).toList(), unitMm);
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
