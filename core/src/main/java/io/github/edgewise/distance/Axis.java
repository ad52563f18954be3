package io.github.edgewise.distance;

import java.util.Arrays;

/// One axis of a transform in float: its length and the tables of its step costs.
///
/// With a clip, step costs of `limit` and more count as infinite, because no farther voxel matters.
final class Axis {
    /// How many rows beyond either end of the table a kernel may read.
    private static final int SLACK = 8;

    final int n;
    final double spacing;
    /// The farthest step whose cost is finite.
    final int reach;
    /// Squares of this size and more count as infinite.
    final float limit;
    private final float[] full;
    private final float[] rising;
    private final float[] falling;
    private final float[] both;

    Axis(int n, double spacing, StepCost cost, float limit) {
        this.n = n;
        this.spacing = spacing;
        this.limit = limit;
        this.full = new float[n + 1];
        this.rising = new float[2 * n + 2];
        Arrays.fill(rising, n + 1, rising.length, Float.POSITIVE_INFINITY);
        int farthest = 0;
        for (int i = 1; i <= n; i++) {
            double g = cost.of(i, spacing);
            full[i] = (float) g;
            rising[i] = g < limit ? (float) g : Float.POSITIVE_INFINITY;
            if (g < limit) farthest = i;
        }
        this.reach = farthest;
        this.falling = new float[n + 1];
        for (int i = 0; i <= n; i++) {
            falling[n - i] = rising[i];
        }
        this.both = new float[2 * (n + SLACK) + 1];
        Arrays.fill(both, Float.POSITIVE_INFINITY);
        for (int i = -n; i <= n; i++) {
            both[centre() + i] = rising[Math.abs(i)];
        }
    }

    /// The limited costs of the steps from `-n - 8` to `n + 8`. The cost of step d is at `centre() + d`.
    float[] costs() { return both; }

    int centre() { return n + SLACK; }

    /// The cost of a step of `d` voxels in either direction, without the limit. Lower envelopes need finite
    /// costs.
    float cost(int d) { return full[Math.abs(d)]; }

    /// The limited costs of the steps 0 to 2 n + 1. They are infinite from n on, because no step is that
    /// long.
    float[] steps() { return rising; }

    /// Fills the gap `row[from..to)` between two seeds, at `from - 1` and at `to`, with the cost to the
    /// nearer seed.
    ///
    /// @param left whether there is a seed at `from - 1`
    /// @param right whether there is a seed at `to`
    void fillGap(float[] row, int from, int to, boolean left, boolean right) {
        int length = to - from;
        if (!left && !right) {
            Arrays.fill(row, from, to, Float.POSITIVE_INFINITY);
        } else if (!left) {
            System.arraycopy(falling, n - length, row, from, length);
        } else if (!right) {
            System.arraycopy(rising, 1, row, from, length);
        } else if (length < 12) {
            for (int x = from; x < to; x++) {
                row[x] = rising[Math.min(x - from + 1, to - x)];
            }
        } else {
            int half = (length + 1) / 2;
            System.arraycopy(rising, 1, row, from, half);
            System.arraycopy(falling, n - (length - half), row, from + half, length - half);
        }
    }
}
