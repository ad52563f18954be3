package io.github.edgewise.predict;

import io.github.edgewise.dataset.Case;
import io.github.edgewise.metric.Evaluation;
import io.github.edgewise.metric.LesionCurve;
import io.github.edgewise.metric.MaskPair;
import io.github.edgewise.metric.Metric;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Volume;
import java.util.List;
import java.util.Optional;

/// A case with a mask, and its segmentation by a network. All maps are on the grid of the image as it was
/// read.
///
/// @param source the case
/// @param image as it was read
/// @param reference the true classes
/// @param probabilities one channel per class; empty where they are too large to be kept
/// @param prediction the most probable classes
public record SegmentedCase(Case source, Volume image, LabelMap reference, Optional<Volume> probabilities,
        LabelMap prediction) {
    /// The scores of the prediction for every class except the background.
    public Evaluation score(List<Metric> metrics) {
        List<MaskPair> pairs = probabilities.isPresent()
                ? MaskPair.ofClasses(prediction, reference, probabilities.get())
                : MaskPair.ofClasses(prediction, reference);
        return Evaluation.of(source.name(), pairs, metrics);
    }

    /// What the usual decision thresholds find, a curve for every class except the background: of the
    /// probabilities as they are, without post-processing. Nothing if the probabilities were not kept.
    public List<LesionCurve> curves() {
        return probabilities.map(its -> LesionCurve.of(source.name(), its, reference, LesionCurve.THRESHOLDS))
                .orElse(List.of());
    }
}
