package io.github.edgewise.distance;

import io.github.edgewise.volume.Grid;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Chooses the kernel: the scalar kernel first, the vector kernel once it pays.
///
/// Vector code is slow until it is compiled, which takes half a second. A process that makes a few maps is
/// faster with the scalar kernel. So the vector kernel takes over with the map that makes more than 2^26
/// voxels (four volumes of 256 x 256 x 256) in all, or immediately after [#preferVector()].
///
/// Without the compiler C2, neither of them pays, and lower envelopes make all maps.
///
/// The values of a map do not depend on this: up to a diagonal of 2,000 times the smallest spacing, both
/// kernels give the same values, bit for bit. Larger maps always get the vector kernel where there is one.
public final class Kernels {
    private static final long VECTOR_AFTER = 1L << 26;
    /// Up to this diagonal, in smallest spacings, a step along a column changes the squares by more than
    /// their rounding errors. So both kernels find the same minimum.
    private static final double EQUAL_UP_TO = 2000;
    /// With fewer, the vector kernel is slower than the scalar one: 2 lanes take four times as long.
    private static final int FEWEST_LANES = 4;
    private static final System.Logger LOG = System.getLogger(Kernels.class.getName());
    private static final AtomicLong voxels = new AtomicLong();
    private static final Kernel SCALAR = hasC2() ? new ScalarKernel() : new EnvelopeKernel();
    private static volatile @Nullable Kernel vector;
    private static volatile boolean looked;

    private Kernels() {}

    /// Uses the vector kernel from now on, if it is available. For long-running programs.
    public static void preferVector() { voxels.set(VECTOR_AFTER); }

    /// True if the vector kernel is available: see [#whyScalar()].
    public static boolean hasVector() { return whyScalar().isEmpty(); }

    /// Why this JVM makes all maps in plain Java, and what would change that; empty if it has the vector
    /// kernel.
    ///
    /// The vector kernel needs the Vector API (`--add-modules jdk.incubator.vector`, or, without a warning,
    /// `--add-exports java.base/jdk.internal.module=ALL-UNNAMED`), the compiler C2 (without it, it is about a
    /// hundred times slower than the scalar one) and vectors of at least four floats.
    public static Optional<String> whyScalar() {
        if (!VectorApi.isAvailable()) {
            return Optional.of("Java was started without the Vector API; start it with --add-modules "
                    + VectorApi.MODULE + " for the vector kernel, which is three to four times faster");
        }
        if (!hasC2()) {
            return Optional.of("this JVM does not use its compiler C2 (" + mode()
                    + "); start Java without -Xint and without -XX:TieredStopAtLevel for the vector kernel, "
                    + "which is about fifteen times faster");
        }
        int lanes = new VectorKernel().lanes();
        return lanes < FEWEST_LANES
                ? Optional.of("the vectors of this processor, as this JVM uses it, hold only " + lanes
                        + " numbers; the vector kernel needs " + FEWEST_LANES)
                : Optional.empty();
    }

    /// The kernel for the next transform on that grid.
    static Kernel next(Grid grid) {
        long size = grid.shape().count();
        boolean pays = vectorPays(voxels.getAndAdd(size), size);
        if (!pays && areEqual(grid)) return SCALAR;
        Kernel fast = vector;
        return fast != null || looked ? fast == null ? SCALAR : fast : look();
    }

    /// @param before voxels that the process has transformed so far
    /// @param size voxels of the next map
    static boolean vectorPays(long before, long size) {
        return before + size > VECTOR_AFTER;
    }

    private static String mode() { return System.getProperty("java.vm.info", ""); }

    private static boolean hasC2() {
        return !mode().contains("interpreted") && !mode().contains("emulated-client");
    }

    /// Whether both kernels give the same values on that grid, whatever the labels.
    static boolean areEqual(Grid grid) { return grid.diagonalMm() <= EQUAL_UP_TO * Transform.smallest(grid); }

    private static synchronized Kernel look() {
        if (!looked) {
            Optional<String> why = whyScalar();
            if (why.isEmpty()) {
                vector = new VectorKernel();
            } else {
                LOG.log(System.Logger.Level.WARNING,
                        "distance maps are made in plain Java: " + why.get());
            }
        }
        looked = true;
        Kernel fast = vector;
        return fast == null ? SCALAR : fast;
    }
}
