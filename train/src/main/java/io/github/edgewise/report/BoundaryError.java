package io.github.edgewise.report;

import java.util.ArrayList;
import java.util.List;

/// How far the borders of a prediction and its reference are apart, in the slices that are shown.
///
/// Distances run in 3-D, in mm, to the surface of the same class; where two classes meet, the larger counts.
///
/// @param drawn per slice the prediction's border and its distance to the reference's
/// @param missed per slice the reference's border and its distance to the prediction's; 0 where drawn
record BoundaryError(List<Edges> drawn, List<Edges> missed) {
    BoundaryError {
        drawn = List.copyOf(drawn);
        missed = List.copyOf(missed);
    }

    static BoundaryError of(View view, Surfaces prediction, Surfaces reference) {
        var drawn = new ArrayList<Edges>();
        var missed = new ArrayList<Edges>();
        for (int z : view.slices()) {
            drawn.add(Edges.of(view, prediction.labels(), z, reference::mm));
            missed.add(Edges.of(view, reference.labels(), z, prediction::mm));
        }
        return new BoundaryError(drawn, missed);
    }

    /// All distances of both borders.
    void forEach(Edges.Visitor visitor) {
        drawn.forEach(edges -> edges.forEach(visitor));
        missed.forEach(edges -> edges.forEach(visitor));
    }
}
