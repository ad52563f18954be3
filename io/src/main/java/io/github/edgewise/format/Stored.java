package io.github.edgewise.format;

import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Volume;
import java.util.ArrayList;
import java.util.List;

/// An image, and how its file stores it.
///
/// @param volume the image; its grid has the affine
/// @param format such as `NIfTI-1`
/// @param type the NumPy name of the voxel type in the file, such as `int16`
/// @param axes the length of every axis in the file, the fastest first, including channels
/// @param warnings what a user should know about this file, one sentence each
public record Stored(Volume volume, String format, String type, List<Integer> axes, List<String> warnings) {
    public Stored {
        axes = List.copyOf(axes);
        warnings = List.copyOf(warnings);
    }

    /// An image whose axes in the file are x, y, then z if there is one, then channels if there are several.
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
