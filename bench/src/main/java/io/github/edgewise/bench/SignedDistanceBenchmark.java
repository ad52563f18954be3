package io.github.edgewise.bench;

import io.github.edgewise.distance.DistanceMap;
import io.github.edgewise.distance.SignedDistance;
import io.github.edgewise.phantom.Phantom;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
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

/// The time of one signed distance map of small lesions.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SignedDistanceBenchmark {
    /// `256x256`, or `64x64x64`.
    @Param({"256x256", "64x64x64"})
    public String size = "256x256";

    private LabelMap labels = new LabelMap(Grid.of(Shape.of(1, 1)), 2, new byte[1]);

    /// Draws the label map.
    @Setup
    public void draw() {
        Grid grid = size.equals("256x256")
                ? Grid.of(Shape.of(256, 256))
                : Grid.of(Shape.of(64, 64, 64), new Spacing(3, 1, 1));
        labels = new Phantom(grid, 2, 0.01, 1).make(0).labels();
    }

    /// The map of class 1.
    @Benchmark
    public DistanceMap face() { return SignedDistance.of(labels).forClass(1); }
}
