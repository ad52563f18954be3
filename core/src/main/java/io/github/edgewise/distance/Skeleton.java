package io.github.edgewise.distance;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;

/// The skeleton of a mask: lines of one voxel width along the middle of its parts, with the same topology.
///
/// Components, holes and, in 3-D, cavities stay as they are. Foreground voxels are neighbours if they share a
/// corner (8 in 2-D, 26 in 3-D), background voxels if they share a face. Voxels beyond the edge of the image
/// count as background for the topology. A tube becomes a line, a ring a ring, a solid ball one or a few
/// voxels; a plate in 3-D becomes a line too (a curve skeleton), a hollow ball stays a closed surface.
///
/// Method: voxels that are simple are removed, those near the boundary first. A voxel is simple if removing
/// it changes neither foreground nor background topology (Bertrand and Malandain, Pattern Recognition Letters
/// 15, 1994). An end point, which has exactly one foreground neighbour, stays. The order follows the exact
/// distance map in mm ([SignedDistance], thinning ordered by distance as in Pudney, Computer Vision and Image
/// Understanding 72, 1998), in layers of one smallest spacing. Within a layer, one side of the mask after the
/// other gives its voxels (z, y, x, the lower side first), and each side in the order of the voxels. So the
/// result is always the same, the lines lie in the middle in mm for any spacing, and lines do not lose their
/// ends. Distances know no boundary at the edge of the image. So a vessel that the edge cuts keeps its line
/// up to the edge.
///
/// What is left: no simple voxel except end points. Bumps of one voxel on a smooth boundary leave no branch;
/// a bump that is one voxel wide and at least two high leaves one. An empty mask has an empty skeleton.
///
/// Skeletons of other programs differ by a voxel here and there, and in their short branches. So compare
/// scores only if one program made all skeletons.
public final class Skeleton {
    private Skeleton() {}

    /// The skeleton of class `classIndex`: true at its voxels.
    public static boolean[] of(LabelMap labels, int classIndex) { return Thinning.of(labels, classIndex); }

    /// The skeleton of a mask. A new array; the mask stays as it is.
    ///
    /// @param mask one value per voxel, `z, y, x` with x fastest
    /// @throws IllegalArgumentException where the mask has another number of voxels than the grid
    public static boolean[] of(Grid grid, boolean[] mask) {
        byte[] labels = new byte[mask.length];
        for (int i = 0; i < mask.length; i++) {
            if (mask[i]) labels[i] = 1;
        }
        return of(new LabelMap(grid, 2, labels), 1);
    }
}
