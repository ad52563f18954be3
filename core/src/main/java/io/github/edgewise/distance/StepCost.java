package io.github.edgewise.distance;

/// What one axis adds to a squared distance: the table `g(n)` for a step of n voxels.
///
/// Both tables are convex with `g(0) = 0`, which is all that the transforms need. [ZeroLevel#FACE] measures
/// to the box of a voxel, `g(n) = ((n - 1/2) w)^2`; the others measure to its centre, `g(n) = (n w)^2`. The
/// squared distance to a box is separable, so no correction is needed afterwards.
enum StepCost {
    CENTRE(0), FACE(0.5);

    private final double radius;

    StepCost(double radius) { this.radius = radius; }

    /// What a step of `n` voxels costs, in mm squared.
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
