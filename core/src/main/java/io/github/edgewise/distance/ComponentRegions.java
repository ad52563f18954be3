package io.github.edgewise.distance;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.volume.Components;
import io.github.edgewise.volume.LabelMap;
import java.util.Arrays;

/// The regions of the components of every class: which of its components is nearest to a voxel, in mm.
///
/// Distances go from the centre of a voxel to the centre of the nearest voxel of a component, for any
/// spacing, in 2-D and 3-D. A voxel of the class is in the region of its own component. Regions of one class
/// fill the image and do not overlap (a Voronoi diagram); every class has regions of its own.
///
/// If several components are equally near, the lowest number wins, so the result depends on nothing but the
/// numbers. Squared distances are sums of one whole number per axis: `(n w / s)^2` rounded to 2^-20, for a
/// step of n voxels of w mm, where s is the smallest spacing of the axes longer than one voxel. Distances are
/// equal if these sums are equal, so rounding decides nothing that is nearer than a millionth of a voxel. On
/// grids whose diagonal is beyond about a hundred thousand of s, the fraction is coarser.
public final class ComponentRegions {
    private ComponentRegions() {}

    /// The number of the component of every voxel: from 1 within its class, in the order of the first voxels;
    /// 0 for the background. Neighbours are voxels that share a corner (26 in 3-D, 8 in 2-D).
    public static int[] numbers(LabelMap labels) {
        int[] all = new int[labels.grid().voxels()];
        boolean[] occurs = Rows.present(labels.labels());
        for (int k = 1; k < labels.classes(); k++) {
            if (!occurs[k]) continue;
            int[] own = Components.of(labels, k).numbers();
            for (int i = 0; i < all.length; i++) {
                all[i] |= own[i]; // 0 in all classes but one
            }
        }
        return all;
    }

    /// For every class and voxel, the number of the nearest component of this class. The array of class 0 is
    /// empty, because the background has no components. A class without a voxel has 0 everywhere.
    ///
    /// The numbers may be those of a larger image from which the labels were cut: what is left of a component
    /// counts as one, also in several pieces. Cost: in 2-D, and in 3-D with few components, 1 to 1.6 times
    /// that of the distance maps; with many components in 3-D 2 to 4.4 times. A class with a single component
    /// costs two looks at its labels. Memory: 4 bytes per class and voxel, and at most 8
    /// bytes per voxel while it works, or 32 MiB for images that are larger than this.
    ///
    /// @param numbers the component of every foreground voxel, from 1 within its class; not looked at where
    ///     the background is
    /// @throws InvalidInputException where there is not one number per voxel, or a foreground voxel has a
    ///     number below 1
    public static int[][] of(LabelMap labels, int[] numbers) { return of(labels, numbers, kernel(labels)); }

    static int[][] of(LabelMap labels, int[] numbers, NumberKernel kernel) {
        int voxels = labels.grid().voxels();
        if (numbers.length != voxels) {
            throw new InvalidInputException("a grid of " + labels.grid().shape() + " needs " + voxels
                    + " numbers of components, but got " + numbers.length);
        }
        int[][] regions = new int[labels.classes()][];
        regions[0] = new int[0];
        boolean[] occurs = Rows.present(labels.labels());
        for (int k = 1; k < regions.length; k++) {
            regions[k] = new int[voxels];
            if (!occurs[k]) continue;
            Span span = Span.of(labels, numbers, k);
            if (span.least == span.largest) {
                Arrays.fill(regions[k], span.least);
            } else {
                new NearestNumbers(labels, numbers, span.largest, kernel).fill(k, regions[k]);
            }
        }
        return regions;
    }

    private static NumberKernel kernel(LabelMap labels) {
        boolean fast = Kernels.next(labels.grid()) instanceof VectorKernel && VectorNumberKernel.pays();
        return fast ? new VectorNumberKernel() : new ScalarNumberKernel();
    }

    /// The least and the largest number of a class that occurs.
    private record Span(int least, int largest) {
        static Span of(LabelMap labels, int[] numbers, int k) {
            byte[] of = labels.labels();
            int least = Integer.MAX_VALUE;
            int largest = 0;
            for (int i = 0; i < of.length; i++) {
                if ((of[i] & 0xff) != k) continue;
                if (numbers[i] < 1) {
                    throw new InvalidInputException("components are numbered from 1, but voxel "
                            + labels.grid().shape().position(i) + " of class " + k + " has number "
                            + numbers[i] + "; make the numbers from the same labels");
                }
                least = Math.min(least, numbers[i]);
                largest = Math.max(largest, numbers[i]);
            }
            return new Span(least, largest);
        }
    }
}
