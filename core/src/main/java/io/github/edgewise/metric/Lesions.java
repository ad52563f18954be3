package io.github.edgewise.metric;

import io.github.edgewise.volume.Components;
import java.util.Arrays;

/// The lesions of two masks, their connected components, and how many of them meet the other mask.
///
/// Neighbours are voxels that share a corner (26 in 3-D, 8 in 2-D). Two lesions meet where they have one
/// voxel in common; no lesion is too small to count. MIST and BraTS count otherwise: 18 neighbours, lesions
/// of the reference below 10 mm^3 dropped, and a lesion is found within a few voxels of a predicted one.
///
/// @param predicted lesions of the prediction
/// @param confirmed those of them that meet the reference
/// @param referenced lesions of the reference
/// @param found those of them that meet the prediction
public record Lesions(int predicted, int confirmed, int referenced, int found) {
    static Lesions between(Components p, Components g) {
        return new Lesions(p.count(), hits(p, g), g.count(), hits(g, p));
    }

    private static int hits(Components these, Components those) {
        return (int) Arrays.stream(these.overlaps(those)).filter(voxels -> voxels > 0).count();
    }
}
