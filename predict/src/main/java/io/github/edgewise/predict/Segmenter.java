package io.github.edgewise.predict;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.dataset.Case;
import io.github.edgewise.metric.Evaluation;
import io.github.edgewise.metric.Metric;
import io.github.edgewise.model.ModelDescription;
import io.github.edgewise.prepare.PreparedImage;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Reorientation;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Size;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Segments images with a trained network: images in, label maps on the same grid out. A 2-D network segments
/// a volume slice by slice.
///
/// An image is cut into windows, see [SlidingWindow]. The windows of a 3-D network are its patches. Those of
/// a 2-D network are as long as the image along each axis, but at least one patch and at most one and a half
/// patches long, rounded up to its stride. With more of an image in each window, borders were better and
/// false objects fewer (`docs/benchmarks/windows.md`).
///
/// Closing it frees the weights.
public final class Segmenter implements AutoCloseable {
    /// Probabilities of a scored case that are kept, 4 bytes each.
    private static final long MOST_KEPT = 1L << 29;

    /// Windows that go through the network together. Two threads need 126 ms for each of two windows of 40 x
    /// 56 x 40 voxels, and 261 ms for one alone.
    static final int TOGETHER = 2;

    /// How many patches long a window of a 2-D network may be.
    private static final double LONGEST = 1.5;

    private final PatchLogits network;
    private final ModelDescription description;
    private final double overlap;
    private final List<Integer> mirrorAxes;
    private final PostProcessing post;

    /// @param overlap of neighbouring windows, from 0 to below 1; a larger overlap is slower and smoother
    public Segmenter(PatchLogits network, ModelDescription description, double overlap) {
        this(network, description, overlap, List.of(), PostProcessing.NONE);
    }

    private Segmenter(PatchLogits network, ModelDescription description, double overlap,
            List<Integer> mirrorAxes, PostProcessing post) {
        this.network = network;
        this.description = description;
        this.overlap = overlap;
        this.mirrorAxes = mirrorAxes;
        this.post = post;
    }

    /// The same network with test-time augmentation: it also gets every window mirrored, along every
    /// combination of the axes that the model allows, and gives the mean of the probabilities. This takes up
    /// to four times the work in 2-D and eight times in 3-D. The two share their weights, so close only one
    /// of them.
    public Segmenter mirrored() {
        int missing = 3 - description.patch().axes();
        return new Segmenter(network, description, overlap,
                description.mirrorAxes().stream().filter(axis -> axis >= missing).toList(), post);
    }

    /// The same network, whose label maps are made by this post-processing. Probabilities do not change. The
    /// two share their weights, so close only one of them.
    public Segmenter with(PostProcessing other) {
        return new Segmenter(network, description, overlap, mirrorAxes, other);
    }

    /// How label maps are made from probabilities; at first [PostProcessing#NONE].
    public PostProcessing post() { return post; }

    /// The description of the network.
    public ModelDescription description() { return description; }

    /// The probability of every class at every voxel, shape `[K, D, H, W]`, on the image's grid.
    ///
    /// @param image as it was read; this method orients, crops, normalises and resamples it as in training
    /// @throws IllegalArgumentException where the image has another number of axes or channels than the
    ///     images that the network was trained on, or where the probabilities do not fit one array
    public Volume probabilities(Volume image) {
        Optional<Reorientation> order = order(image);
        Volume probabilities = slices(prepared(image, order)).all();
        return order.isPresent() ? order.get().inverse().of(probabilities) : probabilities;
    }

    /// The same for an image that is already prepared.
    public Volume probabilities(PreparedImage image) { return slices(image).all(); }

    /// The class of every voxel on the image's grid, after [#post]: without it the most probable class, and
    /// the lowest class if several are equally probable.
    ///
    /// The probabilities are made and used slice by slice. So beside the image and its label map, the
    /// probabilities of as many slices as a window is deep are in memory.
    public LabelMap segment(Volume image) {
        Optional<Reorientation> order = order(image);
        LabelMap labels = slices(prepared(image, order)).decided(post);
        return post.cleaned(order.isPresent() ? order.get().inverse().of(labels) : labels);
    }

    /// The same for an image that is already prepared.
    public LabelMap segment(PreparedImage image) { return post.cleaned(slices(image).decided(post)); }

    /// What is needed to try several post-processings on an image that is segmented once, made slice by
    /// slice.
    ///
    /// @param thresholds that may be tried, ascending, at most 127
    public ForegroundLevels levels(Volume image, List<Double> thresholds) {
        Optional<Reorientation> order = order(image);
        var levels = ForegroundLevels.of(slices(prepared(image, order)), thresholds);
        return order.isPresent() ? levels.reoriented(order.get().inverse()) : levels;
    }

    /// The way to the orientation that the network was trained in; nothing if the image has it.
    Optional<Reorientation> order(Volume image) {
        require(image);
        return description.preparation().order(image.grid());
    }

    /// The image as the network sees it, in its orientation.
    PreparedImage prepared(Volume image, Optional<Reorientation> order) {
        return description.preparation().prepare(order.isPresent() ? order.get().of(image) : image);
    }

    /// The probabilities on the grid of the image before it was prepared.
    ProbabilitySlices slices(PreparedImage image) {
        Volume seen = image.image();
        int classes = description.classes();
        Shape window = window(seen.grid().shape());
        var blended = new SlidingWindow(window, overlap).slices(seen.values(), description.channels(),
                seen.grid().shape(), classes, images -> windows(images, window));
        return new ProbabilitySlices(image.original(), classes, image.restore(blended, classes));
    }

