package io.github.edgewise.sample;

import io.github.edgewise.volume.Size;
import io.github.edgewise.plan.Slices;
import io.github.edgewise.volume.CoarseLabels;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/// The deformed labels of a patch and of the surroundings that its distances depend on.
///
/// The whole block extends beyond the patch by the reach of the loss, but not farther than the image and a
/// rim around it, so a reach of many images costs no memory. It is trimmed to the patch and the foreground,
/// with a voxel of the coarsest stage around it. Trimming is safe: any path to a voxel beyond the kept box
/// crosses kept background first, and that is closer.
///
/// @param labels the kept labels
/// @param numbers the component of every kept voxel in the undeformed case, 0 for the background; none if no
///     loss needs regions
/// @param counts voxels of every class in the whole block
/// @param z voxels before the patch along z
/// @param y likewise along y
/// @param x likewise along x
record WarpedLabels(LabelMap labels, Numbers numbers, Counts counts, int z, int y, int x) {
    /// Voxels of the block beyond the image, where its outermost labels are repeated.
    private static final int RIM = 32;

    /// How many voxels every class has.
    static final class Counts {
        private final int[] voxels;

        Counts(byte[] labels, int classes) {
            voxels = new int[classes];
            for (byte label : labels) {
                voxels[label & 0xff]++;
            }
        }
    }

    /// The component of every voxel.
    static final class Numbers {
        private final int[] ofVoxels;

        Numbers(int[] ofVoxels) { this.ofVoxels = ofVoxels; }
    }

    static WarpedLabels of(Sample sample, Warp warp, Shape patch) {
        TargetSpec wanted = sample.supervision();
        if (Double.isInfinite(wanted.reachMm())) {
            throw new IllegalArgumentException(
                    "the map of a deformed patch ends at the reach of the loss, but these "
                            + "samples are made for a loss without a clip; give them a reach in mm");
        }
        Spacing w = sample.grid().spacing();
        Size unit = wanted.coarsest();
        boolean flat = patch.axes() == 2 && wanted.slices() != Slices.MAP_OF_VOLUME;
        Shape whole = sample.grid().shape();
        Margin alongZ = flat
                ? Margin.NONE
                : Margin.of(wanted.reachMm() / w.z(), warp.shown(0, whole), patch.depth(), unit.z());
        Margin alongY = Margin.of(wanted.reachMm() / w.y(), warp.shown(1, whole), patch.height(), unit.y());
        Margin alongX = Margin.of(wanted.reachMm() / w.x(), warp.shown(2, whole), patch.width(), unit.x());
        int mz = alongZ.before;
        int my = alongY.before;
        int mx = alongX.before;
        Shape block = new Shape(whole.axes(), patch.depth() + mz + alongZ.after,
                patch.height() + my + alongY.after, patch.width() + mx + alongX.after);
        byte[] all = new byte[block.voxels()];
        int[] allNumbers = new int[wanted.regions() ? all.length : 0];
        if (!sample.foreground().isEmpty()) fill(all, allNumbers, block, sample, warp, mz, my, mx);
        var counts = new Counts(all, sample.classes());
        Extent kept = kept(Extent.ofForeground(all, block), block, unit,
                new Extent(mz, my, mx, mz + patch.depth() - 1, my + patch.height() - 1,
                        mx + patch.width() - 1));
        Shape shape = kept.shape(block.axes());
        byte[] labels = new byte[shape.voxels()];
        int[] numbers = new int[wanted.regions() ? labels.length : 0];
        for (int z = 0, to = 0; z < shape.depth(); z++) {
            for (int y = 0; y < shape.height(); y++, to += shape.width()) {
                int from = block.index(z + kept.z(), y + kept.y(), kept.x());
                System.arraycopy(all, from, labels, to, shape.width());
                if (wanted.regions()) System.arraycopy(allNumbers, from, numbers, to, shape.width());
            }
        }
        return new WarpedLabels(new LabelMap(Grid.of(shape, w), sample.classes(), labels),
                new Numbers(numbers), counts,
                mz - kept.z(), my - kept.y(), mx - kept.x());
    }

    /// The voxels of the block before and after the patch along one axis.
    private record Margin(int before, int after) {
        static final Margin NONE = new Margin(0, 0);

        /// The reach or the way to the end of the image and its rim, whichever is shorter, plus one voxel,
        /// rounded up to a multiple of the coarsest stage's voxels.
        ///
        /// @param reach in voxels
        /// @param image the first and the last voxel of the patch's grid that show the image
        /// @param n voxels of the patch
        static Margin of(double reach, double[] image, int n, int unit) {
            return new Margin(rounded(Math.min(reach, Math.max(0, -image[0]) + RIM), unit),
                    rounded(Math.min(reach, Math.max(0, image[1] - (n - 1)) + RIM), unit));
        }

        private static int rounded(double voxels, int unit) {
            return ((int) Math.ceil(voxels) + unit) / unit * unit;
        }
    }

    /// The patch and the foreground with a voxel of the coarsest stage around it.
    private static Extent kept(Extent foreground, Shape block, Size unit, Extent patch) {
        if (foreground.isEmpty()) return patch;
        return new Extent(first(foreground.z(), unit.z(), patch.z()),
                first(foreground.y(), unit.y(), patch.y()), first(foreground.x(), unit.x(), patch.x()),
                last(foreground.lastZ(), unit.z(), patch.lastZ(), block.depth()),
                last(foreground.lastY(), unit.y(), patch.lastY(), block.height()),
                last(foreground.lastX(), unit.x(), patch.lastX(), block.width()));
    }

