package io.github.edgewise.distance;

/// The cost of one axis in a squared distance: the table `g(n)` for a step of n voxels.
///
/// The transforms need only that a table is convex and that `g(0) = 0`. [ZeroLevel#FACE] measures to the box
/// of a voxel, `g(n) = ((n - 1/2) w)^2`. The others measure to its centre, `g(n) = (n w)^2`. The squared
/// distance to a box is separable, so no correction is needed afterwards.
enum StepCost {
    CENTRE(0), FACE(0.5);

    private final double radius;

    StepCost(double radius) { this.radius = radius; }

    /// The cost of a step of `n` voxels, in mm squared.
    double of(long n, double spacing) {
        double mm = n == 0 ? 0 : (Math.abs(n) - radius) * spacing;
        return mm * mm;
    }

    /// The table for an axis of `n` voxels, in mm squared.
    double[] table(int n, double spacing) {
        double[] g = new double[n];
        for (int i = 1; i < n; i++) {
            g[i] = of(i, spacing);
        }
        return g;
    }
}
