package io.github.edgewise.loss;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.ones_like;
import static org.bytedeco.pytorch.global.torch.stack;
import static org.bytedeco.pytorch.global.torch.zeros_like;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.distance.CentreLines;
import io.github.edgewise.distance.ComponentRegions;
import io.github.edgewise.distance.DistanceMap;
import io.github.edgewise.distance.SignedDistance;
import io.github.edgewise.distance.SubVoxelDistance;
import io.github.edgewise.engine.Device;
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

    /// What is made from the labels, as far as it is given, and where they are known.
    private record Parts(Optional<Tensor> distances, Optional<Tensor> extents, Optional<Tensor> regions,
            Optional<Tensor> centreLines, Optional<Tensor> known) {
        static final Parts NONE = new Parts(Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty());

        Parts distances(Tensor mm) {
            return new Parts(Optional.of(mm), extents, regions, centreLines, known);
        }

        Parts extents(Tensor mm) {
            return new Parts(distances, Optional.of(mm), regions, centreLines, known);
        }

        Parts regions(Tensor numbers) {
            return new Parts(distances, extents, Optional.of(numbers), centreLines, known);
        }

        Parts centreLines(Tensor lines) {
            return new Parts(distances, extents, regions, Optional.of(lines), known);
        }

        Parts known(Tensor mask) {
            return new Parts(distances.map(mm -> mm.mul(mask.to(mm.scalar_type()))), extents, regions,
                    centreLines,
                    Optional.of(mask));
        }
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

    /// The target of a batch of label maps on equal grids, with the exact distance maps of each. Where their
    /// classes are unknown, so are those of the target.
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
                if (labels.isKnown(i)) oneHot[(b * classes + labels.at(i)) * n + i] = 1;
            }
            List<DistanceMap> maps = SignedDistance.of(labels).forClasses();
            for (int k = 0; k < classes; k++) {
                System.arraycopy(maps.get(k).mm(), 0, distances, (b * classes + k) * n, n);
            }
        }
        long[] size = shape.axes() == 2
                ? new long[]{batch.size(), classes, shape.height(), shape.width()}
                : new long[]{batch.size(), classes, shape.depth(), shape.height(), shape.width()};
        var target = new Target(Tensors.of(Device.CPU, oneHot, size),
                Parts.NONE.distances(Tensors.of(Device.CPU, distances, size)),
                batch.stream().map(labels -> labels.grid().spacing()).toList(), 1);
        boolean isKnown = batch.stream().noneMatch(LabelMap::hasUnknown);
        return isKnown ? target : target.known(target.oneHot.sum(1).unsqueeze(1));
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
        return of(fractions, Tensors.of(Device.of(fractions), mm, Tensors.shape(fractions))).with(spacings);
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

    /// The same target where the classes of some voxels are unknown. Losses leave these voxels out: they have
    /// no gradient there, and their logits do not change the value. A mean over voxels is one over the others.
    ///
    /// [Loss#value(Prediction, Target)], sums of losses and [TermGradients] do so by themselves. If you call
    /// another loss with a moment, give it [#seen].
    ///
    /// @param mask 1 where the class is known, 0 where it is not, `[B, 1, D, H, W]`
    public Target known(Tensor mask) {
        return new Target(oneHot.mul(mask.to(oneHot.scalar_type())), parts.known(mask), spacings, unitMm);
    }

    /// A prediction without the voxels whose class is unknown: their logits and probabilities are 0. The
    /// prediction itself if all classes are known.
    public Prediction seen(Prediction prediction) {
        return parts.known().isPresent() ? prediction.at(parts.known().get()) : prediction;
    }

    /// True if the class of a voxel may be unknown.
    public boolean hasUnknown() { return parts.known().isPresent(); }

    /// 1 for every voxel with a known class, 0 for the others, in the shape of `x`.
    ///
    /// @param x `[B, C, D, H, W]`
    public Tensor ones(Tensor x) {
        if (!hasUnknown()) return ones_like(x);
        return parts.known().orElseThrow().to(x.scalar_type()).expand(Tensors.shape(x));
    }

    /// The mean over the voxels with a known class. 0 if there are none.
    ///
    /// @param x `[B, C, D, H, W]` or `[B, D, H, W]`
    Tensor mean(Tensor x) {
        if (!hasUnknown()) return x.mean();
        Tensor here = parts.known().orElseThrow().to(x.scalar_type());
        if (x.dim() < here.dim()) here = here.squeeze(1);
        Tensor count = here.sum().mul(new Scalar((double) x.numel() / here.numel()));
        return x.mul(here).sum().div(count.clamp_min(new Scalar(1)));
    }

    /// Masks that do not end where classes are unknown: 1 there.
    ///
    /// @param masks `[B, C, D, H, W]`
    Tensor filled(Tensor masks) {
        return hasUnknown() ? masks.sub(ones(masks)).add(new Scalar(1)) : masks;
    }

    /// The same labels, unknown where those of this target are.
    ///
    /// @param labels one map per image
    List<LabelMap> unknownIn(List<LabelMap> labels) {
        if (!hasUnknown()) return labels;
        float[] here = Tensors.floats(parts.known().orElseThrow());
        int n = here.length / labels.size();
        return IntStream.range(0, labels.size()).mapToObj(b -> {
            byte[] unknown = new byte[n];
            for (int i = 0; i < n; i++) {
                unknown[i] = (byte) (here[b * n + i] == 0 ? 1 : 0);
            }
            return labels.get(b).unknown(unknown);
        }).toList();
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
        return Tensors.of(Device.of(oneHot), numbers, Tensors.shape(oneHot));
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
        return Tensors.of(Device.of(oneHot), lines, shape);
    }

    /// The most probable class of every voxel of every image.
    private List<LabelMap> labels() {
        List<Grid> grids = grids();
        float[] g = Tensors.floats(oneHot);
        int classes = Math.toIntExact(oneHot.size(1));
        int n = grids.getFirst().voxels();
        return unknownIn(IntStream.range(0, grids.size())
                .mapToObj(b -> LabelMap.mostProbable(grids.get(b), classes, g, b * classes * n))
                .toList());
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
        var apart = new Target(both, new Parts(maps, reach, regions, lines, Optional.empty()),
                spacings.stream().flatMap(w -> Collections.nCopies(classes, w).stream()).toList(), unitMm);
        return hasUnknown() ? apart.known(PerClassSigmoid.apart(ones(oneHot))) : apart;
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
