package io.github.edgewise.plan;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.dataset.Fingerprint;
import io.github.edgewise.model.ModelDescription;
import io.github.edgewise.plan.Levels.Level;
import io.github.edgewise.prepare.Normalisation;
import io.github.edgewise.prepare.Preparation.Axes;
import io.github.edgewise.prepare.Preparation;
import io.github.edgewise.volume.Lengths;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Size;
import io.github.edgewise.volume.Spacing;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The settings derived from a data set, for training and prediction. The plan is written with every run, and
/// users may edit it.
///
/// @param channels channels of an image
/// @param classes classes of a label map, background included
/// @param slices whether patches are slices of volumes; decided, not [Slices#AUTO]
/// @param preparation how an image becomes the input of the network
/// @param patch voxels of a patch
/// @param batch patches per step
/// @param levels resolutions of the network, the finest first
/// @param mirrors which mirror images may be trained on and averaged over
/// @param foreground the share of all voxels that are not background
/// @param lengths the unit of length and the tolerance of surface Dice
/// @param classNames the names of the classes by their number, the background first; empty if unknown
public record Plan(int channels, int classes, Slices slices, Preparation preparation, Shape patch, int batch,
        List<Level> levels, Mirrors mirrors, double foreground, Lengths lengths, List<String> classNames) {
    /// The largest number of voxels in a step, so that it fits a laptop.
    private static final int FLAT_VOXELS = 8 * 128 * 128;
    private static final int SOLID_VOXELS = 2 * 90_000;

    private static final int FEWEST_SLICES = 6;
    private static final double WORTH_CUTTING = 0.9;
    private static final double CUT_ALREADY = 0.25;
    private static final double THICK_SLICES = 3;

    public Plan {
        levels = List.copyOf(levels);
        classNames = List.copyOf(classNames);
        if (channels < 1 || classes < 2 || batch < 1 || levels.isEmpty()) {
            throw new InvalidInputException(
                    "a plan needs channels, at least 2 classes, a batch and a level, "
                            + "but has " + channels + ", " + classes + ", " + batch + " and "
                            + levels.size());
        }
        if (!levels.getFirst().stride().equals(Size.ONE)) {
            throw new InvalidInputException("the first level is that of the image, with a stride of "
                    + Size.ONE + ", not " + levels.getFirst().stride());
        }
        for (Level level : levels) {
            Size k = level.kernel();
            if (k.z() % 2 == 0 || k.y() % 2 == 0 || k.x() % 2 == 0) {
                throw new InvalidInputException("kernels must be odd along every axis, not " + k);
            }
        }
        if (!Levels.stride(levels).divides(patch)) {
            throw new InvalidInputException("a patch of " + patch + " voxels is not a multiple of the "
                    + "coarsest voxel of the levels, " + Levels.stride(levels));
        }
        if (preparation.channels().size() != channels) {
            throw new InvalidInputException(channels + " channels need as many normalisations, not "
                    + preparation.channels().size());
        }
    }

    /// A plan with the lengths of images with a spacing of about 1 mm.
    public Plan(int channels, int classes, Slices slices, Preparation preparation, Shape patch, int batch,
            List<Level> levels, Mirrors mirrors, double foreground) {
        this(channels, classes, slices, preparation, patch, batch, levels, mirrors, foreground,
                Lengths.OF_MILLIMETRES, List.of());
    }

    /// A plan without a data set: images as they are, each channel normalised by itself, one patch per step.
    public static Plan of(Shape patch, Spacing spacing, int channels, int classes) {
        var asTheyAre = new Preparation(false, Collections.nCopies(channels, Normalisation.IMAGE), Axes.NONE,
                spacing);
        return new Plan(channels, classes, Slices.NONE, asTheyAre, patch, 1, Levels.within(patch, spacing),
                Mirrors.ALL, 0, Lengths.of(spacing, patch.axes()), List.of());
    }

    /// The plan for a data set.
    ///
    /// - Slices: volumes whose median has fewer than 6 are trained on slice by slice, unless `slices` says.
    /// - Orientation: that of most volumes, where their files give one.
    /// - Spacing: the median along each axis; the tenth percentile along one that is more than 3 times as
    ///   coarse as the finest. Where the images differ by no more than a tenth from it, nothing is resampled.
    /// - Crop: to the box around all non-zero voxels, if that removes a tenth of the median image.
    /// - Intensities: CT, which is recognised by values below -500, is clipped to the 0.5th to 99.5th
    ///   percentile of the foreground and shifted and scaled by its mean and deviation; other channels are
    ///   normalised image by image, without the zeros where those are more than a quarter.
    /// - Patch: the median image, its longest axis cut down until a step has at most 8 x 128 x 128 pixels or
    ///   2 x 90,000 voxels, in multiples of what the levels halve.
    /// - Levels: see [Levels]. Mirrors: see [Mirrors]. Lengths: see [Lengths], from the median spacing.
    ///
    /// @param slices whether patches are slices of volumes
    /// @param batch patches per step; 0 for 8 in 2-D and 2 in 3-D
    public static Plan of(Fingerprint fingerprint, Slices slices, int batch) {
        return of(fingerprint, slices, batch, Images.AS_PLANNED);
    }

    /// The same with the image settings of a recipe. Resized slices are whole patches, whatever their size.
    public static Plan of(Fingerprint fingerprint, Slices slices, int batch, Images images) {
        Slices decided = decided(fingerprint, slices);
        Preparation preparation = preparation(fingerprint, decided != Slices.NONE, images)
                .orientation(fingerprint.orientation());
        Shape median = median(fingerprint, preparation, decided != Slices.NONE);
        boolean flat = median.axes() == 2;
        int patches = batch > 0 ? batch : flat ? 8 : 2;
        int most = flat && images.size() > 0 ? Integer.MAX_VALUE : flat ? FLAT_VOXELS / 8 : SOLID_VOXELS / 2;
        Shape patch = patch(median, preparation.spacing(), most);
        return new Plan(fingerprint.channels(), fingerprint.classes(), decided, preparation, patch, patches,
                Levels.within(patch, preparation.spacing()),
                mirrors(fingerprint, flat, preparation.spacing()), fingerprint.foreground(),
                Lengths.of(fingerprint.spacing(), fingerprint.axes()), List.of());
    }

    private static Slices decided(Fingerprint f, Slices slices) {
        if (f.axes() == 2) return Slices.NONE;
        if (slices != Slices.AUTO) return slices;
        return f.median().depth() < FEWEST_SLICES ? Slices.MAP_OF_VOLUME : Slices.NONE;
    }

    private static Preparation preparation(Fingerprint f, boolean isSliced, Images images) {
        var channels = new ArrayList<Normalisation>();
        for (int c = 0; c < f.channels(); c++) {
            int number = c;
            channels.add(images.normalisation().orElseGet(() -> normalisation(f, number)));
        }
        int size = images.size();
        if (size == 0) return resampled(f, isSliced, channels);
        var resized = new Spacing(f.spacing().z(),
                f.median(l -> l.grid().spacing().y() * l.grid().shape().height() / size),
                f.median(l -> l.grid().spacing().x() * l.grid().shape().width() / size));
        return new Preparation(false, channels, Axes.NONE, resized, size);
    }

    private static Preparation resampled(Fingerprint f, boolean isSliced, List<Normalisation> channels) {
        Spacing median = f.spacing();
        Spacing fine = f.spacing(0.1);
        double finest = Math.min(median.y(), median.x());
        if (f.axes() == 3) finest = Math.min(finest, median.z());
        Spacing target = new Spacing(along(median.z(), fine.z(), finest), along(median.y(), fine.y(), finest),
                along(median.x(), fine.x(), finest));
        Axes axes = isEven(f, target, isSliced || f.axes() == 2)
                ? Axes.NONE
                : isSliced || f.axes() == 2 ? Axes.IN_PLANE : Axes.ALL;
        boolean crops = f
                .median(c -> (double) c.content().count() / c.grid().shape().count()) < WORTH_CUTTING;
        return new Preparation(crops, channels, axes, target);
    }

    private static Mirrors mirrors(Fingerprint f, boolean flat, Spacing w) {
        return Mirrors.of(f.cases().stream().map(Fingerprint.CaseSummary::layout).toList(), flat,
                List.of(Preparation.isSame(w.y(), w.x()), Preparation.isSame(w.z(), w.y()),
                        Preparation.isSame(w.z(), w.x())));
    }

    private static double along(double median, double fine, double finest) {
        return median > THICK_SLICES * finest ? fine : median;
    }

    /// True if no image would be resampled.
    private static boolean isEven(Fingerprint f, Spacing target, boolean inPlane) {
        return f.cases().stream().map(c -> c.grid().spacing())
                .allMatch(w -> (inPlane || Preparation.isSame(w.z(), target.z()))
                        && Preparation.isSame(w.y(), target.y()) && Preparation.isSame(w.x(), target.x()));
    }

    private static Normalisation normalisation(Fingerprint f, int c) {
        if (f.median(look -> look.channels().get(c).least()) < Fingerprint.CT_LEAST) {
            return Normalisation.dataSet(f.foreground(c));
        }
        boolean isCut = f.median(look -> look.channels().get(c).zeros()) > CUT_ALREADY;
        return isCut ? Normalisation.NONZERO : Normalisation.IMAGE;
    }

    /// The median prepared image.
    private static Shape median(Fingerprint f, Preparation p, boolean isSliced) {
        Spacing to = p.spacing();
        int depth = voxels(f, p, Fingerprint.CaseSummary::content, 0,
                p.resampling() == Axes.ALL ? to.z() : 0);
        boolean resampled = p.resampling() != Axes.NONE;
        int size = p.size();
        int height = size > 0
                ? size
                : voxels(f, p, Fingerprint.CaseSummary::content, 1, resampled ? to.y() : 0);
        int width = size > 0
                ? size
                : voxels(f, p, Fingerprint.CaseSummary::content, 2, resampled ? to.x() : 0);
        return f.axes() == 2 || isSliced ? Shape.of(height, width) : Shape.of(depth, height, width);
    }

    private interface Content {
        Shape of(Fingerprint.CaseSummary look);
    }

    private static int voxels(Fingerprint f, Preparation p, Content content, int axis, double mm) {
        return (int) Math.max(1, f.median(look -> {
            Shape s = p.crops() ? content.of(look) : look.grid().shape();
            Spacing w = look.grid().spacing();
            int n = axis == 0 ? s.depth() : axis == 1 ? s.height() : s.width();
            double from = axis == 0 ? w.z() : axis == 1 ? w.y() : w.x();
            return mm == 0 || Preparation.isSame(from, mm) ? n : Math.round(n * from / mm);
        }));
    }

    /// The median image, reduced to the voxels of one patch and rounded to a multiple of the coarsest voxel.
    static Shape patch(Shape median, Spacing spacing, int voxels) {
        int[] n = {median.depth(), median.height(), median.width()};
        while (true) {
            Shape rough = new Shape(median.axes(), n[0], n[1], n[2]);
            Size stride = Levels.stride(Levels.of(rough, spacing));
            int[] step = {stride.z(), stride.y(), stride.x()};
            int[] m = new int[3];
            for (int a = 0; a < 3; a++) {
                m[a] = (n[a] + step[a] - 1) / step[a] * step[a];
            }
            if ((long) m[0] * m[1] * m[2] <= voxels) return new Shape(median.axes(), m[0], m[1], m[2]);
            int longest = n[2] >= n[1] && n[2] >= n[0] ? 2 : n[1] >= n[0] ? 1 : 0;
            n[longest] = m[longest] > n[longest] ? m[longest] - step[longest] : n[longest] - step[longest];
        }
    }

    /// The same with another number of patches per step.
    public Plan batch(int other) {
        return new Plan(channels, classes, slices, preparation, patch, other, levels, mirrors, foreground,
                lengths, classNames);
    }

    /// The same with the mirrors that a recipe allows too.
    public Plan with(Mirrors other) {
        return new Plan(channels, classes, slices, preparation, patch, batch, levels, other, foreground,
                lengths, classNames);
    }

    /// The same with at least that many classes, for labels that no case of the fingerprint has.
    public Plan classes(int least) {
        return new Plan(channels, Math.max(classes, least), slices, preparation, patch, batch, levels,
                mirrors, foreground, lengths, classNames);
    }

    /// The same with other lengths, for example those of other runs that it is compared with.
    public Plan with(Lengths other) {
        return new Plan(channels, classes, slices, preparation, patch, batch, levels, mirrors, foreground,
                other, classNames);
    }

    /// The same with names of the classes, the background first.
    public Plan named(List<String> names) {
        return new Plan(channels, classes, slices, preparation, patch, batch, levels, mirrors, foreground,
                lengths, names);
    }

    /// The settings that prediction needs for a network that was trained with this plan.
    public ModelDescription description() {
        return new ModelDescription(channels, classes, patch, preparation, mirrors.axes());
    }

    /// The spacing that patches have, in mm, unless their image is close to it.
    public Spacing spacing() { return preparation.spacing(); }

    /// True where patches are slices of volumes.
    public boolean slicesVolumes() { return slices != Slices.NONE; }
}
