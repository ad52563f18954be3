package io.github.edgewise.distance;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.file.ByteStore;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Makes exact signed distance maps of a label map: `SignedDistance.of(labels).forClass(1)`.
///
/// `phi(x)` is the distance to the boundary of the class, in mm: negative where x is inside, positive
/// outside. It works for any spacing, in 2-D and 3-D. A [ZeroLevel] says where the boundary is. Only voxels
/// of the image count: what lies beyond its edge is unknown, not background. Axes of length one add nothing.
///
/// | class | FACE, CENTRE | REFERENCE, REFERENCE_TRUNCATED |
/// |---|---|---|
/// | absent from the image | `+D` everywhere, D the diagonal in mm | 0 |
/// | fills the image | `-D` everywhere | 0 |
///
/// The clip, if any, is applied last. So an absent class becomes `+clip`, the exact limit. A clip makes the
/// map cheaper to compute. Errors are below 2e-7 of max(1 spacing, distance).
///
/// Source: Kervadec et al., MIDL 2019 (arXiv 1812.07032), where `phi` is the level set function of the
/// boundary. [LargeSignedDistance] makes maps of label files that do not fit in memory.
///
/// @param labels the classes
/// @param zeroLevel where the map is zero
/// @param clipMm values saturate at plus and minus this many mm; infinite for no clip
/// @param threads that share the work; the result does not depend on them
public record SignedDistance(LabelMap labels, ZeroLevel zeroLevel, double clipMm, int threads) {
    /// Number of voxels below which starting threads costs more time than it saves.
    private static final int SMALL = 1 << 17;

    public SignedDistance {
        requireClip(clipMm);
        requireThreads(threads);
    }

    static void requireClip(double clipMm) {
        if (!(clipMm > 0)) {
            throw new InvalidInputException("clip must be a positive number of mm, but is " + clipMm);
        }
    }

    static void requireThreads(int threads) {
        if (threads < 1) throw new InvalidInputException("at least one thread is needed, not " + threads);
    }

    /// Maps of these labels with [ZeroLevel#FACE], without a clip. Large maps use all cores.
    public static SignedDistance of(LabelMap labels) {
        int threads = labels.grid().voxels() < SMALL ? 1 : Runtime.getRuntime().availableProcessors();
        return new SignedDistance(labels, ZeroLevel.FACE, Double.POSITIVE_INFINITY, threads);
    }

    /// The same with another zero level.
    public SignedDistance with(ZeroLevel other) { return new SignedDistance(labels, other, clipMm, threads); }

    /// The same maps, limited to the range from minus `mm` to plus `mm`.
    public SignedDistance clip(double mm) { return new SignedDistance(labels, zeroLevel, mm, threads); }

    /// The same maps, made on that many threads.
    public SignedDistance threads(int number) {
        return new SignedDistance(labels, zeroLevel, clipMm, number);
    }

    /// The map of class `classIndex`.
    ///
    /// @throws IllegalArgumentException where the label map does not declare class `classIndex`
    public DistanceMap forClass(int classIndex) {
        return forClass(classIndex, Kernels.next(labels.grid()));
    }

    DistanceMap forClass(int k, Kernel kernel) {
        float[] mm = new float[labels.grid().voxels()];
        return new DistanceMap(labels.grid(), mm, fill(k, mm, kernel));
    }

    /// Writes the map of class `classIndex` into the caller's array, one value per voxel. Returns whether
    /// the class has a surface. This saves the allocation if maps are made again and again.
    ///
    /// @throws IllegalArgumentException where the label map does not declare class `classIndex`, or the
    ///     array has another length
    public boolean fill(int classIndex, float[] mm) {
        return fill(classIndex, mm, Kernels.next(labels.grid()));
    }

    private boolean fill(int k, float[] mm, Kernel kernel) {
        if (k < 0 || k >= labels.classes()) {
            throw new InvalidInputException(
                    "class " + k + " was asked for, but there are " + labels.classes() + " classes (0-"
                            + (labels.classes() - 1) + ")");
        }
        Grid grid = labels.grid();
        if (mm.length != grid.voxels()) {
            throw new InvalidInputException("a map of " + grid.shape() + " has " + grid.voxels()
                    + " values, but the array holds " + mm.length);
        }
        Rows.Sides sides = Rows.sides(ByteStore.of(labels.labels()), k);
        if (!sides.isSurface()) {
            Arrays.fill(mm, (float) withoutSurface(sides.inside(), grid, zeroLevel, clipMm));
        } else if (isDouble()) {
            inDouble(k, mm);
        } else {
            transform(kernel).signed(k, VoxelStore.of(mm));
        }
        return sides.isSurface();
    }

