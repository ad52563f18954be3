package io.github.edgewise.train;

import io.github.edgewise.data.Prepared;
import io.github.edgewise.metric.Dice;
import io.github.edgewise.metric.EmptyMasks;
import io.github.edgewise.metric.Evaluation;
import io.github.edgewise.metric.Hausdorff;
import io.github.edgewise.metric.Metric;
import io.github.edgewise.predict.Segmenter;
import io.github.edgewise.volume.LabelMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The cases that are watched during training: whole images, segmented and scored after every epoch.
///
/// @param cases that are watched
record Validation(List<Watched> cases) {
    /// One of them.
    ///
    /// @param prepared its image
    /// @param labels the truth, on the grid of the image as it was read
    record Watched(String name, Prepared prepared, LabelMap labels) {}

    private static final List<Metric> METRICS = List.of(new Dice(), new Hausdorff(95));

    /// The scores of all cases, a class that was missed or invented with its penalty.
    Evaluation evaluate(Segmenter segmenter) {
        var parts = new ArrayList<Evaluation>();
        for (Watched one : cases) {
            parts.add(Evaluation.of(one.name(), segmenter.segment(one.prepared()), one.labels(), METRICS));
        }
        return Evaluation.of(parts).with(EmptyMasks.PENALTY);
    }

    /// The mean of a metric over classes and cases; nothing where it is undefined everywhere.
    static Optional<Double> mean(Evaluation evaluation, String metric) {
        double mean = evaluation.mean(metric);
        return Double.isNaN(mean) ? Optional.empty() : Optional.of(mean);
    }
}
