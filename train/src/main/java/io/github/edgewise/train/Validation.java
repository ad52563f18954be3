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
import java.util.Optional;

/// The validation cases: whole images, segmented and scored after every epoch.
///
/// @param cases the validation cases
/// @param toleranceMm of surface Dice
record Validation(List<Watched> cases, double toleranceMm) {
    private static final String DICE = "dice";

    /// One of them.
    ///
    /// @param prepared its image
    /// @param labels the truth, on the grid of the image as it was read
    record Watched(String name, PreparedImage prepared, LabelMap labels) {}

    /// Dice and the three border metrics.
    private List<Metric> metrics() {
        return List.of(new Dice(), new SurfaceDice(toleranceMm), new BoundaryIou(), new Hausdorff(95));
    }

    /// What an epoch did to the cases.
    ///
    /// @param scores the mean of all cases; a missed or invented class counts with its penalty
    /// @param worst the case with the lowest mean Dice, the first of equal ones; nothing without cases
    record Outcome(EpochScores scores, Optional<Progress.Watched> worst) {}

    /// Segments and scores all cases.
    Outcome outcome(Segmenter segmenter, int epoch) {
        if (cases.isEmpty()) return new Outcome(EpochScores.NONE, Optional.empty());
        var parts = new ArrayList<Evaluation>();
        Optional<Progress.Watched> worst = Optional.empty();
        for (Watched one : cases) {
            LabelMap prediction = segmenter.segment(one.prepared());
            Evaluation part = Evaluation.of(one.name(), prediction, one.labels(), metrics())
                    .with(EmptyMasks.PENALTY);
            parts.add(part);
            double dice = EpochScores.of(part).mean(DICE).orElse(1.); // nothing to find, and nothing invented
            if (worst.isEmpty() || dice < worst.get().dice()) {
                worst = Optional
                        .of(new Progress.Watched(epoch, one.name(), dice, one.prepared(), one.labels(),
                                prediction));
            }
        }
        return new Outcome(EpochScores.of(Evaluation.of(parts)), worst);
    }
}
