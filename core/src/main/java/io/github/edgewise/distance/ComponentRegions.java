package io.github.edgewise.distance;

import io.github.edgewise.volume.Components;
import io.github.edgewise.volume.LabelMap;
import java.util.Arrays;

/// For every voxel the component of a class that is nearest in mm: the Voronoi regions of the components.
public final class ComponentRegions {
    private ComponentRegions() {}

    /// The number of the component of every voxel, from 1 within its class; 0 for the background.
    public static int[] numbers(LabelMap labels) {
        int[] all = new int[labels.grid().voxels()];
        for (int k = 1; k < labels.classes(); k++) {
            int[] own = Components.of(labels, k).numbers();
            for (int i = 0; i < all.length; i++) {
                if (own[i] > 0) all[i] = own[i];
            }
        }
        return all;
    }

    /// The number of the nearest component per class; 0 everywhere for an absent class, and no voxel for the
    /// background.
    ///
    /// @param numbers the component of every voxel within its class
    public static int[][] of(LabelMap labels, int[] numbers) {
        int[][] regions = new int[labels.classes()][];
        regions[0] = new int[0];
        for (int k = 1; k < regions.length; k++) {
            int[] own = new int[numbers.length];
            int most = 0;
            for (int i = 0; i < own.length; i++) {
                if (labels.at(i) == k) own[i] = numbers[i];
                most = Math.max(most, own[i]);
            }
            regions[k] = new int[numbers.length];
            double[] least = new double[numbers.length];
            Arrays.fill(least, Double.POSITIVE_INFINITY);
            for (int number = 1; number <= most; number++) {
                boolean[] sites = new boolean[own.length];
                for (int i = 0; i < own.length; i++) {
                    sites[i] = own[i] == number;
                }
                double[] squared = Nearest.squaredMm(labels.grid(), sites);
                for (int i = 0; i < own.length; i++) {
                    if (squared[i] >= least[i]) continue;
                    least[i] = squared[i];
                    regions[k][i] = number;
                }
            }
        }
        return regions;
    }
}
