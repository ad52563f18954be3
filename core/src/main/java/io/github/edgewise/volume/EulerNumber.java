package io.github.edgewise.volume;

import java.util.Arrays;

/// The Euler number of a mask: in 2-D its components minus its holes, in 3-D components minus tunnels plus
/// cavities.
///
/// The mask is the union of its voxels, with their faces, edges and corners: voxels that share a corner are
/// connected (8 neighbours in 2-D, 26 in 3-D), the background by faces. The Euler number is corners - edges +
/// faces - voxels of this union (in 2-D corners - edges + pixels). Along a row these sums leave the number of
/// runs. So with r(row) the runs of a row, and the union of neighbouring rows written with `|`,
///
/// ```
/// 2-D:  sum over y of    r(y | y-1) - r(y)
/// 3-D:  sum over z, y of r(z,y) - r(z,y | z,y-1) - r(z,y | z-1,y) + r(z,y | z,y-1 | z-1,y | z-1,y-1)
/// ```
///
/// Rows outside of the image are empty. Rows are bits here, so 64 voxels are counted at a time.
public final class EulerNumber {
    private static final int BITS = 64;

    private EulerNumber() {}

    /// The Euler number of class `classIndex`; 0 if the class is absent.
    public static int of(LabelMap labels, int classIndex) {
        Shape s = labels.grid().shape();
        return s.axes() == 2 ? ofSlices(labels, classIndex, 1) : ofSlices(labels, classIndex, s.depth() + 1);
    }

    /// @param count of the slices that begin a cell; in 2-D the image alone, with nothing before and after
    private static int ofSlices(LabelMap labels, int classIndex, int count) {
        Shape s = labels.grid().shape();
        boolean isVolume = s.axes() == 3;
        int words = (s.width() + BITS - 1) / BITS;
        long[][] before = new long[s.height() + 2][words];
        long[][] slice = new long[s.height() + 2][words];
        int euler = 0;
        for (int z = 0; z < count; z++) {
            read(labels, classIndex, z, slice);
            for (int y = 1; y < slice.length; y++) {
                int inSlice = runs(slice[y]) - runs(slice[y], slice[y - 1]);
                euler += isVolume
                        ? inSlice - runs(slice[y], before[y])
                                + runs(slice[y], slice[y - 1], before[y], before[y - 1])
                        : -inSlice;
            }
            long[][] done = before;
            before = slice;
            slice = done;
        }
        return euler;
    }

    /// Reads a slice. Row y of the image becomes row y + 1; the first and the last row stay empty.
    private static void read(LabelMap labels, int classIndex, int z, long[][] slice) {
        Shape s = labels.grid().shape();
        byte[] all = labels.labels();
        byte wanted = (byte) classIndex;
        for (int y = 0; y < s.height(); y++) {
            long[] row = slice[y + 1];
            Arrays.fill(row, 0);
            if (z == s.depth()) continue;
            int start = s.index(z, y, 0);
            int end = start + s.width();
            for (int x = ByteRuns.next(all, start, end, wanted); x < end; x++) {
                if (all[x] == wanted) row[(x - start) / BITS] |= 1L << (x - start);
            }
        }
    }

    /// The number of runs of the union of rows.
    private static int runs(long[]... rows) {
        int runs = 0;
        long last = 0; // the last bit of the word before, as the lowest bit
        for (int i = 0; i < rows[0].length; i++) {
            long bits = 0;
            for (long[] row : rows) {
                bits |= row[i];
            }
            runs += Long.bitCount(bits & ~(bits << 1 | last));
            last = bits >>> (BITS - 1);
        }
        return runs;
    }
}
