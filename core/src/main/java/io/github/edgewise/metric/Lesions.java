package io.github.edgewise.metric;

import io.github.edgewise.volume.Components;
import java.util.Arrays;

/// Counts of the lesions of two masks (their connected components), and of those that meet the other mask.
///
/// Neighbours are voxels that share a corner (26 in 3-D, 8 in 2-D). Two lesions meet if they have at least
/// one voxel in common. Lesions of any size count. MIST and BraTS count differently: they use 18 neighbours,
/// leave out lesions of the reference below 10 mm^3, and a lesion is found if it is within a few voxels of a
/// predicted one.
///
/// @param predicted lesions of the prediction
/// @param confirmed lesions of the prediction that meet the reference
/// @param referenced lesions of the reference
/// @param found lesions of the reference that meet the prediction
public record Lesions(int predicted, int confirmed, int referenced, int found) {
    static Lesions between(Components p, Components g) {
        return new Lesions(p.count(), hits(p, g), g.count(), hits(g, p));
    }

    private static int hits(Components these, Components those) {
        return (int) Arrays.stream(these.overlaps(those)).filter(voxels -> voxels > 0).count();
    }
}
