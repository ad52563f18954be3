package io.github.edgewise.distance;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Chooses the kernel: the scalar kernel first, the vector kernel once it pays.
///
/// Vector code is slow until it is compiled, which takes some seconds. A process that makes a few maps is
/// faster with the scalar kernel. So the vector kernel takes over after 2^26 voxels (four volumes of
/// 256 x 256 x 256), for a single map of 2^28 voxels or more, or immediately after [#preferVector()].
public final class Kernels {
    private static final long VECTOR_AFTER = 1L << 26;
    private static final long VECTOR_AT_ONCE = 1L << 28;
    private static final String MODULE = "jdk.incubator.vector";
    private static final System.Logger LOG = System.getLogger(Kernels.class.getName());
    private static final AtomicLong voxels = new AtomicLong();
    private static final Kernel SCALAR = new ScalarKernel();
    private static volatile @Nullable Kernel vector;
    private static volatile boolean looked;

    private Kernels() {}

    /// Uses the vector kernel from now on, if it is available. For long-running programs. If one kernel makes
    /// all maps, runs also repeat bit for bit where spacings differ.
    public static void preferVector() { voxels.set(VECTOR_AFTER); }

    /// True if the Vector API is available: the JVM was started with `--add-modules jdk.incubator.vector`.
    public static boolean hasVector() { return ModuleLayer.boot().findModule(MODULE).isPresent(); }

    /// The kernel for a transform of that many voxels.
    static Kernel next(long size) {
        if (!vectorPays(voxels.getAndAdd(size), size)) return SCALAR;
        Kernel fast = vector;
        return fast != null || looked ? fast == null ? SCALAR : fast : look();
    }

    /// @param before voxels that the process has transformed so far
    /// @param size voxels of the next map
    static boolean vectorPays(long before, long size) {
        return before >= VECTOR_AFTER || size >= VECTOR_AT_ONCE;
    }

    private static synchronized Kernel look() {
        if (!looked && hasVector()) {
            vector = new VectorKernel();
        } else if (!looked) {
            LOG.log(System.Logger.Level.WARNING,
                    "distance maps are made by the scalar kernel, about fifteen times slower; "
                            + "start Java with --add-modules " + MODULE + " for the fast one");
        }
        looked = true;
        Kernel fast = vector;
        return fast == null ? SCALAR : fast;
    }
}
