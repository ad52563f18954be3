package io.github.edgewise.bench;

import io.github.edgewise.distance.ComponentRegions;
import io.github.edgewise.distance.DistanceMap;
import io.github.edgewise.distance.Kernels;
import io.github.edgewise.distance.SignedDistance;
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

/// The time of the regions of components of a patch, next to that of its signed distance maps, on one thread.
///
/// The results and the commands are in docs/benchmarks/distance.md.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(3)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class ComponentRegionsBenchmark {
    /// `128`: 128 x 128; `64`: 64 x 64 x 64; `182`: 182 x 218 x 182.
    @Param({"128", "64"})
    public int size = 128;

    /// What the patch holds, see [Textures].
    @Param({"blobs", "points"})
    public String texture = "blobs";

    /// With more than two, the texture is balls.
    @Param({"2", "4"})
    public int classes = 2;

    private LabelMap labels = new LabelMap(Grid.of(Shape.of(1, 1)), 2, new byte[1]);
    private int[] numbers = new int[0];

    /// Draws the label map.
    @Setup
    public void draw() {
        Kernels.preferVector();
        Shape shape = size == 128
                ? Shape.of(128, 128)
                : size == 182 ? Shape.of(182, 218, 182) : Shape.of(size, size, size);
        Textures drawn = classes > 2 ? Textures.BLOBS : Textures.valueOf(texture.toUpperCase(Locale.ROOT));
        labels = drawn.draw(shape, classes);
        numbers = ComponentRegions.numbers(labels);
    }

    /// The regions of all classes.
    @Benchmark
    public int[][] regions() { return ComponentRegions.of(labels, numbers); }

    /// The numbers of the components of all classes, which a case needs only once.
    @Benchmark
    public int[] numbers() { return ComponentRegions.numbers(labels); }

    /// The signed maps of all classes.
    @Benchmark
    public List<DistanceMap> maps() { return SignedDistance.of(labels).threads(1).forClasses(); }

    /// The signed map of one class.
    @Benchmark
    public DistanceMap map() { return SignedDistance.of(labels).threads(1).forClass(1); }
}
