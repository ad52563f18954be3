package io.github.edgewise.metric;

import java.util.List;

/// The metrics of label maps that tables hold, in their order there.
public final class Metrics {
    private Metrics() {}

    /// All of them, surface Dice within [SurfaceDice#USUAL_MM].
    public static List<Metric> all() { return all(SurfaceDice.USUAL_MM); }

    /// All of them.
    ///
    /// @param toleranceMm of surface Dice
    public static List<Metric> all(double toleranceMm) {
        return List.of(new Dice(), new Iou(), new BoundaryIou(), new Hausdorff(100), new Hausdorff(95),
                new AverageSurfaceDistance(), new SurfaceDice(toleranceMm), new VolumeDifference(),
                new Precision(), new Recall(), new LesionPrecision(), new LesionRecall(), new LesionF1(),
                new FoundHausdorff(95));
    }
}
