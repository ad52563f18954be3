package io.github.edgewise.data;

import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.List;

/// What a data set suggests for training, and what prediction must know of it.
///
/// @param channels channels of an image
/// @param classes classes of a label map, background included
/// @param patch voxels of a patch
/// @param batch patches per step
/// @param spacing the median spacing of the data set, in mm
/// @param foreground the share of voxels that are not background
public record Plan(int channels, int classes, Shape patch, int batch, Spacing spacing, double foreground) {
    /// The plan for a data set: the patch is the median image, rounded up to what the network can halve, cut
    /// down to a number of voxels that a step on a laptop can afford (2-D 128 x 128, eight at a time; 3-D
    /// about 90,000, two at a time).
    ///
    /// @param slices whether patches are slices of volumes
    public static Plan of(Fingerprint fingerprint, Slices slices) {
        Shape whole = fingerprint.median();
        Shape median = slices == Slices.NONE ? whole : Shape.of(whole.height(), whole.width());
        boolean flat = median.axes() == 2;
        int budget = flat ? 128 * 128 : 90_000;
        int unit = flat ? 16 : 8;
        int[] n = {median.depth(), median.height(), median.width()};
        for (int a = flat ? 1 : 0; a < 3; a++) {
            n[a] = Math.max(unit, (n[a] + unit - 1) / unit * unit);
        }
        while ((long) n[0] * n[1] * n[2] > budget) {
            int longest = n[2] >= n[1] && n[2] >= n[0] ? 2 : n[1] >= n[0] ? 1 : 0;
            n[longest] -= unit;
        }
        return new Plan(fingerprint.channels(), fingerprint.classes(),
                new Shape(median.axes(), n[0], n[1], n[2]),
                flat ? 8 : 2, fingerprint.spacing(), fingerprint.foreground());
    }

    /// The same with another number of patches per step.
    public Plan batch(int other) { return new Plan(channels, classes, patch, other, spacing, foreground); }

    /// The resolutions of a network for this patch.
    public List<Level> levels() { return Levels.within(patch, spacing); }
}
