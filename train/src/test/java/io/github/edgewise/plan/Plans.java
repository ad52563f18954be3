package io.github.edgewise.plan;

import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;

/// Plans for tests that need no data set.
public final class Plans {
    private Plans() {}

    /// One patch per step, of 1 mm voxels.
    public static Plan of(Shape patch, int channels, int classes) {
        return of(patch, Spacing.UNIT, channels, classes);
    }

    /// One patch per step.
    public static Plan of(Shape patch, Spacing spacing, int channels, int classes) {
        return Plan.of(patch, spacing, channels, classes);
    }
}
