package io.github.edgewise.distance;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Which kernel computes: the scalar one first, the vector one once it pays.
///
/// Vector code runs slowly until it is compiled, which takes some seconds: a process that makes a few maps is
/// done sooner with the scalar kernel. So the vector kernel takes over after 2^26 voxels (four volumes of
/// 256 x 256 x 256), for a single map of 2^28 or more, or at once after [#preferVector()].
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

    /// From now on the vector kernel computes, where there is one. For long-running programs; the same
    /// kernel from the first map on also makes runs repeat bit for bit where spacings differ.
    public static void preferVector() { voxels.set(VECTOR_AFTER); }

    /// True where the Vector API is at hand: the Java machine was started with
    /// `--add-modules jdk.incubator.vector`.
    public static boolean hasVector() { return ModuleLayer.boot().findModule(MODULE).isPresent(); }

    /// The kernel for a transform of that many voxels.
    static Kernel next(long size) {
        if (!vectorPays(voxels.getAndAdd(size), size)) return SCALAR;
        Kernel fast = vector;
        return fast != null || looked ? fast == null ? SCALAR : fast : look();
    }

    /// @param before voxels that the process has done
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
