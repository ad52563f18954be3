package io.github.edgewise.loss;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.replication_pad2d;
import static org.bytedeco.pytorch.global.torch.stack;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.distance.Nearest;
import io.github.edgewise.engine.Tensors;
import io.github.edgewise.schedule.TrainingTime;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Lengths;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/// Active boundary loss (Wang et al., AAAI 2022, arXiv 2102.02696), 2-D: moves every predicted boundary pixel
/// towards the true boundary. It is the mean over those pixels of w CE(softmax_j K_j, direction).
///
/// - **Predicted boundary**: the pixels with KL(p_i, p_below) + KL(p_i, p_right) > t, dilated by one pixel. t
///   is the smallest t = 1e-5 * 1.2^n with which at most 1 % of the image remains, or one pixel of a tiny
///   image. It can happen that no pixel remains, if more pixels than that differ by less than 20 %.
/// - **Direction**: the neighbour j of eight that is nearest to the true boundary. The true boundary consists
///   of the pixels that differ from the pixel below or to the right. A pixel without a nearer neighbour is
///   left out.
/// - **K_j** = KL(p_j, p_i), where p_j is a constant. Beyond the border of the image, p_j repeats the edge.
/// - **CE** smooths its target to 0.8 + 0.2 / 8 for the direction and 0.2 / 8 for each other neighbour.
/// - **w** = min(d, clip) / clip. d is the distance to the true boundary in mm, minus the diagonal of a pixel
///   (the reach of the dilation), and at least 0. So a perfect prediction costs nothing.
///
/// The value is 0 or more. An image with only one class has no true boundary and adds nothing, so add a
/// region loss. Classes that are not named count as one class.
///
/// The published code differs in four points. It truncates the distances minus 1 to integers, so several
/// directions can be equally near. It ignores its clip, so the weight of far pixels has no limit. It finds
/// one t for the whole batch, so the sharpest image gets all boundary pixels. It gives no value if no
/// boundary is predicted; here the value is then 0 with gradient 0.
///
/// @param classes the supervised classes; empty for all
/// @param clipMm pixels farther than this from the true boundary have the same weight; [Lengths#PLANNED] for
///     20 units of length of the data set
public record ActiveBoundaryLoss(List<Integer> classes, double clipMm) implements Loss {
    private static final double SMOOTHING = 0.2;
    private static final double SHARE = 0.01;
    private static final double USUAL_CLIP = 20;
    private static final int[][] STEPS = {{1, 0}, {-1, 0}, {0, -1}, {0, 1}, {-1, 1}, {1, 1}, {-1, -1},
        {1, -1}}; // row, column

    public ActiveBoundaryLoss {
        classes = Classes.named(classes);
        if (clipMm <= 0 || Double.isInfinite(clipMm)) {
            throw new InvalidInputException("clipMm must be a positive number of mm, but is " + clipMm);
        }
    }

    /// All classes, with the published clip of 20, in units of length of the data set.
    public ActiveBoundaryLoss() { this(List.of(), Lengths.PLANNED); }

    @Override
    public ActiveBoundaryLoss planned(double unitMm) {
        return new ActiveBoundaryLoss(classes, clip(unitMm));
    }

    private double clip(double unitMm) { return Lengths.planned(clipMm, USUAL_CLIP, unitMm); }

    @Override
    public Tensor value(Prediction prediction, Target target, TrainingTime moment) {
        if (prediction.logits().dim() != 4) {
            throw new InvalidInputException("the active boundary loss needs logits [B,K,H,W], but these "
                    + "have rank " + prediction.logits().dim() + "; use hausdorff or surfaceDice in 3-D");
        }
        Classes c = Classes.of(classes, 0, prediction);
        var others = new Classes(IntStream.range(0, prediction.classes())
                .filter(k -> !c.indices().contains(k)).boxed().toList());
        Tensor all = prediction.logits().log_softmax(1);
        Tensor logs = c.of(all); // [B,C,H,W]
        Tensor truth = c.of(target.oneHot());
        if (!others.indices().isEmpty()) {
            logs = cat(new TensorVector(logs, others.of(all).logsumexp(new long[]{1}, true)), 1);
            truth = cat(new TensorVector(truth, others.of(target.oneHot()).amax(new long[]{1}, true)), 1);
        }
        Tensor fixed = logs.detach();
        Tensor padded = replication_pad2d(fixed, 1, 1, 1, 1);
        float[] edges = Tensors.floats(divergence(fixed, moved(padded, STEPS[0]))
                .add(divergence(fixed, moved(padded, STEPS[3])))); // [B,H,W]
        var towards = new TensorVector();
        for (int[] step : STEPS) {
            towards.push_back(divergence(moved(padded, step), logs));
        }
        Tensor directions = stack(towards, 1).log_softmax(1); // [B,8,H,W]
        Tensor weights = weights(edges, ArgMax.labels(truth, target.grids()), clip(target.unitMm()));
        return directions.mul(weights.to(logs.scalar_type())).sum();
    }

