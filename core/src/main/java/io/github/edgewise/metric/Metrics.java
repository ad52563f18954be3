package io.github.edgewise.metric;

import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/// The metrics of label maps in tables, in the order of the tables.
public final class Metrics {
    private Metrics() {}

    /// All metrics, surface Dice with the tolerance [SurfaceDice#USUAL_MM].
    public static List<Metric> all() { return all(SurfaceDice.USUAL_MM); }

    /// Metrics that tables hold only where they are named, because they are for thin objects.
    public static List<Metric> further() {
        return List.of(
                new ClDice(), new ComponentError(), new LoopError());
    }

    /// Metrics of others, found as services ([java.util.ServiceLoader]); tables hold them only where they are
    /// named.
    public static List<Metric> others() {
        return ServiceLoader.load(Metric.class).stream().map(ServiceLoader.Provider::get).toList();
    }

    /// All metrics and the calibration error, for predictions whose probabilities are known.
    public static List<Metric> ofProbabilities() { return ofProbabilities(SurfaceDice.USUAL_MM); }

    /// All metrics and the calibration error.
    ///
    /// @param toleranceMm of surface Dice
    public static List<Metric> ofProbabilities(double toleranceMm) {
        return Stream.concat(all(toleranceMm).stream(), Stream.of(new CalibrationError())).toList();
    }

    /// All metrics.
    ///
    /// @param toleranceMm of surface Dice
    public static List<Metric> all(double toleranceMm) {
        return List.of(new Dice(), new Iou(), new BoundaryIou(), new Hausdorff(100), new Hausdorff(95),
                new AverageSurfaceDistance(), new SurfaceDice(toleranceMm), new VolumeDifference(),
                new Precision(), new Recall(), new LesionPrecision(), new LesionRecall(), new LesionF1(),
                new FoundHausdorff(95));
    }
}
