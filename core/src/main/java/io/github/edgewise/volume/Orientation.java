package io.github.edgewise.volume;

import java.util.List;

/// Where a grid lies in the patient: the affine map from voxel index `(x, y, z)` to world mm
/// `(Right, Anterior, Superior)`, voxel centres to points, as NIfTI defines it.
///
/// @param affine the upper three rows of the 4x4 matrix, row by row: 12 numbers
/// @param space the NIfTI code of the world: 0 unknown, 1 scanner, 2 aligned, 3 Talairach, 4 MNI152, 5 other
///     template
public record Orientation(List<Double> affine, int space) {
    public Orientation {
        affine = List.copyOf(affine);
        if (affine.size() != 12) {
            throw new IllegalArgumentException("an affine has 12 numbers, not " + affine.size());
        }
    }

    /// An axis-aligned world with the first voxel at the origin: what a format without geometry counts as.
    public static Orientation plain(Spacing spacing) {
        return new Orientation(
                List.of(spacing.x(), 0., 0., 0., 0., spacing.y(), 0., 0., 0., 0., spacing.z(), 0.), 0);
    }
}