    /// The maps of all classes, in their order. The cost is one transform per class, or one in total if only
    /// two classes occur in the image.
    public List<DistanceMap> forClasses() { return forClasses(Kernels.next(labels.grid())); }

    List<DistanceMap> forClasses(Kernel kernel) {
        int classes = labels.classes();
        boolean[] occurs = Rows.present(labels.labels());
        List<Integer> present = IntStream.range(0, classes).filter(k -> occurs[k]).boxed().toList();
        if ((present.size() < 3 && zeroLevel.isReference()) || isDouble()) {
            return IntStream.range(0, classes).mapToObj(k -> forClass(k, kernel)).toList();
        }
        List<float[]> maps = present.size() > 2
                ? partition(present, kernel)
                : present.size() == 2 ? bothSides(present.getLast(), kernel) : List.of();
        var all = new ArrayList<DistanceMap>();
        for (int k = 0; k < classes; k++) {
            all.add(!occurs[k] || maps.isEmpty()
                    ? forClass(k, kernel)
                    : new DistanceMap(labels.grid(), maps.get(present.indexOf(k)), true));
        }
        return List.copyOf(all);
    }

    /// One one-sided transform per class.
    private List<float[]> partition(List<Integer> present, Kernel kernel) {
        List<float[]> maps = present.stream().map(k -> new float[labels.grid().voxels()]).toList();
        transform(kernel).partition(present, maps.stream().map(VoxelStore::of).toList());
        return maps;
    }

    /// Two maps: first that of the complement of the class, then that of the class.
    private List<float[]> bothSides(int k, Kernel kernel) {
        float[] one = forClass(k, kernel).mm();
        float[] other = new float[one.length];
        for (int i = 0; i < one.length; i++) {
            other[i] = -one[i];
        }
        return List.of(other, one);
    }

    private Transform transform(Kernel kernel) {
        return new Transform(ByteStore.of(labels.labels()), labels.grid(), zeroLevel, clipMm,
                kernel, threads, share -> {});
    }

    /// True where float is not precise enough, because rounding decides or squares leave its range.
    private boolean isDouble() {
        return zeroLevel == ZeroLevel.REFERENCE_TRUNCATED || !Transform.fits(labels.grid());
    }

    /// The constant of a map without a surface.
    static double withoutSurface(boolean full, Grid grid, ZeroLevel zeroLevel, double clipMm) {
        if (zeroLevel.isReference()) return 0;
        double far = Math.min(grid.diagonalMm(), clipMm);
        return full ? -far : far;
    }

    private void inDouble(int k, float[] mm) {
        for (boolean inside : new boolean[]{false, true}) {
            var sites = new boolean[mm.length];
            for (int i = 0; i < mm.length; i++) {
                sites[i] = labels.at(i) == k != inside;
            }
            double[] d = zeroLevel == ZeroLevel.REFERENCE_TRUNCATED
                    ? toIndex(Nearest.index(labels.grid(), sites))
                    : Nearest.roots(Nearest.squares(labels.grid(), sites, zeroLevel.cost()));
            for (int i = 0; i < mm.length; i++) {
                if (sites[i]) continue;
                double phi = !inside ? d[i] : zeroLevel.isReference() ? -(d[i] - 1) : -d[i];
                double level = zeroLevel == ZeroLevel.REFERENCE_TRUNCATED ? (int) phi : phi;
                mm[i] = (float) Math.clamp(level, -clipMm, clipMm);
            }
        }
    }

    /// Distances to the voxels with these indices, rounded as the published code rounds them: it adds the
    /// squares in the order of the axes.
    private double[] toIndex(int[] nearest) {
        Shape s = labels.grid().shape();
        Spacing w = labels.grid().spacing();
        double[] mm = new double[nearest.length];
        for (int i = 0; i < mm.length; i++) {
            double x = (i % s.width() - nearest[i] % s.width()) * w.x();
            double y = (i / s.width() % s.height() - nearest[i] / s.width() % s.height()) * w.y();
            double z = (i / s.width() / s.height() - nearest[i] / s.width() / s.height()) * w.z();
            mm[i] = Math.sqrt(z * z + y * y + x * x);
        }
        return mm;
    }
}
