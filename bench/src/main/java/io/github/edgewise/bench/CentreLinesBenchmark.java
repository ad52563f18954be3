package io.github.edgewise.bench;

import io.github.edgewise.distance.CentreLines;
import io.github.edgewise.distance.DistanceMap;
import io.github.edgewise.distance.Kernels;
import io.github.edgewise.distance.SignedDistance;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import java.util.SplittableRandom;
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

/// The time to make the centre lines of a patch of six winding tubes, beside that of its distance map.
///
/// A batch of 8 x 128 x 128 or 2 x 64 x 64 x 64 needs them once per deformed patch.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(3)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 1)
public class CentreLinesBenchmark {
    private static final int TUBES = 6;

    /// 2 or 3.
    @Param({"2", "3"})
    public int axes = 2;

    /// In voxels.
    @Param({"1.5", "3"})
    public double radius = 3;

    private LabelMap labels = new LabelMap(Grid.of(Shape.of(1, 1)), 2, new byte[1]);

    /// Draws the tubes.
    @Setup
    public void draw() {
        Kernels.preferVector();
        Shape s = axes == 2 ? Shape.of(128, 128) : Shape.of(64, 64, 64);
        var random = new SplittableRandom(1);
        byte[] voxels = new byte[s.voxels()];
        for (int tube = 0; tube < TUBES; tube++) {
            double y = s.height() * random.nextDouble();
            double z = s.depth() * random.nextDouble();
            double bend = 0.1 * s.height() * random.nextDouble();
            for (int i = 0; i < voxels.length; i++) {
                int along = i % s.width();
                double dy = i / s.width() % s.height() - y - bend * Math.sin(along / 9.);
                double dz = axes == 2 ? 0 : i / s.width() / s.height() - z - bend * Math.cos(along / 7.);
                if (dy * dy + dz * dz < radius * radius) voxels[i] = 1;
            }
        }
        labels = new LabelMap(Grid.of(s), 2, voxels);
    }

    /// The centre lines.
    @Benchmark
    public byte[] centreLines() { return CentreLines.of(labels); }

    /// The distance map, on one thread.
    @Benchmark
    public DistanceMap distanceMap() { return SignedDistance.of(labels).threads(1).forClass(1); }
}
