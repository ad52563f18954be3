package io.github.edgewise.train;

import io.github.edgewise.data.Sample;
import io.github.edgewise.metric.Dice;
import io.github.edgewise.metric.EmptyMasks;
import io.github.edgewise.metric.Evaluation;
import io.github.edgewise.metric.Hausdorff;
import io.github.edgewise.metric.Metric;
import io.github.edgewise.predict.Segmenter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The cases that are watched during training: whole images, segmented and scored after every epoch.
///
/// @param samples the cases, normalised
record Validation(List<Sample> samples) {
    private static final List<Metric> METRICS = List.of(new Dice(), new Hausdorff(95));

    /// The scores of all cases, a class that was missed or invented with its penalty.
    Evaluation evaluate(Segmenter segmenter) {
        var parts = new ArrayList<Evaluation>();
        for (Sample sample : samples) {
            parts.add(
                    Evaluation.of(sample.name(), segmenter.segmentNormalised(sample.image()), sample.labels(),
                            METRICS));
        }
        return Evaluation.of(parts).with(EmptyMasks.PENALTY);
    }

    /// The mean of a metric over classes and cases; nothing where it is undefined everywhere.
    static Optional<Double> mean(Evaluation evaluation, String metric) {
        double mean = evaluation.mean(metric);
        return Double.isNaN(mean) ? Optional.empty() : Optional.of(mean);
    }
}
