package io.github.edgewise.distance;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// The rows of a label map: its runs of equal labels, and the distances along the row that they give.
///
/// @param labels one unsigned byte per voxel
/// @param axis along the row
record Rows(MemorySegment labels, Axis axis) {
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class,
            ByteOrder.LITTLE_ENDIAN);

    /// Reads the row at `at` and finds its runs; returns how many there are. Run i begins at
    /// `runStart[i]` and ends at `runStart[i + 1]`.
    int runs(long at, Scratch s) {
        int n = axis.n;
        MemorySegment.copy(labels, ValueLayout.JAVA_BYTE, at, s.labels, 0, n);
        byte[] row = s.labels;
        int count = 0;
        int x = 0;
        while (x < n) {
            byte label = row[x];
            s.runStart[count] = x;
            s.runLabel[count++] = label;
            x = end(row, x + 1, n, label);
        }
        s.runStart[count] = n;
        return count;
    }

    /// Which of the labels 0 to 255 occur.
    static boolean[] present(byte[] labels) {
        var present = new boolean[256];
        int x = 0;
        while (x < labels.length) {
            present[labels[x] & 0xff] = true;
            x = end(labels, x + 1, labels.length, labels[x]);
        }
        return present;
    }

    /// The end of a run, eight voxels at a time.
    private static int end(byte[] row, int from, int n, byte label) {
        int x = from;
        long eight = (label & 0xffL) * 0x0101010101010101L;
        while (x + 8 <= n) {
            long differs = (long) EIGHT.get(row, x) ^ eight;
            if (differs != 0) return x + (Long.numberOfTrailingZeros(differs) >>> 3);
            x += 8;
        }
        while (x < n && row[x] == label) x++;
        return x;
    }

    /// Fills `row` with signed squares: outside of class `k` positive, inside negative.
    void signed(int count, int k, Scratch s) {
        int n = axis.n;
        float[] row = s.row;
        int i = 0;
        while (i < count) {
            boolean inside = (s.runLabel[i] & 0xff) == k;
            int from = s.runStart[i];
            while (i < count && (s.runLabel[i] & 0xff) == k == inside) i++;
            int to = s.runStart[i];
            axis.fillGap(row, from, to, from > 0, to < n);
            if (inside) {
                for (int x = from; x < to; x++) {
                    row[x] = -row[x];
                }
            }
        }
    }

    /// Fills `row` with the squares of the distances to class `k`.
    void oneSided(int count, int k, Scratch s) {
        int n = axis.n;
        float[] row = s.row;
        int end = 0; // of the last run of the class
        boolean seen = false;
        for (int i = 0; i < count; i++) {
            if ((s.runLabel[i] & 0xff) != k) continue;
            axis.fillGap(row, end, s.runStart[i], seen, true);
            Arrays.fill(row, s.runStart[i], s.runStart[i + 1], 0f);
            end = s.runStart[i + 1];
            seen = true;
        }
        axis.fillGap(row, end, n, seen, false);
    }
}
