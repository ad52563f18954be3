package io.github.edgewise.metric;

import io.github.edgewise.volume.Components;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Spacing;
import java.util.ArrayList;
import java.util.List;

/// One lesion of a reference, and whether a prediction found it. [Lesions] says what a lesion is and when it
/// is found.
///
/// @param classIndex its class
/// @param size in mm^3 (in 2-D, in mm^2)
/// @param found whether the prediction has at least one voxel of it
public record Lesion(int classIndex, double size, boolean found) {
    /// The lesions of class `classIndex`, in the order of their first voxels; an empty list if the reference
    /// has no voxel of the class. The number of found ones is [Lesions#found].
    ///
    /// @throws IllegalArgumentException where the shapes differ
    public static List<Lesion> of(LabelMap prediction, LabelMap reference, int classIndex) {
        return of(Components.of(prediction, classIndex), Components.of(reference, classIndex),
                reference.grid(), classIndex);
    }

    static List<Lesion> of(Components predicted, Components referenced, Grid grid, int classIndex) {
        int[] sizes = referenced.sizes();
        int[] met = referenced.overlaps(predicted);
        double voxel = voxelMm3(grid);
        var all = new ArrayList<Lesion>();
        for (int i = 0; i < sizes.length; i++) {
            all.add(new Lesion(classIndex, sizes[i] * voxel, met[i] > 0));
        }
        return all;
    }

    /// The size of a voxel in mm^3 (in 2-D, in mm^2).
    static double voxelMm3(Grid grid) {
        Spacing w = grid.spacing();
        return w.y() * w.x() * (grid.shape().axes() == 3 ? w.z() : 1);
    }
}
