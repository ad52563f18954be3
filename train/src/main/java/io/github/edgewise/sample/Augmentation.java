package io.github.edgewise.sample;

import io.github.edgewise.plan.Mirrors;
import io.github.edgewise.volume.Size;
import io.github.edgewise.volume.Symmetry;
import io.github.edgewise.volume.Spacing;
import java.util.List;
import java.util.SplittableRandom;

/// How training patches are varied.
///
/// Flips and quarter turns move image, label and distance map alike, exactly. Intensity changes touch the
/// image only.
///
/// @param flips mirror the axes that the plan allows
/// @param turns quarter turns between axes of equal spacing, if the plan allows them
/// @param deformation how patches are rotated, scaled and bent
/// @param intensity how values are varied
public record Augmentation(boolean flips, boolean turns, Deformation deformation, Intensity intensity) {
    /// No change at all.
    public static final Augmentation NONE = new Augmentation(false, false, Intensity.NONE);

    /// Nothing is deformed.
    public Augmentation(boolean flips, boolean turns, Intensity intensity) {
        this(flips, turns, Deformation.NONE, intensity);
    }

    /// @param mirrors those that the plan allows
    Symmetry symmetry(int axes, Spacing spacing, List<Size> stages, Mirrors mirrors,
            SplittableRandom random) {
        List<Symmetry> all = mirrors.within(flips, turns).symmetries(axes, spacing, stages);
        return all.get(random.nextInt(all.size()));
    }
}
