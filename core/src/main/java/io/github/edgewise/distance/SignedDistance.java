package io.github.edgewise.distance;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import java.util.Arrays;

/// Makes exact signed distance maps of a label map: `SignedDistance.of(labels).forClass(1)`.
///
/// `phi(x)` is minus the distance to the boundary of the class where x is inside, plus the distance outside,
/// in mm, for any spacing, in 2-D and 3-D. A [ZeroLevel] says what the boundary is. Only voxels of the image
/// count: beyond its border is unknown, not background. Axes of length one add nothing.
///
/// | class | FACE, CENTRE | REFERENCE |
/// |---|---|---|
/// | absent from the image | `+D` everywhere, D the diagonal in mm | 0 |
/// | fills the image | `-D` everywhere | 0 |
///
/// The clip, if any, is applied last: an absent class becomes `+clip`, the exact limit.
/// Source: Kervadec et al., MIDL 2019 (arXiv 1812.07032), where `phi` is the level set function of the
/// boundary.
///
/// @param labels the classes
/// @param zeroLevel where the map is zero
/// @param clipMm values saturate at plus and minus this many mm; infinite for no clip
public record SignedDistance(LabelMap labels, ZeroLevel zeroLevel, double clipMm) {
    private static final Kernel KERNEL = new LowerEnvelope();

    public SignedDistance {
        if (!(clipMm > 0)) {
            throw new IllegalArgumentException("clip must be a positive number of mm, but is " + clipMm);
        }
    }

    /// Maps of these labels with [ZeroLevel#FACE] and without a clip.
    public static SignedDistance of(LabelMap labels) {
        return new SignedDistance(labels, ZeroLevel.FACE, Double.POSITIVE_INFINITY);
    }

    /// The same with another zero level.
    public SignedDistance with(ZeroLevel other) { return new SignedDistance(labels, other, clipMm); }

    /// The same, saturating at plus and minus `mm`.
    public SignedDistance clip(double mm) { return new SignedDistance(labels, zeroLevel, mm); }

    /// The map of class `k`.
    ///
    /// @throws IllegalArgumentException where the label map does not declare class `k`
    public DistanceMap forClass(int k) {
        if (k < 0 || k >= labels.classes()) {
            throw new IllegalArgumentException(
                    "class " + k + " was asked for, but there are " + labels.classes() + " classes (0-"
                            + (labels.classes() - 1) + ")");
        }
        Grid grid = labels.grid();
        int inside = labels.count(k);
        boolean hasSurface = inside > 0 && inside < grid.voxels();
        float[] mm = new float[grid.voxels()];
        if (hasSurface) {
            measure(k, mm);
        } else if (zeroLevel != ZeroLevel.REFERENCE) {
            Arrays.fill(mm, clipped(inside == 0 ? grid.diagonalMm() : -grid.diagonalMm()));
        }
        return new DistanceMap(grid, mm, hasSurface);
    }

    private void measure(int k, float[] mm) {
        StepCost cost = zeroLevel == ZeroLevel.FACE ? StepCost.FACE : StepCost.CENTRE;
        double inset = zeroLevel == ZeroLevel.REFERENCE ? 1 : 0;
        byte[] classes = labels.labels();
        double[] toClass = new double[mm.length];
        double[] toRest = new double[mm.length];
        for (int i = 0; i < mm.length; i++) {
            boolean inside = (classes[i] & 0xff) == k;
            toClass[i] = inside ? 0 : Double.POSITIVE_INFINITY;
            toRest[i] = inside ? Double.POSITIVE_INFINITY : 0;
        }
        KERNEL.transform(toClass, labels.grid(), cost);
        KERNEL.transform(toRest, labels.grid(), cost);
        for (int i = 0; i < mm.length; i++) {
            boolean inside = (classes[i] & 0xff) == k;
            mm[i] = clipped(inside ? inset - Math.sqrt(toRest[i]) : Math.sqrt(toClass[i]));
        }
    }

    private float clipped(double mm) { return (float) Math.clamp(mm, -clipMm, clipMm); }

    /// The distance from every voxel's centre to the nearest voxel centre of `sites`, in mm; all infinite
    /// where there is no site. The unsigned transform that surface metrics need.
    ///
    /// @param sites one flag per voxel of `grid`
    public static double[] toNearest(Grid grid, boolean[] sites) {
        double[] squared = new double[grid.voxels()];
        for (int i = 0; i < squared.length; i++) {
            squared[i] = sites[i] ? 0 : Double.POSITIVE_INFINITY;
        }
        KERNEL.transform(squared, grid, StepCost.CENTRE);
        Arrays.setAll(squared, i -> Math.sqrt(squared[i]));
        return squared;
    }
}
