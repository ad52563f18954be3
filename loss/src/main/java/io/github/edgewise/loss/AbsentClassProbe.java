package io.github.edgewise.loss;

import io.github.edgewise.distance.ComponentRegions;
import io.github.edgewise.distance.DistanceMap;
import io.github.edgewise.distance.SignedDistance;
import io.github.edgewise.engine.Computation;
import io.github.edgewise.engine.Tensors;
import io.github.edgewise.schedule.TrainingTime;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// Asks a loss whether it punishes false positives of a class in a patch without this class.
///
/// The loss is computed twice, for one prediction that has the class at a place where it is not. The two
/// truths differ at another place: in the first the class is there, in the second it lies outside of the
/// patch, and distances reach it there. The answer compares the lengths of the gradients at the logits of the
/// class, over the false positives, with those in a patch that has the class. Without the class, Dice of the
/// foreground alone has no such gradient, nor has generalised Dice with the published weights. A narrow band
/// ([BoundaryLoss]) and [SkeletonRecallLoss] have none for false positives far from the class anyway.
///
/// @param classes of the labels, background included, at least 2
/// @param axes 2 or 3
/// @param unitMm the unit of length in mm, which is also the spacing of the patch
public record AbsentClassProbe(int classes, int axes, double unitMm) {
    /// A gradient that is shorter by this factor counts as none.
    private static final double NEGLIGIBLE = 1e-6;
    private static final int BLOCK = 4;
    private static final int SMALLEST = 16;
    /// More classes would take seconds.
    private static final int MOST_CLASSES = 64;

    /// True if the loss has no gradient from false positives in a patch without the class, although it looks
    /// at the class in a patch with it; no gradient means shorter by a factor of a million than that of the
    /// whole patch with the class. False for a loss that does not look at the class, for one that refuses so
    /// small a patch, and for more than 64 classes.
    ///
    /// @param loss without adaptive weights
    /// @throws io.github.edgewise.engine.EngineStopped after [io.github.edgewise.engine.Engine#stop()]
    /// @param classIndex 1 or more
    public boolean isSilent(Loss loss, int classIndex) {
        if (classes > MOST_CLASSES) return false;
        try (var _ = Computation.begin(); var _ = new PointerScope()) {
            double present = gradient(loss, classIndex, true).everywhere;
            return present > 0 && gradient(loss, classIndex, false).invented < NEGLIGIBLE * present;
        } catch (IllegalArgumentException | UnsupportedOperationException e) {
            return false; // a loss of a user's own may take other patches only
        }
    }

    /// Rows and columns of the patch. Each class has a block of its own there, and the false positives one.
    private int side() {
        return Math.max(SMALLEST, BLOCK * (int) Math.ceil(Math.sqrt(classes + 1.)));
    }

    private Shape shape(int width) {
        return axes == 2 ? Shape.of(side(), width) : Shape.of(2 * BLOCK, side(), width);
    }

    /// The number of the block that a voxel lies in; -1 between the blocks and beyond the patch.
    private int block(int z, int y, int x) {
        boolean isInside = axes == 2 || (z >= BLOCK / 2 && z < BLOCK + BLOCK / 2);
        return isInside && x >= 0 && x < side() ? x / BLOCK + side() / BLOCK * (y / BLOCK) : -1;
    }

    /// Lengths of the gradient at the logits of a class.
    ///
    /// @param invented over its false positives
    /// @param everywhere over all voxels
    private record Gradient(double invented, double everywhere) {}

