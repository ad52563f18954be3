package io.github.edgewise.bench;

import io.github.edgewise.distance.DistanceMap;
import io.github.edgewise.distance.Kernels;
import io.github.edgewise.distance.SignedDistance;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import java.util.Arrays;
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

/// The time of signed distance maps, next to that of copying an array of the same size.
///
/// The results and the commands are in docs/benchmarks/distance.md.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(3)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 1)
public class SignedDistanceBenchmark {
    /// `256`: 256 x 256 x 256; `2048`: 2048 x 2048.
    @Param({"256", "2048"})
    public int size = 256;

    /// What the image holds, see [Textures].
    @Param({"blobs"})
    public String texture = "blobs";

    @Param({"1", "2"})
    public int threads = 1;

    private SignedDistance two = SignedDistance.of(new LabelMap(Grid.of(Shape.of(1, 1)), 2, new byte[1]));
    private SignedDistance four = two;
    private float[] from = new float[0];
    private float[] to = new float[0];

    /// Draws the label maps.
    @Setup
    public void draw() {
        Kernels.preferVector(); // the scalar one computes where Java has no --add-modules jdk.incubator.vector
        Shape shape = size == 2048 ? Shape.of(2048, 2048) : Shape.of(size, size, size);
        two = SignedDistance.of(Textures.valueOf(texture.toUpperCase(Locale.ROOT)).draw(shape, 2))
                .threads(threads);
        four = SignedDistance.of(Textures.BLOBS.draw(shape, 4)).threads(threads);
        from = new float[shape.voxels()];
        Arrays.fill(from, 1); // or all its pages would be one page of zeros
        to = new float[shape.voxels()];
    }

    /// The map of one class, into an array that is there.
    @Benchmark
    public float[] signed() {
        two.fill(1, to);
        return to;
    }

    /// The map of one class, exact up to 10 voxels from the surface.
    @Benchmark
    public float[] clipped() {
        two.clip(10).fill(1, to);
        return to;
    }

    /// The map of one class, allocated anew.
    @Benchmark
    public DistanceMap signedNew() { return two.forClass(1); }

    /// The maps of four classes.
    @Benchmark
    public List<DistanceMap> fourClasses() { return four.forClasses(); }

    /// What memory allows: a copy of one map.
    @Benchmark
    public float[] copy() {
        System.arraycopy(from, 0, to, 0, from.length);
        return to;
    }
}
