package io.github.edgewise.volume;

import io.github.edgewise.InvalidInputException;
import java.util.Arrays;

/// Resamples images and label maps to voxels of another size.
///
/// Both grids begin at the outer corner of their first voxel. So voxel `i` of the new grid has its centre at
/// `(i + 1/2) w' / w - 1/2` in voxels of the old grid, where w and w' are the old and the new spacing. A new
/// value is the mean of the old values around it, weighted by a triangle as wide as two voxels of the coarser
/// grid. This is linear interpolation where voxels become smaller, and an average without aliasing where they
/// become larger. Weights of voxels beyond the border are left out. An axis with unchanged spacing and length
/// is copied.
///
/// [#linear] and [#nearest] only interpolate, as published experiments do that resize slices. They do not
/// average where voxels become larger.
public final class VolumeResampling {
    private VolumeResampling() {}

    /// A grid of that spacing over the same extent, with n' = round(n w / w') voxels per axis, at least one.
    /// The new grid does not keep the position in the patient.
    public static Grid grid(Grid grid, Spacing spacing) {
        Shape s = grid.shape();
        Spacing w = grid.spacing();
        int depth = s.axes() == 2 ? 1 : length(s.depth(), w.z(), spacing.z());
        return Grid.of(new Shape(s.axes(), depth, length(s.height(), w.y(), spacing.y()),
                length(s.width(), w.x(), spacing.x())), spacing);
    }

    private static int length(int n, double from, double to) {
        return Math.clamp(Math.round(n * from / to), 1, Integer.MAX_VALUE);
    }

    /// The image on another grid. Every channel is resampled separately.
    ///
    /// @throws IllegalArgumentException where one grid is 2-D and the other 3-D
    public static Volume image(Volume image, Grid target) {
        return image(image, target, Taps.of(image.grid(), target, true));
    }

    /// The image on another grid, always interpolated linearly (order 1), whatever the sizes of the voxels.
    ///
    /// @throws IllegalArgumentException where one grid is 2-D and the other 3-D
    public static Volume linear(Volume image, Grid target) {
        return image(image, target, Taps.of(image.grid(), target, false));
    }

    private static Volume image(Volume image, Grid target, Taps[] axes) {
        int voxels = image.grid().voxels();
        int wanted = target.voxels();
        float[] all = new float[target.shape().values(image.channels())];
        for (int c = 0; c < image.channels(); c++) {
            float[] one = Arrays.copyOfRange(image.values(), c * voxels, (c + 1) * voxels);
            System.arraycopy(apply(axes, one, image.grid().shape()), 0, all, c * wanted, wanted);
        }
        return new Volume(target, all);
    }

    /// The labels on another grid. A new voxel takes the class with the largest share of it; if several
    /// shares are equal, the lowest of these classes. A lesion (a connected component of any class except 0)
    /// that would lose all of its voxels keeps the new voxel with most of it.
    ///
    /// @throws IllegalArgumentException where one grid is 2-D and the other 3-D
    public static LabelMap labels(LabelMap labels, Grid target) {
        var axes = Taps.of(labels.grid(), target, true);
        float[] most = new float[target.voxels()];
        byte[] chosen = new byte[most.length];
        for (int k = 0; k < labels.classes(); k++) {
            float[] share = apply(axes, indicator(labels, k), labels.grid().shape());
            for (int i = 0; i < share.length; i++) {
                if (share[i] <= most[i]) continue;
                most[i] = share[i];
                chosen[i] = (byte) k;
            }
        }
        for (int k = 1; k < labels.classes(); k++) {
            if (labels.count(k) == 0) continue;
            KeptLesions.of(Components.of(labels, k), k, chosen, i -> cell(i, labels.grid(), target));
        }
        return new LabelMap(target, labels.classes(), chosen);
    }

