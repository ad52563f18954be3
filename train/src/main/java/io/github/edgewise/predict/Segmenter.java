package io.github.edgewise.predict;

import static org.bytedeco.pytorch.global.torch.softmax;

import io.github.edgewise.plan.Plan;
import io.github.edgewise.plan.Prepared;
import io.github.edgewise.engine.Autocast;
import io.github.edgewise.engine.Tensors;
import io.github.edgewise.io.Case;
import io.github.edgewise.metric.Evaluation;
import io.github.edgewise.metric.Metric;
import io.github.edgewise.net.Model;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// A trained network at work: images in, label maps on the same grid out. A 2-D network segments a volume
/// slice by slice.
///
/// Closing it frees the weights.
public final class Segmenter implements AutoCloseable {
    private final Model model;
    private final Plan plan;
    private final boolean bf16;
    private final double overlap;
    private final boolean mirrored;

    /// @param overlap of neighbouring windows, 0 to below 1; more is slower and smoother
    /// @param bf16 whether to compute in bfloat16, as training did
    public Segmenter(Model model, Plan plan, boolean bf16, double overlap) {
        this(model, plan, bf16, overlap, false);
    }

    private Segmenter(Model model, Plan plan, boolean bf16, double overlap, boolean mirrored) {
        this.model = model;
        this.plan = plan;
        this.bf16 = bf16;
        this.overlap = overlap;
        this.mirrored = mirrored;
    }

    /// The same network, which sees every window mirrored too, along every set of the axes that the plan has
    /// mirror images along, and gives the mean of the probabilities (test-time augmentation): up to four
    /// times the work in 2-D, eight times in 3-D. It shares the weights, so close only one of the two.
    public Segmenter mirrored() { return new Segmenter(model, plan, bf16, overlap, true); }

    public Plan plan() { return plan; }

    /// The probability of every class at every voxel, shape `[K, D, H, W]`, on the image's grid.
    ///
    /// @param image as read; cropped, normalised and resampled here as for training
    /// @throws IllegalArgumentException where the image has other axes or channels than the network was
    ///     trained on
    public Volume probabilities(Volume image) {
        require(image);
        return probabilities(plan.preparation().prepare(image));
    }

    /// The same for an image that is prepared already.
    public Volume probabilities(Prepared image) {
        Volume seen = image.image();
        return image.restore(new Volume(seen.grid(), blended(seen)));
    }

    /// The most probable class of every voxel, on the image's grid.
    public LabelMap segment(Volume image) { return mostProbable(probabilities(image)); }

    /// The same for an image that is prepared already.
    public LabelMap segment(Prepared image) { return mostProbable(probabilities(image)); }

    /// The class with the highest probability at every voxel; the lowest of several equal ones.
    public static LabelMap mostProbable(Volume probabilities) {
        int voxels = probabilities.grid().voxels();
        float[] p = probabilities.values();
        byte[] labels = new byte[voxels];
        for (int i = 0; i < voxels; i++) {
            int best = 0;
            for (int k = 1; k < probabilities.channels(); k++) {
                if (p[k * voxels + i] > p[best * voxels + i]) best = k;
            }
            labels[i] = (byte) best;
        }
        return new LabelMap(probabilities.grid(), probabilities.channels(), labels);
    }

    /// Segments every case and scores it against its mask.
    public Evaluation evaluate(List<Case> cases, Metric... metrics) throws IOException {
        return evaluate(cases, List.of(metrics));
    }

    /// Segments every case and scores it against its mask.
    public Evaluation evaluate(List<Case> cases, List<Metric> metrics) throws IOException {
        var parts = new ArrayList<Evaluation>();
        for (Case one : cases) {
            Volume image = one.image();
            LabelMap reference = one.labels(plan.classes(), image);
            parts.add(Evaluation.of(one.name(), segment(image), reference, metrics));
        }
        return Evaluation.of(parts);
    }

    private float[] blended(Volume normal) {
        model.eval();
        var sliding = new SlidingWindow(plan.patch(), overlap);
        return sliding.apply(normal.values(), plan.channels(), normal.grid().shape(), plan.classes(),
                this::window);
    }

    /// The probabilities of one window.
    private float[] window(float[] image) {
        Shape s = plan.patch();
        long[] shape = s.axes() == 3
                ? new long[]{1, plan.channels(), s.depth(), s.height(), s.width()}
                : new long[]{1, plan.channels(), s.height(), s.width()};
        try (var _ = new PointerScope(); var _ = new NoGradGuard()) {
            Tensor x = Tensors.of(image, shape);
            List<Long> axes = mirrored ? mirrorAxes() : List.of();
            Tensor sum = probabilities(x, new long[0]);
            for (int set = 1; set < 1 << axes.size(); set++) {
                int bits = set;
                long[] flips = IntStream.range(0, axes.size()).filter(a -> (bits >> a & 1) == 1)
                        .mapToLong(axes::get).toArray();
                sum = sum.add(probabilities(x, flips));
            }
            return Tensors.floats(sum.div(new Scalar((double) (1 << axes.size()))));
        }
    }

    /// The axes of a tensor `[1, C, D, H, W]`, or without D, that the plan has mirror images along.
    private List<Long> mirrorAxes() {
        int missing = 3 - plan.patch().axes();
        return plan.mirrors().axes().stream().filter(a -> a >= missing).map(a -> 2L + a - missing).toList();
    }

    /// Of the window flipped along these axes, flipped back.
    private Tensor probabilities(Tensor x, long[] flips) {
        Tensor seen = flips.length == 0 ? x : x.flip(flips);
        Tensor logits = Autocast.bf16(bf16, () -> model.forward(seen)); // [1,K,D,H,W]
        Tensor p = softmax(logits, 1);
        return flips.length == 0 ? p : p.flip(flips);
    }

    private void require(Volume image) {
        int axes = image.grid().shape().axes();
        boolean isSliced = axes == 3 && plan.patch().axes() == 2;
        boolean fits = image.channels() == plan.channels()
                || (axes == 2 && plan.preparation().isGreyForColour(image.channels()));
        if ((axes != plan.patch().axes() && !isSliced) || !fits) {
            throw new IllegalArgumentException("the network was trained on " + plan.patch().axes()
                    + "-D images of "
                    + plan.channels() + " channels, but this one is " + axes + "-D with " + image.channels());
        }
    }

    @Override
    public void close() { model.close(); }
}