    /// The divergence KL(p, q) over the classes, from their logarithms.
    private static Tensor divergence(Tensor p, Tensor q) { return p.exp().mul(p.sub(q)).sum(1); }

    /// For every pixel, the value of the pixel one step away.
    private static Tensor moved(Tensor padded, int[] step) {
        return padded.narrow(2, 1 + step[0], padded.size(2) - 2).narrow(3, 1 + step[1], padded.size(3) - 2);
    }

    /// The weight of every direction of every pixel in the mean, `[B, 8, H, W]`, including the minus sign of
    /// the cross-entropy.
    private static Tensor weights(float[] edges, List<LabelMap> truth, double clip) {
        Shape shape = truth.getFirst().grid().shape();
        int n = shape.voxels();
        double[] weights = new double[Math.multiplyExact(edges.length, STEPS.length)];
        int count = 0;
        for (int b = 0; b < truth.size(); b++) {
            boolean[] predicted = dilated(shape, strongest(Arrays.copyOfRange(edges, b * n, (b + 1) * n)));
            Grid grid = truth.get(b).grid();
            double[] d = Nearest.mm(grid, boundary(truth.get(b)));
            for (int i = 0; i < n; i++) {
                int direction = predicted[i] ? nearer(shape, d, i) : -1;
                if (direction < 0) continue;
                count++;
                double w = weight(d[i], grid.spacing(), clip);
                for (int j = 0; j < STEPS.length; j++) {
                    double share = SMOOTHING / STEPS.length + (j == direction ? 1 - SMOOTHING : 0);
                    weights[(b * STEPS.length + j) * n + i] = w * share;
                }
            }
        }
        Tensor sum = Tensor.create(weights, truth.size(), STEPS.length, shape.height(), shape.width());
        return sum.div(new Scalar((double) -Math.max(1, count)));
    }

    private static double weight(double d, Spacing w, double clip) {
        return Math.clamp(d - Math.hypot(w.y(), w.x()), 0, clip) / clip;
    }

    /// The pixels above the threshold.
    private static boolean[] strongest(float[] edges) {
        float[] sorted = edges.clone();
        Arrays.sort(sorted);
        int most = Math.max(1, (int) (SHARE * edges.length));
        double t = 1e-5;
        while (most < sorted.length && sorted[sorted.length - 1 - most] > t) {
            t *= 1.2;
        }
        var above = new boolean[edges.length];
        for (int i = 0; i < edges.length; i++) {
            above[i] = edges[i] > t;
        }
        return above;
    }

    private static boolean[] dilated(Shape shape, boolean[] mask) {
        boolean[] dilated = mask.clone();
        for (int i = 0; i < mask.length; i++) {
            for (int[] step : STEPS) {
                int j = neighbour(shape, i, step);
                if (j >= 0) dilated[i] |= mask[j];
            }
        }
        return dilated;
    }

    /// The pixels whose label differs from the label below or to the right.
    private static boolean[] boundary(LabelMap labels) {
        var boundary = new boolean[labels.grid().voxels()];
        for (int i = 0; i < boundary.length; i++) {
            int below = neighbour(labels.grid().shape(), i, STEPS[0]);
            int right = neighbour(labels.grid().shape(), i, STEPS[3]);
            boundary[i] = (below >= 0 && labels.at(below) != labels.at(i))
                    || (right >= 0 && labels.at(right) != labels.at(i));
        }
        return boundary;
    }

    /// The step to the nearest neighbour; -1 if no neighbour is nearer than the pixel itself.
    private static int nearer(Shape shape, double[] d, int i) {
        int best = -1;
        double least = d[i];
        for (int s = 0; s < STEPS.length; s++) {
            int j = neighbour(shape, i, STEPS[s]);
            if (j >= 0 && d[j] < least) {
                least = d[j];
                best = s;
            }
        }
        return best;
    }

    /// The index of the pixel one step away; -1 beyond the border.
    private static int neighbour(Shape shape, int i, int[] step) {
        int y = i / shape.width() + step[0];
        int x = i % shape.width() + step[1];
        boolean isInside = y >= 0 && y < shape.height() && x >= 0 && x < shape.width();
        return isInside ? shape.index(0, y, x) : -1;
    }
}
