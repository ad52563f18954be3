package io.github.edgewise.bench;

import io.github.edgewise.metric.AverageSurfaceDistance;
import io.github.edgewise.metric.BoundaryIou;
import io.github.edgewise.metric.BratsDice;
import io.github.edgewise.metric.BratsHausdorff;
import io.github.edgewise.metric.Convention;
import io.github.edgewise.metric.Dice;
import io.github.edgewise.metric.FoundHausdorff;
import io.github.edgewise.metric.Hausdorff;
import io.github.edgewise.metric.Iou;
import io.github.edgewise.metric.LesionF1;
import io.github.edgewise.metric.LesionPrecision;
import io.github.edgewise.metric.LesionRecall;
import io.github.edgewise.metric.MaskPair;
import io.github.edgewise.metric.Metric;
import io.github.edgewise.metric.PanopticQuality;
import io.github.edgewise.metric.PerComponent;
import io.github.edgewise.metric.Precision;
import io.github.edgewise.metric.Recall;
import io.github.edgewise.metric.RecognitionQuality;
import io.github.edgewise.metric.Score;
import io.github.edgewise.metric.SegmentationQuality;
import io.github.edgewise.metric.SurfaceDice;
import io.github.edgewise.metric.VolumeDifference;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// The time to score one case of 182 x 218 x 182 voxels, all classes, on one thread.
///
/// The results and the commands are in docs/benchmarks/metrics.md.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(3)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 1)
public class MetricBenchmark {
    private static final List<Metric> OVERLAP = List.of(new Dice(), new Iou(), new Precision(), new Recall(),
            new VolumeDifference());
    private static final List<Metric> SURFACE = List.of(new Hausdorff(100), new Hausdorff(95),
            new AverageSurfaceDistance(), new SurfaceDice(1));
    private static final List<Metric> LESION = List.of(new LesionPrecision(), new LesionRecall(),
            new LesionF1());
    private static final List<Metric> AREA = List.of(new Hausdorff(95, Convention.AREA),
            new AverageSurfaceDistance(Convention.AREA), new SurfaceDice(1, Convention.AREA));
    private static final List<Metric> EXACT = List.of(new Hausdorff(100, Convention.EXACT),
            new Hausdorff(95, Convention.EXACT), new AverageSurfaceDistance(Convention.EXACT),
            new SurfaceDice(1, Convention.EXACT));

    private static final List<Metric> REGIONS = List.of(new PerComponent(new Dice()),
            new PerComponent(new Hausdorff(95)), new PerComponent(new SurfaceDice(1)));
    private static final List<Metric> BRATS = List.of(new BratsDice(), new BratsHausdorff());
    private static final List<Metric> PANOPTIC = List.of(new PanopticQuality(), new RecognitionQuality(),
            new SegmentationQuality(), new LesionRecall(10, 100));

    /// See [Pairs].
    @Param({"lesions", "brain", "apart"})
    public String pair = "lesions";

    private LabelMap prediction = new LabelMap(Grid.of(Shape.of(1, 1)), 2, new byte[1]);
    private LabelMap reference = prediction;

    /// Draws the label maps.
    @Setup
    public void draw() {
        Pairs chosen = Pairs.valueOf(pair.toUpperCase(Locale.ROOT));
        prediction = chosen.prediction();
        reference = chosen.reference();
    }

    private double sum(List<List<Metric>> metrics) {
        double sum = 0;
        for (MaskPair masks : MaskPair.ofClasses(prediction, reference)) {
            for (List<Metric> group : metrics) {
                for (Metric metric : group) {
                    if (metric.score(masks) instanceof Score.Value(var v)) sum += v;
                }
            }
        }
        return sum;
    }

    /// All fourteen metrics that `edgewise evaluate` prints.
    @Benchmark
    public double all() {
        return sum(List.of(OVERLAP, SURFACE, LESION, List.of(new BoundaryIou(), new FoundHausdorff(95))));
    }

    /// Dice, IoU, precision, recall, volume difference.
    @Benchmark
    public double overlap() { return sum(List.of(OVERLAP)); }

    /// HD, HD95, ASSD and NSD of border voxels.
    @Benchmark
    public double surface() { return sum(List.of(SURFACE)); }

    /// HD95, ASSD and NSD of surface elements.
    @Benchmark
    public double elements() { return sum(List.of(AREA)); }

    /// HD, HD95, ASSD and NSD over all points of voxel faces.
    @Benchmark
    public double exact() { return sum(List.of(EXACT)); }

    /// Boundary IoU.
    @Benchmark
    public double boundaryIou() { return sum(List.of(List.of(new BoundaryIou()))); }

    /// Lesion-wise precision, recall and F1.
    @Benchmark
    public double lesions() { return sum(List.of(LESION)); }

    /// Everything that counts objects: per component, panoptic, BraTS and recall by size.
    @Benchmark
    public double objects() { return sum(List.of(REGIONS, BRATS, PANOPTIC)); }

    /// Dice, HD95 and NSD in the regions of the components.
    @Benchmark
    public double regions() { return sum(List.of(REGIONS)); }

    /// Lesion-wise Dice and HD95 of BraTS.
    @Benchmark
    public double brats() { return sum(List.of(BRATS)); }

    /// Panoptic quality and recall by size.
    @Benchmark
    public double panoptic() { return sum(List.of(PANOPTIC)); }
}
