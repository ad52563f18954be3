package io.github.edgewise.format;

import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Volume;
import java.util.ArrayList;
import java.util.List;

/// An image and how its file holds it.
///
/// @param volume the image; its grid has the affine
/// @param format such as `NIfTI-1`
/// @param type of the voxels as stored, by its NumPy name, such as `int16`
/// @param axes the length of every axis as stored, fastest first, channels included
/// @param warnings what a user should know about this file, one sentence each
public record Stored(Volume volume, String format, String type, List<Integer> axes, List<String> warnings) {
    public Stored {
        axes = List.copyOf(axes);
        warnings = List.copyOf(warnings);
    }

    /// An image whose axes are x, y, z where there is one, and its channels where there are several.
    public Stored(Volume volume, String format, String type, List<String> warnings) {
        this(volume, format, type, axes(volume), warnings);
    }

    private static List<Integer> axes(Volume volume) {
        Shape shape = volume.grid().shape();
        var axes = new ArrayList<>(List.of(shape.width(), shape.height()));
        if (shape.axes() == 3) axes.add(shape.depth());
        if (volume.channels() > 1) axes.add(volume.channels());
        return axes;
    }
}
