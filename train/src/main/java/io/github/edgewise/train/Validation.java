package io.github.edgewise.train;

import io.github.edgewise.prepare.PreparedImage;
import io.github.edgewise.metric.BoundaryIou;
import io.github.edgewise.metric.Dice;
import io.github.edgewise.metric.EmptyMasks;
import io.github.edgewise.metric.Evaluation;
import io.github.edgewise.metric.Hausdorff;
import io.github.edgewise.metric.Metric;
import io.github.edgewise.metric.SurfaceDice;
import io.github.edgewise.predict.Segmenter;
import io.github.edgewise.volume.LabelMap;
import java.util.ArrayList;
import java.util.List;

/// The validation cases: whole images, segmented and scored after every epoch.
///
/// @param cases the validation cases
/// @param toleranceMm of surface Dice
record Validation(List<Watched> cases, double toleranceMm) {
    /// One of them.
    ///
    /// @param prepared its image
    /// @param labels the truth, on the grid of the image as it was read
    record Watched(String name, PreparedImage prepared, LabelMap labels) {}

    /// Dice and the three border metrics.
    private List<Metric> metrics() {
        return List.of(new Dice(), new SurfaceDice(toleranceMm), new BoundaryIou(), new Hausdorff(95));
    }

    /// The mean scores of all cases; a missed or invented class counts with its penalty.
    EpochScores scores(Segmenter segmenter) {
        if (cases.isEmpty()) return EpochScores.NONE;
        var parts = new ArrayList<Evaluation>();
        for (Watched one : cases) {
            parts.add(Evaluation.of(one.name(), segmenter.segment(one.prepared()), one.labels(), metrics()));
        }
        return EpochScores.of(Evaluation.of(parts).with(EmptyMasks.PENALTY));
    }
}
