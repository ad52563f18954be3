package io.github.edgewise.report;

import io.github.edgewise.dataset.Case;
import io.github.edgewise.loss.BoundaryLoss;
import io.github.edgewise.loss.Loss;
import io.github.edgewise.loss.LossSpec;
import io.github.edgewise.loss.WeightedSum;
import io.github.edgewise.predict.Segmenter;
import io.github.edgewise.train.RunFolder;
import io.github.edgewise.train.RunPlan;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/// What a boundary loss sees of a case.
///
/// @param inspector with the network's probabilities
/// @param lead one sentence on what is shown
public record CaseMaps(DistanceInspector inspector, String lead) {
    /// The map of one class of a case of a data set: what a boundary loss knows of it.
    ///
    /// @param classIndex the class
    /// @throws IOException where image or mask cannot be read
    public static CaseMaps ofData(Case one, int classIndex) throws IOException {
        Volume image = one.image();
        var inspector = new DistanceInspector(one.name(), image, one.labels(image), classIndex, Optional.empty(),
                new BoundaryLoss());
        return new CaseMaps(inspector,
                "The signed distance map of class " + classIndex + ": what a boundary loss knows of this case.");
    }

    /// The map of one class, and what the boundary loss of a run makes of it and of the probabilities of its
    /// network; of a run without a boundary term that of the usual one. The engine must be started.
    ///
    /// @param classIndex the class
    /// @throws IOException where the case cannot be read, or the run is not complete
    public static CaseMaps ofRun(Case one, RunFolder run, int classIndex) throws IOException {
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
        return new CaseMaps(
                new DistanceInspector(one.name(), image, labels, classIndex, Optional.of(probabilities), boundary),
                lead);
    }

    /// The page that shows them, with the border of the network's prediction where there is one.
    public MapsPage page() {
        Map<String, LabelMap> predictions = inspector.probabilities().map(LabelMap::mostProbable)
                .map(labels -> Map.of("prediction", labels)).orElse(Map.of());
        return new MapsPage("Edgewise maps of " + inspector.caption(), lead, inspector, predictions);
    }
}
