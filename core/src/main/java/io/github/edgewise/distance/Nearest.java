package io.github.edgewise.distance;

import io.github.edgewise.volume.Grid;

/// The distance from every voxel's centre to the centre of the nearest voxel of a set (the sites), in mm and
/// double precision, without a sign.
public final class Nearest {
    private Nearest() {}

    /// Distances in mm; all infinite where there is no site.
    ///
    /// @param sites one flag per voxel of `grid`
    public static double[] mm(Grid grid, boolean[] sites) {
        return roots(squaredMm(grid, sites));
    }

    static double[] roots(double[] squared) {
        for (int i = 0; i < squared.length; i++) {
            squared[i] = Math.sqrt(squared[i]);
        }
        return squared;
    }

    /// Squared distances in mm squared; all infinite where there is no site.
    public static double[] squaredMm(Grid grid, boolean[] sites) {
        return squares(grid, sites, StepCost.CENTRE);
    }

    /// The index (`z, y, x` with x fastest) of a nearest site for every voxel. A site has its own index. If
    /// several sites are equally near, it is any of them. Without any site, all values are -1.
    public static int[] index(Grid grid, boolean[] sites) {
        int[] index = new int[grid.voxels()];
        for (int i = 0; i < index.length; i++) {
            index[i] = sites[i] ? i : -1;
        }
        DoubleTransform.transform(start(grid, sites), grid, StepCost.CENTRE, index);
        return index;
    }

    static double[] squares(Grid grid, boolean[] sites, StepCost cost) {
        double[] squared = start(grid, sites);
        DoubleTransform.transform(squared, grid, cost, new int[0]);
        return squared;
    }

    private static double[] start(Grid grid, boolean[] sites) {
        if (sites.length != grid.voxels()) {
            throw new IllegalArgumentException("a grid of " + grid.shape() + " needs " + grid.voxels()
                    + " flags, but got " + sites.length);
        }
        double[] squared = new double[sites.length];
        for (int i = 0; i < squared.length; i++) {
            squared[i] = sites[i] ? 0 : Double.POSITIVE_INFINITY;
        }
        return squared;
    }
}
