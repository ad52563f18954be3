package io.github.edgewise.distance;

import io.github.edgewise.volume.Grid;

/// Squared distances from every voxel to the nearest of a set of sites.
interface Kernel {
    /// Replaces 0 at the sites and infinity elsewhere by the squared distance in mm, in place. Without any
    /// site all stays infinite.
    ///
    /// @param squared one value per voxel, `z, y, x`
    /// @param cost the distance to a site's centre, or to its box
    void transform(double[] squared, Grid grid, StepCost cost);
}