    private static int first(int foreground, int unit, int patch) {
        return Math.max(0, Math.min(patch, (foreground / unit - 1) * unit));
    }

    private static int last(int foreground, int unit, int patch, int n) {
        return Math.min(n - 1, Math.max(patch, (foreground / unit + 2) * unit - 1));
    }

    /// Looks up all labels of the block that can be foreground.
    private static void fill(byte[] labels, int[] numbers, Shape block, Sample sample, Warp warp, int mz,
            int my, int mx) {
        Shape whole = sample.grid().shape();
        var lookup = new Lookup(sample, warp,
                new Extent(-mz, -my, -mx, block.depth() - mz - 1, block.height() - my - 1,
                        block.width() - mx - 1));
        var row = new Warp.Row(block.width());
        for (int z = 0; z < block.depth(); z++) {
            for (int y = 0; y < block.height(); y++) {
                int first = 0;
                int last = block.width() - 1;
                for (int a = 0; a < 3; a++) {
                    double start = warp.start(a, z - mz, y - my, -mx);
                    double step = warp.step(a);
                    double low = lookup.low(a) - warp.slack(a) - start;
                    double high = lookup.high(a) + warp.slack(a) - start;
                    if (Math.abs(step) < 1e-12) {
                        if (low > 1e-6 || high < -1e-6) last = -1;
                    } else {
                        first = (int) Math.max(first, Math.floor((step > 0 ? low : high) / step));
                        last = (int) Math.min(last, Math.ceil((step > 0 ? high : low) / step));
                    }
                }
                if (last < first) continue;
                warp.locate(z - mz, y - my, first - mx, row.first(last - first + 1));
                lookup.write(row, whole, labels, numbers, block.index(z, y, first));
            }
        }
    }

    /// The labels of the case around its foreground.
    private static final class Lookup {
        private final Window window;
        private final byte[] labels;
        private final List<MemorySegment> regions;
        private final double[] low;
        private final double[] high;

        /// @param block the voxels that will be read, in voxels of the patch
        Lookup(Sample sample, Warp warp, Extent block) {
            Shape whole = sample.grid().shape();
            Extent f = sample.foreground();
            int[] n = {whole.depth(), whole.height(), whole.width()};
            int[] first = {f.z(), f.y(), f.x()};
            int[] last = {f.lastZ(), f.lastY(), f.lastX()};
            low = new double[3];
            high = new double[3];
            for (int a = 0; a < 3; a++) {
                low[a] = first[a] == 0 ? Double.NEGATIVE_INFINITY : first[a] - 0.5;
                high[a] = last[a] == n[a] - 1 ? Double.POSITIVE_INFINITY : last[a] + 0.5;
                double[] range = warp.range(a, block);
                first[a] = Math.clamp((long) Math.floor(range[0]), first[a], last[a]);
                last[a] = Math.clamp((long) Math.ceil(range[1]), first[a], last[a]);
            }
            window = new Window(new Extent(first[0], first[1], first[2], last[0], last[1], last[2]), whole);
            labels = window.bytes(sample.truth(0).labels());
            regions = sample.truth(0).regions();
        }

        /// Points below this along axis `a` are background.
        double low(int a) { return low[a]; }

        /// Points above this along axis `a` are background.
        double high(int a) { return high[a]; }

        /// The labels of the voxels nearest to the points of a row, and the numbers of their components.
        void write(Warp.Row row, Shape whole, byte[] to, int[] numbers, int at) {
            Extent box = window.box();
            int height = box.lastY() - box.y() + 1;
            int width = box.lastX() - box.x() + 1;
            for (int i = 0; i < row.length(); i++) {
                int z = nearest(row.z[i], whole.depth());
                int y = nearest(row.y[i], whole.height());
                int x = nearest(row.x[i], whole.width());
                if (z >= box.z() && z <= box.lastZ() && y >= box.y() && y <= box.lastY() && x >= box.x()
                        && x <= box.lastX()) {
                    byte label = labels[((z - box.z()) * height + y - box.y()) * width + x - box.x()];
                    to[at + i] = label;
                    if (numbers.length > 0 && label != 0) { // a voxel lies in the region of its component
                        numbers[at + i] = (int) regions.get(label & 0xff)
                                .getAtIndex(ValueLayout.JAVA_FLOAT, whole.index(z, y, x));
                    }
                }
            }
        }

        private static int nearest(double at, int n) {
            return at <= 0 ? 0 : at >= n - 1 ? n - 1 : (int) (at + 0.5);
        }
    }

    /// The numbers of components on voxels of a stage.
    ///
    /// @param coarse the labels on them
    int[] numbersAt(Size stage, LabelMap coarse) {
        return LabelParts.coarse(labels, numbers.ofVoxels, coarse, stage);
    }

    /// The labels on voxels of a stage.
    LabelMap at(Size stage) {
        return CoarseLabels.of(labels, stage.z(), stage.y(), stage.x(), counts.voxels);
    }
}
