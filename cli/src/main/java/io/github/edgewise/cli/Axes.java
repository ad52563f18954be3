package io.github.edgewise.cli;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.List;

/// Shapes and spacings as lists for JSON, in the order of `--spacing`: z, y, x for a volume, y, x for an
/// image.
final class Axes {
    private Axes() {}

    static List<Integer> of(Shape s) {
        return s.axes() == 2 ? List.of(s.height(), s.width()) : List.of(s.depth(), s.height(), s.width());
    }

    /// The spacing of a grid in mm.
    static List<Double> of(Grid grid) { return of(grid.spacing(), grid.shape().axes()); }

    static List<Double> of(Spacing w, int axes) {
        return axes == 2 ? List.of(w.y(), w.x()) : List.of(w.z(), w.y(), w.x());
    }
}
