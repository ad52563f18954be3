package io.github.edgewise.cli;

import io.github.edgewise.dataset.Case;
import io.github.edgewise.loss.BoundaryLoss;
import io.github.edgewise.loss.Loss;
import io.github.edgewise.loss.LossSpec;
import io.github.edgewise.loss.WeightedSum;
import io.github.edgewise.predict.Segmenter;
import io.github.edgewise.report.DistanceInspector;
import io.github.edgewise.train.RunFolder;
import io.github.edgewise.train.RunPlan;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.util.Optional;

/// What the boundary loss of a run sees of a case, as its network segments it. The engine must be started.
///
/// @param inspector with the network's probabilities
/// @param lead one sentence on what is shown
record RunMaps(DistanceInspector inspector, String lead) {
    /// The maps of class `k`; of a run without a boundary term those of the usual one.
    static RunMaps of(Case one, RunFolder run, int k) throws IOException {
        RunPlan plan = run.plan();
        Volume image = one.image();
        LabelMap labels = one.labels(plan.plan().classes(), image);
        Volume probabilities;
        try (Segmenter segmenter = run.segmenter(0.5)) {
            probabilities = segmenter.probabilities(image);
        }
        Loss loss = run.recipe().loss();
        Optional<BoundaryLoss> term = WeightedSum.of(loss).terms().stream().map(WeightedSum.Term::loss)
                .filter(BoundaryLoss.class::isInstance).map(BoundaryLoss.class::cast).findFirst();
        BoundaryLoss boundary = term.orElseGet(BoundaryLoss::new);
        String part = plan.held().contains(one)
                ? "held back"
                : plan.validation().contains(one) ? "watched" : "trained on";
        String lead = "A case that the run " + RunPage.name(run.folder()) + " " + part
                + ", as its network sees it, against "
                + (term.isPresent()
                        ? "the term " + LossSpec.text(boundary) + " of its loss."
                        : "the boundary loss, though its own, " + LossSpec.text(loss)
                                + ", has no such term.");
        return new RunMaps(
                new DistanceInspector(one.name(), image, labels, k, Optional.of(probabilities), boundary),
                lead);
    }
}