    /// The windows in which an image of that shape is segmented.
    Shape window(Shape image) {
        Shape patch = description.patch();
        if (patch.axes() == 3) return patch;
        Size stride = network.stride();
        return Shape.of(length(image.height(), patch.height(), stride.y()),
                length(image.width(), patch.width(), stride.x()));
    }

    private static int length(int image, int patch, int stride) {
        double wanted = Math.clamp(image, patch, LONGEST * patch);
        return (int) Math.ceil(wanted / stride) * stride;
    }

    /// Reads and segments a case that has a mask. Above 2 GiB, its probabilities are left out.
    ///
    /// @throws IOException where image or mask cannot be read, or they do not match
    public SegmentedCase segment(Case source) throws IOException {
        Volume image = source.image();
        LabelMap reference = source.labels(description.classes(), image);
        if (description.classes() * image.grid().shape().count() > MOST_KEPT) {
            return new SegmentedCase(source, image, reference, Optional.empty(), segment(image));
        }
        Volume probabilities = probabilities(image);
        return new SegmentedCase(source, image, reference, Optional.of(probabilities),
                post.of(probabilities));
    }

    /// Segments every case and scores it against its mask.
    public Evaluation evaluate(List<Case> cases, Metric... metrics) throws IOException {
        return evaluate(cases, List.of(metrics));
    }

    /// Segments every case and scores it against its mask.
    public Evaluation evaluate(List<Case> cases, List<Metric> metrics) throws IOException {
        var parts = new ArrayList<Evaluation>();
        for (Case one : cases) {
            parts.add(segment(one).score(metrics));
        }
        return Evaluation.of(parts);
    }

    /// The probabilities of windows: of each the mean over its mirrored copies.
    private List<float[]> windows(List<float[]> images, Shape window) {
        int copies = 1 << mirrorAxes.size();
        int inputs = images.size() * copies;
        var sums = new ArrayList<float[]>();
        for (int first = 0; first < inputs; first += TOGETHER) {
            int from = first;
            List<float[]> chosen = IntStream.range(from, Math.min(inputs, from + TOGETHER))
                    .mapToObj(i -> mirrored(images.get(i / copies), i % copies, window)).toList();
            List<float[]> probabilities = probabilities(chosen, window);
            for (int i = 0; i < chosen.size(); i++) {
                int set = (from + i) % copies;
                float[] back = mirrored(probabilities.get(i), set, window);
                if (set == 0) {
                    sums.add(back);
                } else {
                    add(back, sums.getLast());
                }
            }
        }
        for (float[] sum : sums) {
            for (int i = 0; copies > 1 && i < sum.length; i++) {
                sum[i] /= copies;
            }
        }
        return sums;
    }

    private static void add(float[] values, float[] sum) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += values[i];
        }
    }

    /// What the network says of windows that go through it together.
    private List<float[]> probabilities(List<float[]> windows, Shape shape) {
        int length = windows.getFirst().length;
        float[] together = new float[windows.size() * length];
        for (int i = 0; i < windows.size(); i++) {
            System.arraycopy(windows.get(i), 0, together, i * length, length);
        }
        float[] logits = network.logits(together, windows.size(), shape);
        int results = logits.length / windows.size();
        return IntStream.range(0, windows.size())
                .mapToObj(i -> softmax(Arrays.copyOfRange(logits, i * results, (i + 1) * results))).toList();
    }

    /// A window, reversed along one combination of the mirror axes.
    private float[] mirrored(float[] window, int set, Shape s) {
        if (set == 0) return window;
        boolean z = isIn(set, 0);
        boolean y = isIn(set, 1);
        boolean x = isIn(set, 2);
        float[] mirrored = new float[window.length];
        for (int row = 0, to = 0; row < window.length / s.width(); row++) {
            int slice = row / s.height();
            int channel = slice / s.depth();
            int fromY = y ? s.height() - 1 - row % s.height() : row % s.height();
            int fromZ = z ? s.depth() - 1 - slice % s.depth() : slice % s.depth();
            int from = ((channel * s.depth() + fromZ) * s.height() + fromY) * s.width();
            for (int i = 0; i < s.width(); i++, to++) {
                mirrored[to] = window[x ? from + s.width() - 1 - i : from + i];
            }
        }
        return mirrored;
    }

    private boolean isIn(int set, int axis) {
        int place = mirrorAxes.indexOf(axis);
        return place >= 0 && (set >> place & 1) == 1;
    }

    /// The softmax over the classes at every voxel.
    private float[] softmax(float[] logits) {
        int classes = description.classes();
        int voxels = logits.length / classes;
        float[] probabilities = new float[logits.length];
        double[] exponentials = new double[classes];
        for (int i = 0; i < voxels; i++) {
            float highest = logits[i];
            for (int k = 1; k < classes; k++) {
                highest = Math.max(highest, logits[k * voxels + i]);
            }
            double sum = 0;
            for (int k = 0; k < classes; k++) {
                exponentials[k] = Math.exp(logits[k * voxels + i] - highest);
                sum += exponentials[k];
            }
            for (int k = 0; k < classes; k++) {
                probabilities[k * voxels + i] = (float) (exponentials[k] / sum);
            }
        }
        return probabilities;
    }

    private void require(Volume image) {
        int axes = image.grid().shape().axes();
        int expected = description.patch().axes();
        boolean isSliced = axes == 3 && expected == 2;
        boolean fits = image.channels() == description.channels()
                || (axes == 2 && description.preparation().isGreyForColour(image.channels()));
        if ((axes != expected && !isSliced) || !fits) {
            throw new InvalidInputException("the network was trained on " + expected + "-D images of "
                    + description.channels() + " channels, but this image is " + axes + "-D with "
                    + image.channels() + " channels");
        }
    }

    @Override
    public void close() { network.close(); }
}
