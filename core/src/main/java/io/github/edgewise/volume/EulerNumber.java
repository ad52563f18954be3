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
                euler += isVolume
                        ? inSpace(slice[y], slice[y - 1], before[y], before[y - 1])
                        : inPlane(slice[y], slice[y - 1]);
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
            int x = ByteRuns.next(all, start, end, wanted);
            while (x < end) {
                int to = ByteRuns.end(all, x + 1, end, wanted);
                for (int i = x - start; i < to - start; i++) {
                    row[i / BITS] |= 1L << i;
                }
                x = ByteRuns.next(all, to, end, wanted);
            }
        }
    }

    /// What a row adds in 2-D.
    private static int inPlane(long[] row, long[] above) {
        int euler = 0;
        long last = 0; // the word before
        long lastBoth = 0;
        for (int i = 0; i < row.length; i++) {
            long both = row[i] | above[i];
            euler += begins(both, lastBoth) - begins(row[i], last);
            last = row[i];
            lastBoth = both;
        }
        return euler;
    }

    /// What a row adds in 3-D.
    private static int inSpace(long[] row, long[] above, long[] before, long[] beforeAbove) {
        int euler = 0;
        long last = 0; // the words before
        long lastY = 0;
        long lastZ = 0;
        long lastAll = 0;
        for (int i = 0; i < row.length; i++) {
            long y = row[i] | above[i];
            long z = row[i] | before[i];
            long all = y | z | beforeAbove[i];
            if ((all | lastAll) != 0) {
                euler += begins(row[i], last) - begins(y, lastY) - begins(z, lastZ) + begins(all, lastAll);
            }
            last = row[i];
            lastY = y;
            lastZ = z;
            lastAll = all;
        }
        return euler;
    }

    /// How many runs begin in a word.
    private static int begins(long word, long before) {
        return Long.bitCount(word & ~(word << 1 | before >>> (BITS - 1)));
    }
}