    /// The labels on another grid. Every new voxel takes the label of the old voxel that contains its centre
    /// (order 0). A lesion smaller than the new voxels can vanish.
    ///
    /// @throws IllegalArgumentException where one grid is 2-D and the other 3-D
    public static LabelMap nearest(LabelMap labels, Grid target) {
        requireAxes(labels.grid(), target);
        byte[] chosen = new byte[target.voxels()];
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = (byte) labels.at(cell(i, target, labels.grid()));
        }
        return new LabelMap(target, labels.classes(), chosen);
    }

    private static void requireAxes(Grid from, Grid to) {
        int axes = from.shape().axes();
        if (axes != to.shape().axes()) {
            throw new InvalidInputException("an image with " + axes
                    + " axes cannot be resampled to a grid with " + to.shape().axes() + " axes");
        }
    }

    /// The voxel of grid `to` that contains the centre of voxel i of grid `from`.
    private static int cell(int i, Grid from, Grid to) {
        Shape s = from.shape();
        Shape t = to.shape();
        return t.index(cell(i / s.width() / s.height(), from.spacing().z(), to.spacing().z(), t.depth()),
                cell(i / s.width() % s.height(), from.spacing().y(), to.spacing().y(), t.height()),
                cell(i % s.width(), from.spacing().x(), to.spacing().x(), t.width()));
    }

    private static int cell(int at, double from, double to, int n) {
        return Math.min(n - 1, (int) ((at + 0.5) * from / to));
    }

    private static float[] indicator(LabelMap labels, int k) {
        float[] indicator = new float[labels.labels().length];
        for (int i = 0; i < indicator.length; i++) {
            if (labels.at(i) == k) indicator[i] = 1;
        }
        return indicator;
    }

    private static float[] apply(Taps[] axes, float[] values, Shape shape) {
        int[] n = {shape.depth(), shape.height(), shape.width()};
        float[] current = values;
        for (int a = 2; a >= 0; a--) {
            if (axes[a].isCopy()) continue;
            int outer = 1;
            int inner = 1;
            for (int b = 0; b < 3; b++) {
                if (b < a) outer *= n[b];
                if (b > a) inner *= n[b];
            }
            current = axes[a].along(current, outer, n[a], inner);
            n[a] = axes[a].first.length;
        }
        return current;
    }

    /// The old voxels along one axis that contribute to every new voxel, and their weights.
    static final class Taps {
        final int[] first;
        final float[][] weights;
        private final int old;

        /// @param first per new voxel, the first old voxel that contributes
        /// @param weights per new voxel, the weights of that old voxel and of those after it
        /// @param old the number of old voxels
        private Taps(int[] first, float[][] weights, int old) {
            this.first = first;
            this.weights = weights;
            this.old = old;
        }

        /// @param averages whether a larger voxel is the mean of all old voxels that it covers
        static Taps[] of(Grid from, Grid to, boolean averages) {
            requireAxes(from, to);
            Shape s = from.shape();
            Shape t = to.shape();
            Spacing w = from.spacing();
            Spacing v = to.spacing();
            return new Taps[]{of(s.depth(), t.depth(), v.z() / w.z(), averages),
                of(s.height(), t.height(), v.y() / w.y(), averages),
                of(s.width(), t.width(), v.x() / w.x(), averages)};
        }

        private static Taps of(int old, int wanted, double scale, boolean averages) {
            double half = averages ? Math.max(1, scale) : 1;
            int[] first = new int[wanted];
            float[][] weights = new float[wanted][];
            for (int i = 0; i < wanted; i++) {
                double centre = Math.clamp((i + 0.5) * scale - 0.5, 0, old - 1.);
                int from = Math.max(0, (int) Math.floor(centre - half) + 1);
                int to = Math.min(old - 1, (int) Math.ceil(centre + half) - 1);
                first[i] = from;
                weights[i] = triangle(centre, half, from, to);
            }
            return new Taps(first, weights, old);
        }

        private static float[] triangle(double centre, double half, int from, int to) {
            double[] w = new double[to - from + 1];
            for (int j = from; j <= to; j++) {
                w[j - from] = 1 - Math.abs(j - centre) / half;
            }
            double sum = Arrays.stream(w).sum();
            float[] weights = new float[w.length];
            for (int j = 0; j < w.length; j++) {
                weights[j] = (float) (w[j] / sum);
            }
            return weights;
        }

        boolean isCopy() {
            if (first.length != old) return false;
            for (int i = 0; i < old; i++) {
                if (first[i] != i || weights[i].length != 1) return false;
            }
            return true;
        }

        float[] along(float[] values, int outer, int n, int inner) {
            float[] made = new float[outer * first.length * inner];
            for (int o = 0; o < outer; o++) {
                for (int i = 0; i < first.length; i++) {
                    int to = (o * first.length + i) * inner;
                    for (int j = 0; j < weights[i].length; j++) {
                        float weight = weights[i][j];
                        int from = (o * n + first[i] + j) * inner;
                        for (int x = 0; x < inner; x++) {
                            made[to + x] += weight * values[from + x];
                        }
                    }
                }
            }
            return made;
        }
    }
}
