package io.github.edgewise.distance;

import io.github.edgewise.file.ByteStore;
import io.github.edgewise.volume.ByteRuns;
import java.util.Arrays;

/// The rows of a label map: finds their runs of equal labels and the distances along the row.
///
/// @param labels one unsigned byte per voxel
/// @param axis the axis along the row
record Rows(ByteStore labels, Axis axis) {
    /// Mean length of a run, in voxels, below which a row is solved voxel by voxel.
    private static final int SHORT = 8;
    private static final int MANY = -1;

    /// Fills `row[from..)` with the signed squares of the row of labels at `at`: positive outside of class
    /// `k`, negative inside.
    void signed(long at, int k, Scratch s, float[] row, int from) {
        int count = runs(at, s);
        if (count == MANY) {
            signedSteps(k, s, row, from);
        } else {
            signedRuns(count, k, s, row, from);
        }
    }

    /// Fills `row[from..)` with the squares of the distances to class `k`.
    void oneSided(long at, int k, Scratch s, float[] row, int from) {
        int count = runs(at, s);
        if (count == MANY) {
            oneSidedSteps(k, s, row, from);
        } else {
            oneSidedRuns(count, k, s, row, from);
        }
    }

    /// Reads the row at `at` and finds its runs. Run i begins at `runStart[i]` and ends at `runStart[i + 1]`.
    /// Returns the number of runs, or [#MANY].
    private int runs(long at, Scratch s) {
        int n = axis.n;
        labels.get(at, s.labels, 0, n);
        byte[] row = s.labels;
        int count = 0;
        int x = 0;
        while (x < n) {
            if (count * SHORT > n) return MANY;
            byte label = row[x];
            s.runStart[count] = x;
            s.runLabel[count++] = label;
            x = ByteRuns.end(row, x + 1, n, label);
        }
        s.runStart[count] = n;
        return count;
    }

    /// Which of the labels 0 to 255 occur in an array.
    static boolean[] present(byte[] labels) {
        var present = new boolean[256];
        int x = 0;
        while (x < labels.length) {
            present[labels[x] & 0xff] = true;
            x = ByteRuns.end(labels, x + 1, labels.length, labels[x]);
        }
        return present;
    }

    /// Whether some voxel is of class `classIndex`, and whether some voxel is not.
    static Sides sides(ByteStore labels, int classIndex) {
        byte[] chunk = new byte[(int) Math.min(1 << 16, labels.size())];
        boolean inside = false;
        boolean outside = false;
        for (long at = 0; at < labels.size() && !(inside && outside); at += chunk.length) {
            int length = (int) Math.min(chunk.length, labels.size() - at);
            labels.get(at, chunk, 0, length);
            int x = 0;
            while (x < length && !(inside && outside)) {
                if ((chunk[x] & 0xff) == classIndex) {
                    inside = true;
                } else {
                    outside = true;
                }
                x = ByteRuns.end(chunk, x + 1, length, chunk[x]);
            }
        }
        return new Sides(inside, outside);
    }

    /// @param inside some voxel is of the class
    /// @param outside some voxel is not
    record Sides(boolean inside, boolean outside) {
        boolean isSurface() { return inside && outside; }
    }

    private void signedRuns(int count, int k, Scratch s, float[] row, int at) {
        int n = axis.n;
        int i = 0;
        while (i < count) {
            boolean inside = (s.runLabel[i] & 0xff) == k;
            int from = s.runStart[i];
            while (i < count && (s.runLabel[i] & 0xff) == k == inside) i++;
            int to = s.runStart[i];
            axis.fillGap(row, at + from, at + to, from > 0, to < n);
            if (inside) {
                for (int x = at + from; x < at + to; x++) {
                    row[x] = -row[x];
                }
            }
        }
    }

    private void oneSidedRuns(int count, int k, Scratch s, float[] row, int at) {
        int n = axis.n;
        int end = 0; // of the last run of the class
        boolean seen = false;
        for (int i = 0; i < count; i++) {
            if ((s.runLabel[i] & 0xff) != k) continue;
            axis.fillGap(row, at + end, at + s.runStart[i], seen, true);
            Arrays.fill(row, at + s.runStart[i], at + s.runStart[i + 1], 0f);
            end = s.runStart[i + 1];
            seen = true;
        }
        axis.fillGap(row, at + end, at + n, seen, false);
    }

    /// Goes voxel by voxel and counts the steps since the side changed, from the left and from the right.
    /// There is no branch on the labels, because noisy labels would make branch prediction fail.
    private void signedSteps(int k, Scratch s, float[] row, int at) {
        int n = axis.n;
        float[] costs = axis.steps();
        int[] left = s.steps;
        int side = is(k, s.labels[0]);
        int steps = n; // none yet
        for (int x = 0; x < n; x++) {
            int next = is(k, s.labels[x]);
            steps = (steps & ((side ^ next) - 1)) + 1;
            side = next;
            left[x] = steps;
        }
        steps = n;
        for (int x = n - 1; x >= 0; x--) {
            int next = is(k, s.labels[x]);
            steps = (steps & ((side ^ next) - 1)) + 1;
            side = next;
            row[at + x] = costs[Math.min(left[x], steps)] * (1 - 2 * side);
        }
    }

    private void oneSidedSteps(int k, Scratch s, float[] row, int at) {
        int n = axis.n;
        float[] costs = axis.steps();
        int[] left = s.steps;
        int steps = n;
        for (int x = 0; x < n; x++) {
            steps = (steps + 1) & (is(k, s.labels[x]) - 1);
            left[x] = steps;
        }
        steps = n;
        for (int x = n - 1; x >= 0; x--) {
            steps = (steps + 1) & (is(k, s.labels[x]) - 1);
            row[at + x] = costs[Math.min(left[x], steps)];
        }
    }

    /// 1 where the label is `k`, else 0.
    private static int is(int k, byte label) { return (((label & 0xff) ^ k) - 1) >>> 31; }
}