    private Gradient gradient(Loss loss, int classIndex, boolean isPresent) {
        Shape patch = shape(side());
        int n = patch.voxels();
        int last = side() / BLOCK * (side() / BLOCK) - 1;
        boolean[] invented = new boolean[n];
        float[] logits = new float[classes * n];
        for (int i = 0; i < n; i++) {
            int block = block(i / side() / side(), i / side() % side(), i % side());
            invented[i] = block == last;
            int predicted = invented[i] ? classIndex : block > 0 && block < classes ? block : 0;
            logits[predicted * n + i] = 2;
        }
        Tensor z = Tensors.of(logits, size(patch)).set_requires_grad(true);
        Tensor value = loss.planned(unitMm).value(Prediction.of(z), target(loss, classIndex, isPresent),
                TrainingTime.START);
        if (!value.requires_grad()) return new Gradient(0, 0);
        value.backward();
        Tensor gradient = z.grad();
        if (!gradient.defined()) return new Gradient(0, 0);
        float[] g = Tensors.floats(gradient);
        int first = classIndex * n;
        IntStream falsePositives = IntStream.range(0, n).filter(i -> invented[i]);
        return new Gradient(length(falsePositives.mapToDouble(i -> g[first + i])),
                length(IntStream.range(first, first + n).mapToDouble(i -> g[i])));
    }

    private static double length(DoubleStream values) {
        return Math.sqrt(values.map(v -> v * v).sum());
    }

    private long[] size(Shape patch) {
        return axes == 2
                ? new long[]{1, classes, patch.height(), patch.width()}
                : new long[]{1, classes, patch.depth(), patch.height(), patch.width()};
    }

    /// The labels of a case twice as wide as the patch, which is its left half.
    private LabelMap labels(int classIndex, boolean isPresent) {
        Shape whole = shape(2 * side());
        byte[] labels = new byte[whole.voxels()];
        for (int i = 0; i < labels.length; i++) {
            int x = i % whole.width();
            int y = i / whole.width() % side();
            int z = i / whole.width() / side();
            int here = block(z, y, x);
            int there = block(z, y, x - side());
            if (here > 0 && here < classes && (isPresent || here != classIndex)) labels[i] = (byte) here;
            if (!isPresent && there == classIndex) labels[i] = (byte) classIndex;
        }
        return new LabelMap(Grid.of(whole, new Spacing(unitMm, unitMm, unitMm)), classes, labels);
    }

    /// The truth about the patch, with the distances of the whole case.
    private Target target(Loss loss, int classIndex, boolean isPresent) {
        LabelMap labels = labels(classIndex, isPresent);
        Shape patch = shape(side());
        int n = patch.voxels();
        float[] oneHot = new float[classes * n];
        for (int i = 0; i < n; i++) {
            oneHot[labels.at(inCase(i)) * n + i] = 1;
        }
        Target target = Target.of(Tensors.of(oneHot, size(patch)));
        if (loss.needsDistances()) target = withDistances(target, labels, loss);
        if (loss.needsRegions()) target = target.regions(regions(labels));
        return target.with(List.of(new Spacing(unitMm, unitMm, unitMm))).unitMm(unitMm);
    }

    private Target withDistances(Target target, LabelMap labels, Loss loss) {
        Shape patch = shape(side());
        int n = patch.voxels();
        float[] distances = new float[classes * n];
        float[] extents = new float[2 * classes];
        SignedDistance maps = SignedDistance.of(labels).with(loss.maps().zeroLevel());
        for (int k = 0; k < classes; k++) {
            DistanceMap map = maps.forClass(k);
            for (int i = 0; i < n; i++) {
                distances[k * n + i] = map.mm()[inCase(i)];
            }
            extents[2 * k] = map.deepest();
            extents[2 * k + 1] = map.farthest();
        }
        return Target.of(target.oneHot(), Tensors.of(distances, size(patch)),
                Tensors.of(extents, 1, classes, 2));
    }

    private Tensor regions(LabelMap labels) {
        Shape patch = shape(side());
        int n = patch.voxels();
        float[] numbers = new float[classes * n];
        int[][] nearest = ComponentRegions.of(labels, ComponentRegions.numbers(labels));
        for (int k = 1; k < classes; k++) {
            for (int i = 0; i < n; i++) {
                numbers[k * n + i] = nearest[k][inCase(i)];
            }
        }
        return Tensors.of(numbers, size(patch));
    }

    /// Where a voxel of the patch lies in the case.
    private int inCase(int i) { return i / side() * 2 * side() + i % side(); }
}
