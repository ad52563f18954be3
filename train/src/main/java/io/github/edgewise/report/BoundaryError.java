package io.github.edgewise.report;

import java.util.ArrayList;
import java.util.List;

/// The distances between the borders of a prediction and its reference, in the slices that are shown.
///
/// Distances are measured in 3-D, in mm, to the surface of the same class. Where two classes meet, the larger
/// distance counts.
///
/// @param predicted for each slice the predicted border, with its distance to the reference border
/// @param missed for each slice the reference border, with its distance to the predicted border; 0 where the
///     two agree
record BoundaryError(List<Edges> predicted, List<Edges> missed) {
    BoundaryError {
        predicted = List.copyOf(predicted);
        missed = List.copyOf(missed);
    }

    static BoundaryError of(View view, Surfaces prediction, Surfaces reference) {
        var predicted = new ArrayList<Edges>();
        var missed = new ArrayList<Edges>();
        for (int z : view.slices()) {
            predicted.add(Edges.of(view, prediction.labels(), z, reference::mm));
            missed.add(Edges.of(view, reference.labels(), z, prediction::mm));
        }
        return new BoundaryError(predicted, missed);
    }

    /// All distances of both borders.
    void forEach(Edges.Visitor visitor) {
        predicted.forEach(edges -> edges.forEach(visitor));
        missed.forEach(edges -> edges.forEach(visitor));
    }
}
